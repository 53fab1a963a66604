//! Turns an error into the response of any protocol: the one place where it is entered for its request.

use crate::error::{SecureError, views};
use crate::internal::log::Pending;
use crate::internal::report::Field;
use crate::public::PublicError;
use crate::render;
use crate::request::RequestId;
use crate::request::ledger::{Entry, Kind, Record, Source};
use crate::request::scope;
use http::StatusCode;
use std::sync::Arc;

/// Renders the response from the public view of an error and the request ID: that of the current request scope, or a new
/// one. `make` also returns the status, and how the response is issued again when it is sent.
///
/// The error is entered for the request; without a boundary, its record is written at once. It never panics because of the
/// error.
pub(crate) fn issue<R>(
    error: &dyn SecureError,
    make: impl FnOnce(&PublicError<'_>, &RequestId) -> (R, StatusCode, Source),
) -> (R, Arc<Entry>) {
    issue_with(error, None, make)
}

/// The same for one failure of a response that may have several: `place` names it for operators.
pub(crate) fn issue_with<R>(
    error: &dyn SecureError,
    place: Option<Field<'_>>,
    make: impl FnOnce(&PublicError<'_>, &RequestId) -> (R, StatusCode, Source),
) -> (R, Arc<Entry>) {
    let id = scope::id_of(scope::current().as_deref());
    let (public, report) = views(error);
    let report = report.with_request_id(&id).with_fields(place);
    let record: Arc<dyn Record> = Arc::new(Pending::of(&report));
    let (value, status, source) = render::with_details(&public, &*record, |public| make(public, &id));
    (
        value,
        scope::enter(Entry::of(Kind::Response, id, status, source, Some(record))),
    )
}
