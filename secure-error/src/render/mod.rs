//! Responses to clients, rendered from a [`PublicError`] and nothing else.
//!
//! [`respond`] writes RFC 9457 problem details. [`respond_with`] takes another [`Format`]: [`Envelope`], [`PlainText`],
//! [`Html`], or one of your own. All formats send the same status and error headers.

#[cfg(feature = "dev-details")]
mod details;
mod envelope;
mod headers;
mod html;
pub(crate) mod in_stream;
#[cfg(feature = "tower")]
mod negotiation;
mod plain_text;
mod problem_json;
#[cfg(any(test, feature = "jsonrpsee", feature = "rmcp"))]
mod view;

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Response};
use serde::Serialize;

#[cfg(feature = "dev-details")]
use crate::public::development::Development;
use crate::public::{PublicError, problem};
use crate::request::RequestId;
use crate::request::ledger::{Entry, Issued, Kind, Mark, Record, Source};
use crate::request::scope;
use crate::request::unwind::contained;
use crate::text::json;

pub use envelope::Envelope;
pub use headers::X_REQUEST_ID;
#[cfg(feature = "tower")]
pub(crate) use headers::connect_upgrade;
pub use html::Html;
#[cfg(feature = "tower")]
pub(crate) use negotiation::{Formats, Preference};
pub use plain_text::PlainText;
pub use problem_json::ProblemJson;
#[cfg(any(feature = "jsonrpsee", feature = "rmcp"))]
pub(crate) use view::write_view;

/// Writes the body of an error response.
pub trait Format: Send + Sync {
    /// The media type of the body. It must be constant: a `SecureErrorLayer` that offers this format reads it once and
    /// matches it against the `Accept` of each client.
    fn content_type(&self) -> HeaderValue;

    /// Appends the body to `out`.
    ///
    /// # Errors
    ///
    /// [`FormatError`] if the error cannot be written in this format. The client then gets a plain 500.
    fn render(&self, error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) -> Result<(), FormatError>;

    /// Adds headers that this format needs, such as a content security policy. It cannot replace the headers that every
    /// response has.
    fn add_headers(&self, headers: &mut HeaderMap) {
        let _ = headers;
    }
}

/// A [`Format`] failed to write an error. The reason is constant text, for operators.
///
/// [`respond_with`] then returns a constant 500 and puts this error into its extensions, so that a layer can log it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatError {
    reason: &'static str,
}

impl FormatError {
    /// Creates an error with a constant reason, for operators.
    #[must_use]
    pub const fn new(reason: &'static str) -> Self {
        Self { reason }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.reason)
    }
}

impl std::error::Error for FormatError {}

/// Renders the response to a client as RFC 9457 problem details (`application/problem+json`).
///
/// `B` is the body type of the web framework, or `Vec<u8>`.
///
/// ```
/// use secure_error::{PublicError, RequestId, problem, render};
///
/// let id = RequestId::generate();
/// let response = render::respond::<Vec<u8>>(&PublicError::constant(&problem::NOT_FOUND), &id);
///
/// assert_eq!(response.status(), 404);
/// assert_eq!(response.headers()["content-type"], "application/problem+json");
/// assert_eq!(response.headers()["x-request-id"], id.as_str());
/// ```
#[must_use]
pub fn respond<B: From<Vec<u8>>>(error: &PublicError<'_>, id: &RequestId) -> Response<B> {
    rendered(problem_details(error, id), id)
}

/// Renders the response to a client in the given format.
///
/// If the format fails or panics, the response is a 500 as problem details that contains constants and the request ID
/// only, with the [`FormatError`] in its extensions.
#[must_use]
pub fn respond_with<B: From<Vec<u8>>>(error: &PublicError<'_>, id: &RequestId, format: &dyn Format) -> Response<B> {
    rendered(issue_in(error, id, format), id)
}

/// A response that the application renders by itself. In a request scope it becomes an entry, by which the boundary
/// recognises it and notes that it has no report.
fn rendered<B: From<Vec<u8>>>(issued: Issued, id: &RequestId) -> Response<B> {
    let failure = issued.failed_format.map(FormatError::new);
    let mut response = if scope::current().is_some() {
        marked(&scope::enter(Entry::new(Kind::Response, *id, issued, None)))
    } else {
        response(issued)
    };
    if let Some(failure) = failure {
        response.extensions_mut().insert(failure);
    }
    response
}

