//! The records of failures that no error of the application made.

use super::sealed::problem_of;
use crate::internal::Level;
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::{Cause, Field};
use crate::public::PublicError;
use crate::request::RequestId;
use crate::request::scope::RequestScope;
use ::tonic::metadata::{KeyRef, MetadataMap};
use ::tonic::{Code, Status};
use http::HeaderMap;
use std::error::Error;

const NO_MESSAGE: &str = "<no message>";

/// How many names of metadata are told.
const MOST_NAMES: usize = 16;

/// A failure, as operators read it.
pub(super) struct Failure<'a> {
    /// The type of the record.
    pub(super) what: &'static str,
    /// The code that the client gets.
    pub(super) code: Code,
    pub(super) message: &'a str,
    pub(super) cause: Option<&'a (dyn Error + 'static)>,
}

impl Failure<'_> {
    /// Writes its record under the id that the client gets.
    pub(super) fn log(&self, id: &RequestId) {
        self.log_with(id, []);
    }

    fn log_with<'a>(&'a self, id: &RequestId, fields: impl IntoIterator<Item = Field<'a>>) {
        let message = if self.message.is_empty() {
            NO_MESSAGE
        } else {
            self.message
        };
        let origin = Origin {
            level: level(self.code),
            ..Origin::of_type(self.what)
        };
        let mut report = ReportBuilder::new(origin, PublicError::constant(problem_of(self.code)))
            .message(move |f| f.write_str(message));
        if let Some(cause) = self.cause {
            report = report.cause(Cause::plain(None, cause));
        }
        report.build().with_request_id(id).with_fields(fields).log();
    }
}

/// A method that is not there is the doing of clients, though HTTP calls it 501.
const fn level(code: Code) -> Option<Level> {
    match code {
        Code::Unimplemented => Some(Level::Info),
        _ => None,
    }
}

/// Logs a foreign status as far as it is legible: its text, its causes if tonic still has them, how long its details are,
/// and the names of its metadata. Their values may be anything.
pub(super) fn log(code: Code, headers: &HeaderMap, status: Option<&Status>, context: &RequestScope) {
    // Whatever else is in the headers, tonic must not be asked to decode it: it panics if it cannot.
    let mut legible = HeaderMap::new();
    for name in ["grpc-status", "grpc-message"] {
        if let Some(value) = headers.get(name) {
            legible.insert(name, value.clone());
        }
    }
    let read = Status::from_header_map(&legible);
    let message = status.or(read.as_ref()).map_or("", Status::message);
    let details = headers.get("grpc-status-details-bin").map(|value| {
        let base64 = value.as_bytes().len();
        format!("{} bytes", base64 / 4 * 3 + base64 % 4 * 3 / 4)
    });
    let metadata = names(headers);
    let failure = Failure {
        what: "ForeignStatus",
        code,
        message,
        cause: status.and_then(Error::source),
    };
    let fields = [
        details.as_ref().map(|details| Field::new("details", details)),
        metadata.as_ref().map(|names| Field::new("metadata", names)),
    ];
    failure.log_with(&context.request_id(), fields.into_iter().flatten());
}

/// The names of the application's metadata.
fn names(headers: &HeaderMap) -> Option<String> {
    let metadata = MetadataMap::from_headers(headers.clone());
    let names = metadata.keys().map(|key| match key {
        KeyRef::Ascii(key) => key.as_str().to_owned(),
        KeyRef::Binary(key) => key.as_str().to_owned(),
    });
    let names = names.filter(|name| !name.starts_with("grpc-") && name != "content-type");
    let names: Vec<_> = names.take(MOST_NAMES).collect();
    (!names.is_empty()).then(|| names.join(", "))
}
