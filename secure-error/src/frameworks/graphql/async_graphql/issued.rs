//! What a client gets of one error, and the entry of it.

use super::introduction::recognise;
use crate::error::SecureError;
use crate::frameworks::graphql::{Foreign, members, path_field};
use crate::frameworks::issue::issue_with;
use crate::internal::report::Field;
use crate::public::value::Value;
use crate::public::{PublicError, problem};
use crate::request::RequestId;
use crate::request::ledger::{Entry, Issued, Ledger, Source};
use crate::request::scope;
use async_graphql::{Error, ErrorExtensionValues, Name, PathSegment, ServerError, Value as GraphQl};
use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// The name of a foreign error in its record.
const FOREIGN: &str = "ForeignError";

/// What a client gets of an error. As the source of an error of async-graphql it says that this one was entered; whatever was
/// done to that error afterwards is undone.
#[derive(Debug)]
pub(super) struct IssuedError {
    message: String,
    extensions: ErrorExtensionValues,
    pub(super) entry: Arc<Entry>,
}

impl IssuedError {
    /// Of a failure that was entered.
    pub(super) fn of(public: &PublicError<'_>, entry: Arc<Entry>) -> Arc<Self> {
        let (message, extensions) = shown(public, &entry.id());
        Arc::new(Self {
            message,
            extensions,
            entry,
        })
    }

    /// Of one of ours, which is entered.
    pub(super) fn own(error: &dyn SecureError, place: Option<Field<'_>>) -> Arc<Self> {
        let ((message, extensions), entry) = issue_with(error, place, |public, id| {
            let status = public.status();
            (shown(public, id), status, Source::Copy(Issued::nothing(status)))
        });
        Arc::new(Self {
            message,
            extensions,
            entry,
        })
    }

    /// Of the failure of a field: entered before, one of ours, or foreign. If it is foreign, clients get `foreign`, and its
    /// text is internal. `before` has what else the field has failed with.
    pub(super) fn of_failure(
        failure: &Failure<'_>,
        foreign: &PublicError<'static>,
        before: Option<&Ledger>,
    ) -> Arc<Self> {
        if let Some(issued) = failure.issued() {
            return issued;
        }
        let path = Path(failure.path);
        let place = || (!failure.path.is_empty()).then(|| path_field(&path));
        if let Some(own) = failure.source.and_then(|source| recognise(&**source)) {
            return Self::own(own, place());
        }
        let extensions = failure.extensions.map(Added);
        let added = extensions.as_ref().map(|added| Field::new("graphql_extensions", added));
        let boxed = failure
            .source
            .and_then(|source| source.downcast_ref::<Box<dyn std::error::Error + Send + Sync>>());
        let io = failure
            .source
            .and_then(|source| source.downcast_ref::<std::io::Error>());
        let failure = Foreign {
            text: failure.message,
            source: boxed
                .and_then(|error| error.source())
                .or_else(|| io.and_then(std::error::Error::source)),
        };
        let entry = failure.enter(
            FOREIGN,
            foreign.problem_type(),
            place().into_iter().chain(added),
            before,
        );
        Self::of(foreign, entry)
    }

    /// As resolvers return it.
    pub(super) fn into_error(self: Arc<Self>) -> Error {
        Error {
            message: self.message.clone(),
            extensions: Some(self.extensions.clone()),
            source: Some(self),
        }
    }

    /// Where and in which field it was stays; everything else becomes this, under this id.
    pub(super) fn put(self: Arc<Self>, error: &mut ServerError, id: &RequestId) {
        let mut extensions = self.extensions.clone();
        extensions.set("request_id", id.as_str());
        error.message.clone_from(&self.message);
        error.extensions = Some(extensions);
        error.source = Some(self);
    }
}

/// The message and the extensions of a public face.
fn shown(public: &PublicError<'_>, id: &RequestId) -> (String, ErrorExtensionValues) {
    let mut extensions = ErrorExtensionValues::default();
    members(public, id, |name, value| extensions.set(name, value_of(value)));
    (public.message().to_owned(), extensions)
}

/// What async-graphql knows of a failure.
pub(super) struct Failure<'a> {
    message: &'a str,
    source: Option<&'a Arc<dyn Any + Send + Sync>>,
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

    fn issued(&self) -> Option<Arc<IssuedError>> {
        Arc::downcast(Arc::clone(self.source?)).ok()
    }
}

/// What a client may see of an error: for one that never gets into a response of the schema, such as that of
/// `on_connection_init`, whose text async-graphql sends in a frame of its own.
///
/// One of ours shows its public face, with extensions. Any other becomes `INTERNAL_ERROR`. It is logged, once however often
/// it is sealed.
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
    let failure = Failure {
        message: &error.message,
        source: error.source.as_ref(),
        extensions: error.extensions.as_ref(),
        path: &[],
    };
    // No boundary sees that frame, so it is recorded now.
    let scope = scope::current().map(|scope| Arc::new(scope.detached()));
    let issued = scope::within_any(scope.as_ref(), || {
        IssuedError::of_failure(&failure, &PublicError::constant(&problem::INTERNAL_ERROR), None)
    });
    if let Some(scope) = scope.filter(|_| issued.entry.is_open()) {
        issued.entry.send(scope.names());
    }
    issued.into_error()
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
                    let members = violation.members();
                    GraphQl::Object(
                        members
                            .map(|(name, value)| (Name::new(name), value_of(value)))
                            .collect(),
                    )
                })
                .collect(),
        ),
    }
}