/// The response in the format that the client of the current request prefers, and how to issue it again. It is problem
/// details if the application offers no choice, or outside a request scope, as in another task.
pub(crate) fn issue(error: &PublicError<'_>, id: &RequestId) -> (Issued, Source) {
    #[cfg(feature = "tower")]
    if let Some(preference) = negotiation::current() {
        let issued = issue_in(error, id, preference.format());
        let source = copy(&issued);
        return (issued, source);
    }
    let issued = problem_details(error, id);
    let source = if error.is_constant() {
        let problem = error.problem_type();
        Source::Again(Box::new(|id| problem_details(&PublicError::constant(problem), id)))
    } else {
        copy(&issued)
    };
    (issued, source)
}

/// How to issue a response again that has values or is in a format of the application. Without a boundary this never
/// happens.
pub(crate) fn copy(issued: &Issued) -> Source {
    Source::Copy(if cfg!(feature = "tower") {
        issued.clone()
    } else {
        Issued::nothing(issued.status)
    })
}

/// Passes an error to `make`, with its record if the request shows development details.
#[cfg_attr(
    not(feature = "dev-details"),
    allow(unused_variables, reason = "only they show records")
)]
pub(crate) fn with_details<R>(
    error: &PublicError<'_>,
    record: &dyn Record,
    make: impl FnOnce(&PublicError<'_>) -> R,
) -> R {
    #[cfg(feature = "dev-details")]
    if let Some(development) = record.details().map(Development::new) {
        let value = make(&error.developing(Some(&development)));
        if !development.is_shown() {
            let shows = scope::current().and_then(|scope| scope.extensions().get::<scope::ShowsReports>().cloned());
            shows.inspect(|shows| (shows.0)());
        }
        return value;
    }
    make(error)
}

/// Renders in this format, or a constant 500 if the format fails.
pub(crate) fn issue_in(error: &PublicError<'_>, id: &RequestId, format: &dyn Format) -> Issued {
    let rendered = contained(|| {
        let mut headers = HeaderMap::new();
        format.add_headers(&mut headers);
        headers::keep_free(&mut headers);
        let mut body = Vec::new();
        format.render(error, id, &mut body)?;
        Ok((format.content_type(), headers, body))
    });
    match rendered.unwrap_or(Err(FormatError::new("the format panicked"))) {
        Ok((content_type, headers, body)) => issued(error, id, content_type, headers, body),
        Err(failure) => Issued {
            failed_format: Some(failure.reason),
            ..instead(error, id, failure)
        },
    }
}

/// What is shown where a format has failed.
#[cfg_attr(not(feature = "dev-details"), allow(unused_variables, reason = "only they say more"))]
fn instead(error: &PublicError<'_>, id: &RequestId, failure: FormatError) -> Issued {
    let constant = PublicError::constant(&problem::INTERNAL_ERROR);
    #[cfg(feature = "dev-details")]
    if let Some(development) = error.development() {
        let development = development.with("format", failure.reason);
        return problem_details(&constant.developing(Some(&development)), id);
    }
    problem_details(&constant, id)
}

fn problem_details(error: &PublicError<'_>, id: &RequestId) -> Issued {
    const FALLBACK: &PublicError<'_> = &PublicError::constant(&problem::INTERNAL_ERROR);
    let mut body = Vec::new();
    let error = if ProblemJson.render(error, id, &mut body).is_ok() {
        error
    } else {
        problem_json::write_constant(FALLBACK, id, &mut body);
        FALLBACK
    };
    issued(error, id, problem_json::CONTENT_TYPE, HeaderMap::new(), body)
}

/// A body with the status and the headers that every format has.
fn issued(
    error: &PublicError<'_>,
    id: &RequestId,
    content_type: HeaderValue,
    mut headers: HeaderMap,
    body: Vec<u8>,
) -> Issued {
    headers::add(&mut headers, error, id, content_type);
    #[cfg(feature = "dev-details")]
    details::add_headers(&mut headers, error);
    Issued {
        status: error.status(),
        headers,
        body,
        failed_format: None,
    }
}

pub(crate) fn response<B: From<Vec<u8>>>(issued: Issued) -> Response<B> {
    let mut response = Response::new(B::from(issued.body));
    *response.status_mut() = issued.status;
    *response.headers_mut() = issued.headers;
    response
}

/// The response of an entry, as issued, with the mark by which a boundary recognises it.
pub(crate) fn marked<B: From<Vec<u8>>>(entry: &Arc<Entry>) -> Response<B> {
    let issued = entry.issued(&entry.id()).into_owned();
    mark(response(issued), entry)
}

pub(crate) fn mark<B>(mut response: Response<B>, entry: &Arc<Entry>) -> Response<B> {
    response.extensions_mut().insert(Mark(Arc::clone(entry)));
    response
}

/// Appends a JSON body.
fn append_json(out: &mut Vec<u8>, body: &impl Serialize) -> Result<(), FormatError> {
    json::append(out, body).map_err(|_| FormatError::new("the error could not be serialised"))
}

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used)]
mod tests {
    use super::*;

