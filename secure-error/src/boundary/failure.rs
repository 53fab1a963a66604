//! A service that fails without an answer. The server closes the connection; that is all that the client learns.

use crate::context::RequestContext;
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::Cause;
use crate::public::{PublicError, problem};
use std::any::{Any, type_name};
use std::error::Error;
use std::fmt::{self, Display};

/// Logs the error of a service, which goes on as it is, and maybe through another boundary.
pub(super) fn log<E: Display + 'static>(error: &E, context: &RequestContext) {
    if context.service_error_is_logged() {
        return;
    }
    let name = type_name::<E>();
    let public = PublicError::constant(&problem::INTERNAL_ERROR);
    ReportBuilder::new(Origin::of_type(name), public)
        .about(Cause::plain(Some(name), &Failure(error)))
        .build()
        .log();
    context.note_service_error_logged();
}

/// The error of any service as an `Error`: the box that most of them use implements no such thing.
struct Failure<'a, E>(&'a E);

impl<E: Display> Display for Failure<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E> fmt::Debug for Failure<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Failure(..)")
    }
}

impl<E: Display + 'static> Error for Failure<'_, E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let boxed = (self.0 as &dyn Any).downcast_ref::<Box<dyn Error + Send + Sync>>();
        boxed.and_then(|error| error.source())
    }
}
