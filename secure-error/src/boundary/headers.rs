//! Which headers of a response stay when its body is replaced.

use http::header::{
    ACCEPT_RANGES, AGE, ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_LOCATION, CONTENT_RANGE, CONTENT_TYPE, ETAG, EXPIRES, HeaderName, LAST_MODIFIED, PRAGMA,
    PROXY_AUTHENTICATE, TRAILER, TRANSFER_ENCODING, UPGRADE, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderValue, StatusCode};

/// Headers that describe a body or its transfer (RFC 9110 sections 8 and 14, RFC 9112 section 6, RFC 9530).
pub(crate) static DESCRIBES_THE_BODY: [HeaderName; 16] = [
    CONTENT_LENGTH,
    CONTENT_ENCODING,
    TRANSFER_ENCODING,
    TRAILER,
    ETAG,
    LAST_MODIFIED,
    CONTENT_RANGE,
    CONTENT_DISPOSITION,
    CONTENT_LOCATION,
    ACCEPT_RANGES,
    CONTENT_LANGUAGE,
    CONTENT_TYPE,
    HeaderName::from_static("content-md5"),
    HeaderName::from_static("digest"),
    HeaderName::from_static("content-digest"),
    HeaderName::from_static("repr-digest"),
];

/// Headers that let a cache store a response (RFC 9111 section 5, RFC 9213 and its predecessors).
static CACHING: [HeaderName; 4] = [CACHE_CONTROL, EXPIRES, AGE, PRAGMA];

/// Headers that a status requires, for which the code that created the response knows better values than a constant.
static DEMANDED: [HeaderName; 3] = [WWW_AUTHENTICATE, PROXY_AUTHENTICATE, UPGRADE];

fn is_about_storing(name: &HeaderName) -> bool {
    let text = name.as_str();
    CACHING.contains(name) || text.ends_with("-cache-control") || text.starts_with("surrogate-")
}

/// Removes what describes the old body or lets it be stored, and adds the headers that were issued.
///
/// If the response is that of an error of the application, `is_own`, its own headers are sent.
pub(crate) fn replace(headers: &mut HeaderMap, issued: &HeaderMap, status: StatusCode, is_own: bool) {
    let length = length_of_the_whole(headers, status);
    let stale = |name: &&HeaderName| DESCRIBES_THE_BODY.contains(name) || is_about_storing(name);
    for name in headers.keys().filter(stale).cloned().collect::<Vec<_>>() {
        headers.remove(name);
    }
    // The attempts below fail only if there are more than 30,000 headers.
    if let Some(length) = length {
        let _ = headers.try_insert(CONTENT_RANGE, length);
    }
    for name in issued.keys() {
        let is_kept = !is_own && DEMANDED.contains(name) && headers.contains_key(name);
        let mut values = issued.get_all(name).iter();
        let Some(first) = values.next().filter(|value| !is_kept && says_something(name, value)) else {
            continue;
        };
        let _ = headers.try_insert(name, first.clone());
        for value in values {
            let _ = headers.try_append(name, value.clone());
        }
    }
}

/// An empty `Allow` would be wrong, and axum adds the correct one around the layer only if there is none.
fn says_something(name: &HeaderName, value: &HeaderValue) -> bool {
    *name != ALLOW || !value.is_empty()
}

/// `Content-Range: bytes */42` of a 416 does not describe the old body. It states the current length of the representation,
/// which clients need for another range request (RFC 9110 section 15.5.17).
fn length_of_the_whole(headers: &HeaderMap, status: StatusCode) -> Option<HeaderValue> {
    if status != StatusCode::RANGE_NOT_SATISFIABLE {
        return None;
    }
    let value = headers.get(CONTENT_RANGE)?;
    let digits = value.as_bytes().strip_prefix(b"bytes */")?;
    let is_length = (1..=20).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    is_length.then(|| value.clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::PublicError;
    use crate::public::status::problem_of;
    use crate::render;
    use crate::request::RequestId;

    fn sealed_headers(status: u16, old: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in old {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let status = StatusCode::from_u16(status).unwrap();
        let problem = problem_of(status);
        let id = RequestId::generate();
        let uniform = render::respond::<Vec<u8>>(&PublicError::constant(problem), &id);
        replace(&mut headers, uniform.headers(), status, false);
        headers
    }

    #[test]
    fn headers_that_describe_the_old_body_go() {
        let names = DESCRIBES_THE_BODY.iter().map(HeaderName::as_str);
        for name in names.filter(|name| *name != "content-type") {
            let name = HeaderName::from_static(name).as_str().to_owned();
            let name: &'static str = Box::leak(name.into_boxed_str());
            assert!(!sealed_headers(404, &[(name, "1")]).contains_key(name), "{name}");
        }
        let headers = sealed_headers(404, &[("content-type", "text/html"), ("cache-control", "public")]);
        assert_eq!(headers.get("content-type").unwrap(), "application/problem+json");
        assert_eq!(headers.get("cache-control").unwrap(), "no-store");
    }

    #[test]
    fn headers_that_the_client_needs_stay() {
        for (status, name, value) in [
            (405, "allow", "GET, HEAD"),
            (401, "www-authenticate", "Basic realm=\"x\""),
            (407, "proxy-authenticate", "Basic"),
            (426, "upgrade", "websocket"),
            (503, "retry-after", "7"),
            (404, "access-control-allow-origin", "*"),
            (404, "vary", "origin"),
        ] {
            assert_eq!(sealed_headers(status, &[(name, value)]).get(name).unwrap(), value);
        }
    }

    #[test]
    fn an_unsatisfiable_range_keeps_only_the_length_of_the_whole() {
        let kept = |status, value| sealed_headers(status, &[("content-range", value)]).remove("content-range");
        assert_eq!(kept(416, "bytes */42").unwrap(), "bytes */42");
        assert_eq!(kept(404, "bytes */42"), None);
        for other in [
            "bytes 0-9/42",
            "bytes */",
            "bytes */*",
            "rows */42",
            "bytes */hunter2",
            "bytes */123456789012345678901",
        ] {
            assert_eq!(kept(416, other), None, "{other}");
        }
    }

    #[test]
    fn several_challenges_stay_several() {
        let two = [("www-authenticate", "Basic"), ("www-authenticate", "Bearer")];
        let headers = sealed_headers(401, &two);
        assert_eq!(
            headers.get_all("www-authenticate").iter().collect::<Vec<_>>(),
            ["Basic", "Bearer"]
        );
    }

    #[test]
    fn what_the_status_demands_is_there_if_nobody_said_it() {
        assert_eq!(sealed_headers(401, &[]).get("www-authenticate").unwrap(), "Bearer");
        assert_eq!(sealed_headers(426, &[]).get("upgrade").unwrap(), "HTTP/2.0");
    }

    #[test]
    fn no_methods_are_made_up() {
        assert!(!sealed_headers(405, &[]).contains_key("allow"));
    }
}