    struct Broken(fn(&mut Vec<u8>) -> Result<(), FormatError>);

    impl Format for Broken {
        fn content_type(&self) -> HeaderValue {
            HeaderValue::from_static("text/broken")
        }

        fn render(&self, _: &PublicError<'_>, _: &RequestId, out: &mut Vec<u8>) -> Result<(), FormatError> {
            (self.0)(out)
        }

        fn add_headers(&self, headers: &mut HeaderMap) {
            headers.insert("x-broken", HeaderValue::from_static("1"));
            headers.insert("content-length", HeaderValue::from_static("10"));
            headers.insert("transfer-encoding", HeaderValue::from_static("chunked"));
        }
    }

    #[test]
    fn a_format_cannot_break_the_framing_of_an_answer() {
        let works = Broken(|_| Ok(()));
        let error = PublicError::constant(&problem::NOT_FOUND);
        let answer = respond_with::<Vec<u8>>(&error, &RequestId::generate(), &works);
        assert_eq!(answer.headers().get("x-broken").unwrap(), "1");
        assert!(!answer.headers().contains_key("content-length"));
        assert!(!answer.headers().contains_key("transfer-encoding"));
    }

    #[test]
    fn a_format_that_fails_or_panics_becomes_a_constant_500() {
        let id = RequestId::parse("id-1").unwrap();
        let error = PublicError::constant(&problem::NOT_FOUND);
        let fails = Broken(|out| {
            out.extend_from_slice(b"half");
            Err(FormatError::new("no template"))
        });
        let panics = Broken(|_| panic!("secret"));
        for (format, reason) in [(fails, "no template"), (panics, "the format panicked")] {
            let answer = respond_with::<Vec<u8>>(&error, &id, &format);
            assert_eq!(answer.extensions().get::<FormatError>().unwrap().to_string(), reason);
            assert_eq!(answer.status(), 500);
            assert_eq!(answer.headers().len(), 4);
            assert_eq!(
                answer.body(),
                respond::<Vec<u8>>(&PublicError::constant(&problem::INTERNAL_ERROR), &id).body()
            );
        }
    }

    #[test]
    fn every_format_has_the_same_status_and_its_own_media_type() {
        let id = RequestId::generate();
        let error = PublicError::constant(&problem::UNAUTHORIZED);
        let formats: [(&dyn Format, &str); 4] = [
            (&ProblemJson, "application/problem+json"),
            (&Envelope, "application/json"),
            (&PlainText, "text/plain; charset=utf-8"),
            (&Html, "text/html; charset=utf-8"),
        ];
        for (format, media_type) in formats {
            let answer = respond_with::<Vec<u8>>(&error, &id, format);
            assert_eq!(answer.status(), 401);
            assert_eq!(answer.headers().get("content-type").unwrap(), media_type);
            assert_eq!(
                answer.headers().get("www-authenticate").unwrap(),
                "Bearer realm=\"api\""
            );
            assert_eq!(
                answer.headers().contains_key("content-security-policy"),
                media_type.starts_with("text/html")
            );
        }
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
#[path = "tests/golden.rs"]
mod golden;
