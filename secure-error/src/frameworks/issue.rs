//! An error becomes what a client gets, in whatever protocol: the one place where it is entered for its request.

use crate::error::SecureError;
use crate::internal::builder::ReportBuilder;
use crate::internal::log::Pending;
use crate::internal::origin::Origin;
use crate::internal::report::{Field, Report};
use crate::public::{PublicError, problem};
use crate::render;
use crate::request::RequestId;
use crate::request::ledger::{Entry, Kind, Record, Source};
use crate::request::scope;
use crate::request::unwind::contained;
use http::StatusCode;
use std::sync::Arc;

/// Makes what a client gets of the public face of an error and the id of the request: that of the request which this thread
/// is answering, else a new one. `make` also says with which status, and how it is made again when it is sent.
///
/// The error is entered for the request; where there is no boundary, its record is written at once. It never panics because
/// of the error.
pub(crate) fn issue<R>(
    error: &dyn SecureError,
    make: impl FnOnce(&PublicError<'_>, &RequestId) -> (R, StatusCode, Source),
) -> (R, Arc<Entry>) {
    issue_with(error, None, make)
}

/// The same for one of the failures of a response that may have several: `place` says to operators which.
pub(crate) fn issue_with<R>(
    error: &dyn SecureError,
    place: Option<Field<'_>>,
    make: impl FnOnce(&PublicError<'_>, &RequestId) -> (R, StatusCode, Source),
) -> (R, Arc<Entry>) {
    let id = scope::id_of(scope::current().as_deref());
    let public = contained(|| error.public()).unwrap_or(PublicError::constant(&problem::INTERNAL_ERROR));
    let report = report(error, &public).with_request_id(&id).with_fields(place);
    let record: Arc<dyn Record> = Arc::new(Pending::of(&report));
    let (made, status, source) = render::with_details(&public, &*record, |public| make(public, &id));
    (
        made,
        scope::enter(Entry::of(Kind::Response, id, status, source, Some(record))),
    )
}

/// If the error panics while it makes its report (a source may be behind a `Deref` that does), what the client sees.
fn report<'a>(error: &'a dyn SecureError, public: &PublicError<'a>) -> Report<'a> {
    contained(|| error.report()).unwrap_or_else(|| {
        ReportBuilder::new(Origin::of_type("SecureError"), public.clone())
            .message(|f| f.write_str("the error panicked while it made its report"))
            .build()
    })
}
