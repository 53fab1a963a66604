//! What becomes of the headers or trailers that have a status: they stay, or others replace them. All of it runs within the
//! request.

use super::foreign::{self, Failure};
use super::known::{self, Known, STATUS, Verdict};
use super::sealed::problem_of;
use super::status;
use crate::boundary::Passage;
use crate::panics::Panic;
use crate::public::PublicError;
use crate::request::unwind::contained;
use ::tonic::{Code, Status};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use std::error::Error;

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

static ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");
const ENCODINGS: [&[u8]; 5] = [b"identity", b"gzip", b"deflate", b"zstd", b"snappy"];

/// What the trailers of a stream become.
pub(super) fn trailers(passage: &Passage, mut trailers: HeaderMap, passes: bool, must_end: bool) -> HeaderMap {
    if trailers.contains_key(&STATUS[0]) {
        judge(passage, &mut trailers, None, passes);
        trailers
    } else if !must_end {
        trailers
    } else {
        unfinished(passage)
    }
}

/// The trailers of a stream that ends without saying how.
pub(super) fn unfinished(passage: &Passage) -> HeaderMap {
    let text = "the stream has ended without a status";
    failed(passage, "UnfinishedStream", Code::Internal, text, None)
}

/// The trailers of a stream that has panicked.
pub(super) fn panicked(passage: &Passage, panic: &Panic) -> HeaderMap {
    panic.log();
    passage.context().note_answer_logged();
    sealed(passage, Code::Internal)
}

/// The headers for an error of a service or of a body. tonic knows the statuses, and what is behind some other errors.
pub(super) fn thrown(passage: &Passage, what: &'static str, error: impl Into<BoxError>) -> HeaderMap {
    match contained(|| Status::try_from_error(error.into())) {
        Some(Ok(status)) => {
            // If it cannot be written, nothing of it is known, and it is sealed.
            let headers = known::written(&status).unwrap_or_default();
            replace(passage, &headers, Some(&status))
        }
        Some(Err(error)) => {
            let text = "it failed without a status";
            failed(passage, what, Code::Internal, text, Some(&*error))
        }
        None => failed(passage, what, Code::Internal, "the error panicked", None),
    }
}

pub(super) enum Judgement {
    Stays,
    Replaced,
}

/// Looks at headers or trailers that have a status, and replaces them if it is an error.
pub(super) fn judge(passage: &Passage, headers: &mut HeaderMap, status: Option<&Status>, passes: bool) -> Judgement {
    if code(headers) == Some(Code::Ok) {
        // An error that says that all is well says nothing else.
        for name in STATUS.iter().skip(1) {
            headers.remove(name);
        }
        return Judgement::Stays;
    }
    if passes {
        passed_on(passage, code(headers).unwrap_or(Code::Unknown));
        return Judgement::Stays;
    }
    *headers = replace(passage, headers, status);
    Judgement::Replaced
}

/// What is sent in place of an error: the same if it is known, else what its code alone says.
fn replace(passage: &Passage, headers: &HeaderMap, status: Option<&Status>) -> HeaderMap {
    let code = code(headers).unwrap_or(Code::Internal);
    let mut replaced = match known::verdict(headers, status, &passage.request_id()) {
        Verdict::Known(known, headers) => {
            log_known(passage, &known, code);
            headers
        }
        Verdict::Changed => sealed(passage, code),
        Verdict::Foreign => {
            foreign::log(code, headers, status, passage.context());
            sealed(passage, code)
        }
    };
    // The client must know what it may send instead (gRPC compression, "Compression Method Asymmetry").
    let encodings = headers.get(&ACCEPT_ENCODING).filter(|value| are_encodings(value));
    if let Some(encodings) = encodings {
        let _ = replaced.try_insert(&ACCEPT_ENCODING, encodings.clone());
    }
    passage.context().note_answer_logged();
    replaced
}

fn are_encodings(value: &HeaderValue) -> bool {
    let mut names = value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    names.all(|name| ENCODINGS.contains(&name))
}

/// One of ours was logged when it was made, but not if it is sent again.
fn log_known(passage: &Passage, known: &Known, code: Code) {
    if known.was_sent && known.id != passage.request_id() {
        let failure = Failure {
            what: "CopiedAnswer",
            code,
            message: "a copy of an earlier status",
            cause: None,
        };
        failure.log(&known.id);
    } else if known.is_foreign && !known.was_sent {
        passed_on(passage, code);
    }
}

fn passed_on(passage: &Passage, code: Code) {
    if !passage.context().answer_is_logged() {
        let failure = Failure {
            what: "PassedThrough",
            code,
            message: "a status was passed on as it is",
            cause: None,
        };
        failure.log(&passage.request_id());
        passage.context().note_answer_logged();
    }
}

/// Logs a failure that has no status of its own, and makes the headers for it.
pub(super) fn failed(
    passage: &Passage,
    what: &'static str,
    code: Code,
    message: &str,
    cause: Option<&(dyn Error + 'static)>,
) -> HeaderMap {
    let failure = Failure {
        what,
        code,
        message,
        cause,
    };
    failure.log(&passage.request_id());
    passage.context().note_answer_logged();
    sealed(passage, code)
}

/// The headers that this code alone makes.
pub(super) fn sealed(passage: &Passage, code: Code) -> HeaderMap {
    let public = PublicError::constant(problem_of(code));
    known::written(&status::of(&public, &passage.request_id())).unwrap_or_else(|| {
        // It fails for no constant text.
        let mut headers = HeaderMap::new();
        headers.insert(&STATUS[0], HeaderValue::from_static("13"));
        headers
    })
}

/// The code of a status; none if it contradicts itself.
fn code(headers: &HeaderMap) -> Option<Code> {
    let mut values = headers.get_all(&STATUS[0]).iter();
    let code = Code::from_bytes(values.next()?.as_bytes());
    values.next().is_none().then_some(code)
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
