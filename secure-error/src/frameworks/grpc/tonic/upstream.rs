//! Whether a status came from another service.
//!
//! `?` turns the status of a call to another service into ours. Its code is about that call: that we lack a permission there
//! says nothing about our client. tonic does not mark such a status, but it has what a handler does not write: the headers of
//! the response that it was in, or the error of the transport that it was derived from.

use super::told::Told;
use crate::request::unwind::contained;
use ::tonic::{Code, Status};
use http::header::{CONTENT_TYPE, DATE, SERVER};
use std::error::Error;
use std::fmt;

/// How many sources of a status are looked at: they may have no end.
pub(super) const MOST_SOURCES: usize = 16;

/// How tonic begins the text of a status that it makes of a response of HTTP.
const OF_HTTP: &str = "grpc-status header missing, mapped from HTTP status code";

/// Whether it came from another service, or from an attempt to reach one. Of a stream only trailers are left, where tonic
/// forwards no content type.
pub(super) fn is_origin(told: &Told, status: Option<&Status>) -> bool {
    let metadata = status.map(|status| status.metadata().as_ref());
    let has = |name| metadata.unwrap_or(&told.metadata).contains_key(name);
    metadata.is_some_and(|metadata| metadata.contains_key(CONTENT_TYPE))
        || has(DATE)
        || has(SERVER)
        || told.upstream_request_id.is_some()
        || told.message.starts_with(OF_HTTP)
        || status.is_some_and(is_derived)
}

/// The code that clients get instead of that of another service. That it was not there, too slow or broken is the same for
/// them.
pub(super) const fn code_instead(code: Code) -> Code {
    match code {
        Code::Unknown | Code::DeadlineExceeded | Code::Unavailable | Code::DataLoss => code,
        _ => Code::Internal,
    }
}

/// Whether tonic has derived the code from the source, of which too many are as bad.
fn is_derived(status: &Status) -> bool {
    let is_derived = contained(|| {
        let sources = std::iter::successors(status.source(), |&source| source.source());
        match sources.take(MOST_SOURCES).count() {
            0 => false,
            // tonic would follow them, and they may have no end.
            MOST_SOURCES => true,
            _ => Status::try_from_error(Box::new(Behind(status.clone()))).is_ok_and(|it| it.code() == status.code()),
        }
    });
    is_derived.unwrap_or(true)
}

/// What is behind a status, without the status.
#[derive(Debug)]
struct Behind(Status);

impl fmt::Display for Behind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Behind")
    }
}

impl Error for Behind {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}
