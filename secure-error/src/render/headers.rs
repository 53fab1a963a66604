//! The headers of an error response.

use http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LANGUAGE, CONTENT_TYPE, PROXY_AUTHENTICATE, RETRY_AFTER, UPGRADE,
    WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use secure_error_rules::header::is_owned;

use crate::public::PublicError;
use crate::public::status::{DEFAULT_ALLOW, DEFAULT_CHALLENGE, DEFAULT_UPGRADE};
use crate::request::RequestId;

/// The name of the header that carries the [`RequestId`]: `x-request-id`.
pub static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// The number of headers that most responses have.
const USUAL: usize = 6;

/// Drops headers that a format may not set, because they would break message framing or make a proxy act. A format may
/// set `Content-Language`.
pub(super) fn keep_free(headers: &mut HeaderMap) {
    let refused = headers
        .keys()
        .filter(|name| is_owned(name.as_str()) && **name != CONTENT_LANGUAGE);
    for name in refused.cloned().collect::<Vec<_>>() {
        headers.remove(name);
    }
}

/// Adds the headers of the error, those that its status requires and those that every response has. Later ones replace
/// earlier ones.
pub(super) fn add(headers: &mut HeaderMap, error: &PublicError<'_>, id: &RequestId, content_type: HeaderValue) {
    headers.reserve(USUAL);
    add_own(headers, error);
    add_demanded(headers, error);
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(CACHE_CONTROL, NO_STORE);
    headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    if let Ok(id) = HeaderValue::from_bytes(id.as_bytes()) {
        headers.insert(&X_REQUEST_ID, id);
    }
}

/// The headers of the problem type, unless the format has set them (a content security policy must fit its page).
fn add_own(headers: &mut HeaderMap, error: &PublicError<'_>) {
    for (name, value) in error.problem_type().headers() {
        if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
            headers.entry(name).or_insert_with(|| constant(value));
        }
    }
}

/// The headers that RFC 9110 requires for the status, even if the problem type is incomplete, and `Retry-After`.
fn add_demanded(headers: &mut HeaderMap, error: &PublicError<'_>) {
    let problem = error.problem_type();
    let status = error.status().as_u16();
    let default_for = |demanding: u16, default: &'static str| (status == demanding).then_some(default);

    if let Some(challenge) = problem.challenge().or(default_for(401, DEFAULT_CHALLENGE)) {
        headers.insert(WWW_AUTHENTICATE, constant(challenge));
    }
    if let Some(methods) = problem.allow().or(default_for(405, DEFAULT_ALLOW)) {
        headers.insert(ALLOW, constant(methods));
    }
    if let Some(challenge) = default_for(407, DEFAULT_CHALLENGE) {
        headers.entry(PROXY_AUTHENTICATE).or_insert_with(|| constant(challenge));
    }
    if let Some(protocol) = default_for(426, DEFAULT_UPGRADE) {
        headers.entry(UPGRADE).or_insert_with(|| constant(protocol));
    }
    if headers.contains_key(UPGRADE) {
        // RFC 9110 section 7.8: a sender of `Upgrade` must also send it as an option of `Connection`.
        headers.insert(CONNECTION, constant("upgrade"));
    }
    if let Some(seconds) = error.retry_after() {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// A value that was checked at compile time; nothing is copied.
///
/// `from_static` panics on an invalid header value, but a problem type cannot contain one: its rules are stricter than
/// those of the `http` crate, and a test compares the two.
fn constant(value: &'static str) -> HeaderValue {
    HeaderValue::from_static(value)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::{ProblemType, problem};

    fn headers_of(problem: &'static ProblemType) -> HeaderMap {
        let id = RequestId::parse("id").unwrap();
        let mut headers = HeaderMap::new();
        add(
            &mut headers,
            &PublicError::constant(problem),
            &id,
            HeaderValue::from_static("text/plain"),
        );
        headers
    }

    #[test]
    fn every_answer_is_uncacheable_unsniffable_and_has_its_id() {
        for problem in problem::ALL {
            let headers = headers_of(problem);
            assert_eq!(headers.get("cache-control").unwrap(), "no-store");
            assert_eq!(headers.get("x-content-type-options").unwrap(), "nosniff");
            assert_eq!(headers.get("x-request-id").unwrap(), "id");
            assert_eq!(headers.get("content-type").unwrap(), "text/plain");
        }
    }

    #[test]
    fn the_http_crate_takes_every_header_that_the_rules_take() {
        use secure_error_rules::header;

        for byte in 0..=255_u8 {
            let text = char::from(byte).to_string();
            if header::check_value(&text).is_ok() {
                assert_eq!(HeaderValue::from_str(&text).unwrap(), text);
            }
            if header::check_name(&text).is_ok() {
                assert_eq!(HeaderName::from_bytes(text.as_bytes()).unwrap().as_str(), text);
            }
        }
    }

    #[test]
    fn nothing_else_is_added() {
        assert_eq!(headers_of(&problem::NOT_FOUND).len(), 4);
    }

    #[test]
    fn a_response_has_the_headers_its_status_demands_without_the_constant() {
        const INCOMPLETE: [ProblemType; 4] = [
            ProblemType::new(401, "AA", "a"),
            ProblemType::new(405, "AA", "a"),
            ProblemType::new(407, "AA", "a"),
            ProblemType::new(426, "AA", "a"),
        ];
        static INCOMPLETE_TYPES: [ProblemType; 4] = INCOMPLETE;
        let demanded = ["www-authenticate", "allow", "proxy-authenticate", "upgrade"];
        for (problem, name) in INCOMPLETE_TYPES.iter().zip(demanded) {
            assert!(!problem.is_complete());
            assert!(headers_of(problem).contains_key(name), "{name}");
        }
        assert_eq!(
            headers_of(&problem::UPGRADE_REQUIRED).get("connection").unwrap(),
            "upgrade"
        );
    }

    #[test]
    fn the_constant_has_the_last_word_on_what_its_status_demands() {
        const LOGIN: ProblemType = ProblemType::new(401, "LOGIN", "Log in")
            .with_challenge("Basic realm=\"x\"")
            .with_header("link", "</login>");
        const BUSY: ProblemType = ProblemType::new(503, "BUSY", "Busy").with_retry_after(30);
        let headers = headers_of(&LOGIN);
        assert_eq!(headers.get("www-authenticate").unwrap(), "Basic realm=\"x\"");
        assert_eq!(headers.get("link").unwrap(), "</login>");
        assert_eq!(headers_of(&BUSY).get("retry-after").unwrap(), "30");
    }

    #[test]
    fn a_format_cannot_replace_what_every_answer_has() {
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public"));
        headers.append(CACHE_CONTROL, HeaderValue::from_static("max-age=3600"));
        let id = RequestId::generate();
        let error = PublicError::constant(&problem::GONE);
        add(&mut headers, &error, &id, HeaderValue::from_static("text/plain"));
        assert_eq!(headers.get_all(CACHE_CONTROL).iter().collect::<Vec<_>>(), ["no-store"]);
    }
}
