//! Which status is sent, and its headers or trailers. All of it runs within the request.

use super::foreign;
use super::issued::{self, STATUS, code, code_of};
use super::layer::is_inner;
use super::status::Face;
use crate::boundary::{Exchange, replace_headers};
use crate::frameworks::by_bytes;
use crate::panics::Panic;
use crate::request::RequestId;
use crate::request::ledger::{Entry, Kind};
use crate::request::unwind::contained;
use ::tonic::{Code, Status};
use http::Extensions;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use std::error::Error;
use std::sync::Arc;

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

static ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");
const ENCODINGS: [&[u8]; 5] = [b"identity", b"gzip", b"deflate", b"zstd", b"snappy"];

/// What the trailers of a stream become.
pub(super) fn trailers(exchange: &Exchange, mut trailers: HeaderMap, passes: bool, must_end: bool) -> HeaderMap {
    if !trailers.contains_key(&STATUS[0]) {
        return if must_end { unfinished(exchange) } else { trailers };
    }
    match judged(exchange, &mut trailers, &Extensions::new(), passes) {
        Some(entry) => last(exchange, &entry, trailers),
        None => trailers,
    }
}

/// The trailers of a stream that ends without saying how.
pub(super) fn unfinished(exchange: &Exchange) -> HeaderMap {
    let text = "the stream has ended without a status";
    let entry = foreign::failed(exchange, "UnfinishedStream", Code::Internal, text);
    last(exchange, &entry, HeaderMap::new())
}

/// The trailers of a stream that has panicked.
pub(super) fn panicked(exchange: &Exchange, panic: &Arc<Panic>) -> HeaderMap {
    last(exchange, &foreign::panicked(exchange, panic), HeaderMap::new())
}

/// The trailers of a stream that has failed.
pub(super) fn broken(exchange: &Exchange, error: impl Into<BoxError>) -> HeaderMap {
    let (entry, headers) = thrown(exchange, "BodyError", error);
    last(exchange, &entry, headers)
}

/// The trailers of an entry, which a layer around that polls this one in another task finds by nothing else.
fn last(exchange: &Exchange, entry: &Arc<Entry>, old: HeaderMap) -> HeaderMap {
    by_bytes::remember(entry);
    send(exchange, entry, old)
}

/// What is sent for the error of a service or of a body, and the headers that it has. tonic knows the statuses, and what is
/// behind some other errors.
pub(super) fn thrown(exchange: &Exchange, what: &'static str, error: impl Into<BoxError>) -> (Arc<Entry>, HeaderMap) {
    let mut headers = HeaderMap::new();
    let entry = match contained(|| Status::try_from_error(error.into())) {
        Some(Ok(status)) => {
            // If it cannot be written, nothing of it is known, and it is sealed.
            headers = issued::written(&status).unwrap_or_default();
            let mut extensions = Extensions::new();
            extensions.insert(status);
            own_or_foreign(exchange, &headers, &extensions)
        }
        Some(Err(error)) => foreign::thrown(exchange, what, &*error),
        None => foreign::failed(exchange, what, Code::Internal, "the error panicked"),
    };
    (entry, headers)
}

/// Looks at headers or trailers that have a status. Returns what is sent instead, or `None` if they stay.
pub(super) fn judged(
    exchange: &Exchange,
    headers: &mut HeaderMap,
    extensions: &Extensions,
    passes: bool,
) -> Option<Arc<Entry>> {
    if code(headers) == Some(Code::Ok) {
        // An error that says that all is well says nothing else.
        for name in STATUS.iter().skip(1) {
            headers.remove(name);
        }
        return None;
    }
    if passes && issued::find(exchange.ledger(), headers, extensions).is_none() {
        let entry = foreign::passed_on(exchange, headers, extensions.get());
        write(exchange, &entry);
        return None;
    }
    Some(own_or_foreign(exchange, headers, extensions))
}

fn own_or_foreign(exchange: &Exchange, headers: &HeaderMap, extensions: &Extensions) -> Arc<Entry> {
    issued::find(exchange.ledger(), headers, extensions)
        .unwrap_or_else(|| foreign::status(exchange, headers, extensions.get()))
}

/// The headers of a status as it is issued for this call. What the application has added to its own status stays.
pub(super) fn send(exchange: &Exchange, entry: &Entry, mut old: HeaderMap) -> HeaderMap {
    let id = write(exchange, entry);
    let issued = entry.issued(&id).into_owned();
    let is_http = !issued.headers.contains_key(&STATUS[0]);
    if is_http || entry.kind() == Kind::Sealed {
        let mut headers = if is_http {
            Face::of_code(code_of(entry)).issued(&id).headers
        } else {
            issued.headers
        };
        // The client must know what it may send instead (gRPC compression, "Compression Method Asymmetry").
        let encodings = old.remove(&ACCEPT_ENCODING).filter(are_encodings);
        if let Some(encodings) = encodings {
            let _ = headers.try_insert(&ACCEPT_ENCODING, encodings);
        }
        return headers;
    }
    for name in &STATUS {
        old.remove(name);
    }
    replace_headers(&mut old, issued.headers, entry.status());
    old
}

fn are_encodings(value: &HeaderValue) -> bool {
    let mut names = value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    names.all(|name| ENCODINGS.contains(&name))
}

/// Writes the record, if no layer like this one is around and does. Returns the id that the client gets.
fn write(exchange: &Exchange, entry: &Entry) -> RequestId {
    if is_inner(exchange.scope()) {
        // The layer around finds it by that.
        return entry.id();
    }
    entry.send(exchange.scope().names())
}

/// At the end of the response: what else there is to record.
pub(super) fn ended(exchange: &Exchange) {
    if let Some(ledger) = exchange.ledger().filter(|_| !is_inner(exchange.scope())) {
        ledger.tell_panics(exchange.scope().names());
    }
}

/// The same if the client is gone before that.
pub(super) fn given_up(exchange: &Exchange) {
    if let Some(ledger) = exchange.ledger().filter(|_| !is_inner(exchange.scope())) {
        ledger.write_open(exchange.scope().names());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn a_status_that_contradicts_itself_is_none() {
        assert_eq!(code(&headers(&[("grpc-status", "0")])), Some(Code::Ok));
        assert_eq!(code(&headers(&[("grpc-status", "5")])), Some(Code::NotFound));
        assert_eq!(code(&headers(&[("grpc-status", "hunter2")])), Some(Code::Unknown));
        assert_eq!(code(&headers(&[("grpc-status", "0"), ("grpc-status", "5")])), None);
        assert_eq!(code(&HeaderMap::new()), None);
    }

    #[test]
    fn only_names_of_encodings_are_told_to_clients() {
        for (value, expected) in [
            ("identity", true),
            ("gzip, zstd,identity", true),
            ("gzip,hunter2", false),
            ("", false),
        ] {
            assert_eq!(are_encodings(&HeaderValue::from_static(value)), expected, "{value}");
        }
    }
}
