//! The headers of an error response.

use http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, UPGRADE, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use secure_error_rules::header::is_owned;

use crate::public::PublicError;
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

/// Adds the headers of the error and those that every response has. Later ones replace earlier ones.
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

/// The headers that some statuses require, and `Retry-After`. None is invented for a problem type without them.
fn add_demanded(headers: &mut HeaderMap, error: &PublicError<'_>) {
    let problem = error.problem_type();
    if let Some(challenge) = problem.challenge() {
        headers.insert(WWW_AUTHENTICATE, constant(challenge));
    }
    if let Some(methods) = problem.allow() {
        headers.insert(ALLOW, constant(methods));
    }
    if let Some(seconds) = error.retry_after() {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    connect_upgrade(headers);
}

/// A sender of `Upgrade` must also send it as an option of `Connection` (RFC 9110 section 7.8).
pub(crate) fn connect_upgrade(headers: &mut HeaderMap) {
    let options = headers.get_all(CONNECTION).iter();
    let mut options = options.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    let is_named = options.any(|option| option.trim_ascii().eq_ignore_ascii_case(b"upgrade"));
    if headers.contains_key(UPGRADE) && !is_named {
        // It fails only if there are more than 30,000 headers.
        let _ = headers.try_append(CONNECTION, constant("upgrade"));
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
    fn what_only_the_application_can_know_is_not_made_up() {
        static INCOMPLETE: [ProblemType; 4] = [
            ProblemType::new(401, "AA", "a"),
            ProblemType::new(405, "AA", "a"),
            ProblemType::new(407, "AA", "a"),
            ProblemType::new(426, "AA", "a"),
        ];
        for problem in &INCOMPLETE {
            assert!(!problem.is_complete());
            assert_eq!(headers_of(problem).len(), 4, "{problem:?}");
        }
        assert!(problem::METHOD_NOT_ALLOWED.is_complete());
        assert_eq!(headers_of(&problem::METHOD_NOT_ALLOWED).len(), 4);
    }

    #[test]
    fn an_upgrade_is_an_option_of_the_connection_once() {
        const UPGRADE_TO: ProblemType = ProblemType::new(426, "AA", "a").with_header("upgrade", "websocket");
        let mut headers = headers_of(&UPGRADE_TO);
        assert_eq!(headers.get("connection").unwrap(), "upgrade");
        for (before, after) in [
            ("close", &["close", "upgrade"][..]),
            ("close, Upgrade", &["close, Upgrade"]),
        ] {
            headers.insert(CONNECTION, HeaderValue::from_static(before));
            connect_upgrade(&mut headers);
            assert_eq!(headers.get_all(CONNECTION).iter().collect::<Vec<_>>(), after);
        }
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
