//! The records that the boundary itself creates, for failures without an error of the application.

use crate::internal::Level;
use crate::internal::builder::ReportBuilder;
use crate::internal::log::Pending;
use crate::internal::origin::Origin;
use crate::internal::report::{Cause, Field, Report};
use crate::public::status::problem_of;
use crate::public::{PublicError, problem};
use crate::request::RequestId;
use http::StatusCode;
use std::any::{Any, type_name};
use std::error::Error;
use std::fmt::{self, Display};

/// A failure with this status: what happened to it, its text, and the codes of the failures before it.
pub(super) fn of_status(
    id: &RequestId,
    status: StatusCode,
    what: &'static str,
    message: &str,
    earlier: Option<&String>,
) -> Pending {
    let report = report(status, what).message(|f| f.write_str(message)).build();
    pending(report, id, earlier)
}

/// A response that passes although it is not ours. `is_quiet` if its failure is routine.
pub(super) fn of_passed_on(id: &RequestId, status: StatusCode, is_quiet: bool, earlier: Option<&String>) -> Pending {
    let origin = Origin {
        level: is_quiet.then_some(Level::Debug),
        ..Origin::of_type("PassedThrough")
    };
    let report = ReportBuilder::new(origin, PublicError::constant(problem_of(status)))
        .message(|f| f.write_str("an error was passed on as it is"));
    pending(report.build(), id, earlier)
}

/// An error of another crate, of which the response was made: its text and its causes.
#[cfg(any(feature = "poem", feature = "salvo"))]
pub(super) fn of_foreign(
    id: &RequestId,
    status: StatusCode,
    text: &dyn Display,
    cause: Option<&(dyn Error + 'static)>,
    earlier: Option<&String>,
) -> Pending {
    let report = report(status, "ForeignResponse").message(|f| text.fmt(f));
    pending(report.own_source(cause).build(), id, earlier)
}

/// The error of a service, which has no response.
pub(super) fn of_service_error<E: Display + 'static>(id: &RequestId, error: &E, earlier: Option<&String>) -> Pending {
    let name = type_name::<E>();
    let error = ServiceError(error);
    let report = ReportBuilder::new(Origin::of_type(name), PublicError::constant(&problem::INTERNAL_ERROR))
        .about(Cause::plain(Some(name), &error))
        .build();
    pending(report, id, earlier)
}

/// The error of any type that has ended a body after its head was sent.
pub(super) fn of_body<E: Display + 'static>(id: Option<&RequestId>, error: &E) -> Pending {
    after_head(id, type_name::<E>(), &ServiceError(error))
}

/// The same with the name of its type, and its causes.
pub(crate) fn after_head<'a>(id: Option<&RequestId>, name: &'static str, error: &'a (dyn Error + 'a)) -> Pending {
    let report = ReportBuilder::new(Origin::of_type(name), PublicError::constant(&problem::INTERNAL_ERROR))
        .about(Cause::plain(Some(name), error))
        .build()
        .with_fields([Field::new("body", "failed after its head was sent")]);
    Pending::of(&match id {
        Some(id) => report.with_request_id(id),
        None => report,
    })
}

fn report<'a>(status: StatusCode, what: &'static str) -> ReportBuilder<'a> {
    ReportBuilder::new(Origin::of_type(what), PublicError::constant(problem_of(status))).foreign()
}

fn pending(report: Report<'_>, id: &RequestId, earlier: Option<&String>) -> Pending {
    Pending::of(&report.with_request_id(id).with_fields(Field::earlier(earlier)))
}

/// The error of any service as an `Error`: the `Box<dyn Error>` that most services use does not implement it.
struct ServiceError<'a, E>(&'a E);

impl<E: Display> Display for ServiceError<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E> fmt::Debug for ServiceError<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceError(..)")
    }
}

impl<E: Display + 'static> Error for ServiceError<'_, E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let boxed = (self.0 as &dyn Any).downcast_ref::<Box<dyn Error + Send + Sync>>();
        boxed.and_then(|error| error.source())
    }
}
