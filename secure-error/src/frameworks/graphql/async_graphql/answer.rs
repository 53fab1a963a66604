//! What a client gets of one error, and the record that goes with it.

use crate::error::SecureError;
use crate::error::introduction;
use crate::frameworks::answered::answered_in_part;
use crate::frameworks::graphql::{Foreign, members, path_field};
use crate::frameworks::recognition::recognise;
use crate::internal::report::Field;
use crate::public::value::Value;
use crate::public::{ProblemType, PublicError, problem};
use crate::request::RequestId;
use async_graphql::indexmap::IndexMap;
use async_graphql::{Error, ErrorExtensionValues, Name, PathSegment, ServerError, Value as GraphQl};
use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// The name of a foreign error in its record.
const FOREIGN: &str = "ForeignError";

/// What a client gets of an error. As the source of an error of async-graphql it says that this one was decided and
/// logged; whatever was done to that error afterwards is undone.
#[derive(Debug)]
pub(super) struct Answer {
    message: String,
    extensions: ErrorExtensionValues,
}

type Source = Arc<dyn Any + Send + Sync>;

impl Answer {
    /// Of a public face. The caller logs.
    pub(super) fn of(public: &PublicError<'_>, id: &RequestId) -> Arc<Self> {
        let mut extensions = ErrorExtensionValues::default();
        members(public, id, |name, value| extensions.set(name, value_of(value)));
        Arc::new(Self {
            message: public.message().to_owned(),
            extensions,
        })
    }

    /// Of one of ours, after its report went to the log.
    pub(super) fn own(error: &dyn SecureError, id: &RequestId, place: Option<Field<'_>>) -> Arc<Self> {
        answered_in_part(error, id, place, |public| Self::of(public, id))
    }

    /// Of the failure of a field: decided before, one of ours, or foreign. If it is foreign, it is answered with
    /// `foreign`, and its text goes to the log.
    pub(super) fn of_failure(failure: &Failure<'_>, foreign: &'static ProblemType, id: &RequestId) -> Arc<Self> {
        if let Some(answer) = failure.answer() {
            return answer;
        }
        let path = Path(failure.path);
        let place = || (!failure.path.is_empty()).then(|| path_field(&path));
        if let Some(own) = failure.source.and_then(|source| recognise(&**source)) {
            return Self::own(own, id, place());
        }
        let extensions = failure.extensions.map(Added);
        let added = extensions.as_ref().map(|added| Field::new("graphql_extensions", added));
        let boxed = failure
            .source
            .and_then(|source| source.downcast_ref::<Box<dyn std::error::Error + Send + Sync>>());
        let io = failure
            .source
            .and_then(|source| source.downcast_ref::<std::io::Error>());
        Foreign {
            text: failure.message,
            source: boxed
                .and_then(|error| error.source())
                .or_else(|| io.and_then(std::error::Error::source)),
        }
        .log(FOREIGN, foreign, id, place().into_iter().chain(added));
        Self::of(&PublicError::constant(foreign), id)
    }

    /// As resolvers return it.
    pub(super) fn into_error(self: Arc<Self>) -> Error {
        Error {
            message: self.message.clone(),
            extensions: Some(self.extensions.clone()),
            source: Some(self),
        }
    }

    /// Where and in which field it was stays; everything else becomes this.
    pub(super) fn put(self: Arc<Self>, error: &mut ServerError) {
        error.message.clone_from(&self.message);
        error.extensions = Some(self.extensions.clone());
        error.source = Some(self);
    }
}

/// What async-graphql knows of a failure.
pub(super) struct Failure<'a> {
    message: &'a str,
    source: Option<&'a Source>,
    extensions: Option<&'a ErrorExtensionValues>,
    path: &'a [PathSegment],
}

impl<'a> Failure<'a> {
    pub(super) fn of(error: &'a ServerError) -> Self {
        Self {
            message: &error.message,
            source: error.source.as_ref(),
            extensions: error.extensions.as_ref(),
            path: &error.path,
        }
    }

    fn answer(&self) -> Option<Arc<Answer>> {
        Arc::downcast(Arc::clone(self.source?)).ok()
    }
}

/// What a client may see of an error: for one that never gets into an answer of the schema, such as that of
/// `on_connection_init`, whose text async-graphql sends in a frame of its own.
///
/// One of ours becomes its own answer, with extensions. Any other becomes `INTERNAL_ERROR`. It is logged, once however
/// often it is sealed.
///
/// ```
/// use async_graphql::Error;
/// use secure_error::frameworks::async_graphql::seal;
///
/// let error = seal(Error::new("no route to 10.0.0.5"));
/// assert_eq!(error.message, "An internal error occurred");
/// ```
#[must_use]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the error itself must not be used any more; `map_err(seal)`"
)]
pub fn seal(error: Error) -> Error {
    introduction::expect();
    let failure = Failure {
        message: &error.message,
        source: error.source.as_ref(),
        extensions: error.extensions.as_ref(),
        path: &[],
    };
    let id = RequestId::current().unwrap_or_else(RequestId::generate);
    Answer::of_failure(&failure, &problem::INTERNAL_ERROR, &id).into_error()
}

/// `accounts.0.owner`
struct Path<'a>(&'a [PathSegment]);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            match segment {
                PathSegment::Field(name) => f.write_str(name)?,
                PathSegment::Index(index) => write!(f, "{index}")?,
            }
        }
        Ok(())
    }
}

/// The extensions of a foreign error.
struct Added<'a>(&'a ErrorExtensionValues);

impl fmt::Display for Added<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

/// The recursion is bounded by the depth of a public value. Numbers that JSON does not know are null, and integers of more
/// than 64 bits are text.
fn value_of(value: Value<'_>) -> GraphQl {
    match value {
        Value::Null => GraphQl::Null,
        Value::Bool(value) => GraphQl::Boolean(value),
        Value::Int(value) => i64::try_from(value).map_or_else(|_| GraphQl::String(value.to_string()), GraphQl::from),
        Value::Uint(value) => u64::try_from(value).map_or_else(|_| GraphQl::String(value.to_string()), GraphQl::from),
        Value::F32(value) => GraphQl::from(value),
        Value::F64(value) => GraphQl::from(value),
        Value::Char(value) => GraphQl::String(value.to_string()),
        Value::Text(value) => GraphQl::String(value.to_owned()),
        Value::Owned(value) => GraphQl::String(value),
        Value::List(items) => GraphQl::List(items.into_iter().map(value_of).collect()),
        Value::Violations(violations) => GraphQl::List(
            violations
                .iter()
                .map(|violation| {
                    GraphQl::Object(IndexMap::from_iter(
                        [
                            ("pointer", violation.pointer().as_str()),
                            ("code", violation.code()),
                            ("detail", violation.message()),
                        ]
                        .map(|(name, value)| (Name::new(name), GraphQl::from(value))),
                    ))
                })
                .collect(),
        ),
    }
}
