//! What the answers of GraphQL have in common, in any library: the members of `extensions`, and what a client is told of
//! a request that cannot be executed.

#[cfg(feature = "async-graphql")]
pub mod async_graphql;
#[cfg(feature = "juniper")]
pub mod juniper;

use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::{Cause, Field};
use crate::public::value::Value;
use crate::public::{ProblemType, PublicError};
use crate::request::RequestId;
use std::error::Error;
use std::fmt;

/// The query is no GraphQL, or exceeds a limit.
pub(super) const PARSE_FAILED: ProblemType =
    ProblemType::new(400, "GRAPHQL_PARSE_FAILED", "The query could not be read");
/// The schema does not know what is asked for, or the query is too large. Which of them is nobody's business: texts
/// about that suggest the names of fields.
pub(super) const VALIDATION_FAILED: ProblemType =
    ProblemType::new(400, "GRAPHQL_VALIDATION_FAILED", "The query is not valid");
/// Nobody knows which operation of the query is meant.
pub(super) const UNKNOWN_OPERATION: ProblemType =
    ProblemType::new(400, "OPERATION_RESOLUTION_FAILURE", "The query has no such operation");

/// Calls `set` with everything that `extensions` say of an error, under the names of problem details. What is set last
/// stays, so that no parameter replaces a member.
pub(super) fn members<'a>(
    public: &'a PublicError<'_>,
    id: &'a RequestId,
    mut set: impl FnMut(&'static str, Value<'a>),
) {
    for (name, value) in public.values() {
        set(name, value.clone());
    }
    if let Some(violations) = public.violations() {
        set("errors", Value::Violations(violations));
        if violations.omitted() > 0 {
            set("errors_omitted", Value::Uint(violations.omitted() as u128));
        }
    }
    if let Some(seconds) = public.retry_after() {
        set("retry_after", Value::Uint(seconds.into()));
    }
    set("code", Value::Text(public.code()));
    set("status", Value::Uint(public.status().as_u16().into()));
    set("request_id", Value::Text(id.as_str()));
}

/// Where in the answer the failed field is. The names in it are the client's.
pub(super) fn path_field(path: &(impl fmt::Display + ?Sized)) -> Field<'_> {
    Field::new("graphql_path", path)
}

/// An error of which the text is left, and maybe a cause.
pub(super) struct Foreign<'a> {
    pub(super) text: &'a str,
    pub(super) source: Option<&'a (dyn Error + 'static)>,
}

impl fmt::Display for Foreign<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl fmt::Debug for Foreign<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Foreign(..)")
    }
}

impl Error for Foreign<'_> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
    }
}

impl Foreign<'_> {
    /// Writes its record: clients are told `answer`, under this id.
    pub(super) fn log<'f>(
        &'f self,
        name: &'static str,
        answer: &'static ProblemType,
        id: &RequestId,
        fields: impl IntoIterator<Item = Field<'f>>,
    ) {
        ReportBuilder::new(Origin::of_type(name), PublicError::constant(answer))
            .about(Cause::plain(Some(name), self))
            .build()
            .with_request_id(id)
            .with_fields(fields)
            .log();
    }
}
