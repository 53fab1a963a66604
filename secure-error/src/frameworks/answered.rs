//! An error becomes an answer, of whatever kind: the one place where that is logged.

use crate::error::SecureError;
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::Field;
use crate::public::{PublicError, problem};
use crate::render::FormatError;
use crate::request::RequestId;
use crate::request::scope;
use crate::request::unwind::contained;

/// What `answer` makes of the public face of an error and the id of the request, after the report went to the log under
/// that id: that of the request which this thread is answering, else a new one.
///
/// It never panics because of the error. `answer` also says if the format of the answer has failed.
pub(crate) fn answered<A>(
    error: &dyn SecureError,
    answer: impl FnOnce(&PublicError<'_>, &RequestId) -> (A, Option<FormatError>),
) -> A {
    let context = scope::current();
    let id = scope::id_of(context.as_deref());
    let public = public(error);
    let (answer, failure) = answer(&public, &id);
    log(
        error,
        &public,
        &id,
        failure.as_ref().map(|failure| Field::new("format", failure)),
    );
    if let Some(context) = context {
        context.note_answer_logged();
    }
    answer
}

/// The same for one of the failures of an answer that may have several, and be no failure as a whole: `place` says which,
/// to operators, and the request itself is not answered by it.
#[cfg_attr(
    not(any(feature = "async-graphql", feature = "juniper")),
    allow(dead_code, reason = "only these have such answers")
)]
pub(crate) fn answered_in_part<A>(
    error: &dyn SecureError,
    id: &RequestId,
    place: Option<Field<'_>>,
    answer: impl FnOnce(&PublicError<'_>) -> A,
) -> A {
    let public = public(error);
    let answer = answer(&public);
    log(error, &public, id, place);
    answer
}

fn public(error: &dyn SecureError) -> PublicError<'_> {
    contained(|| error.public()).unwrap_or(PublicError::constant(&problem::INTERNAL_ERROR))
}

/// Logs the report. If the error panics while it makes one (a source may be behind a `Deref` that does), what the client
/// saw is logged instead.
fn log(error: &dyn SecureError, public: &PublicError<'_>, id: &RequestId, remark: Option<Field<'_>>) {
    let report = contained(|| error.report()).unwrap_or_else(|| {
        ReportBuilder::new(Origin::of_type("SecureError"), public.clone())
            .message(|f| f.write_str("the error panicked while it made its report"))
            .build()
    });
    report.with_request_id(id).with_fields(remark).log();
}
