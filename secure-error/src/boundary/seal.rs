//! An error answer that no `SecureError` made becomes what its status alone says.

use super::body_headers::DESCRIBES_THE_BODY;
use super::finish::finished;
use super::{foreign_text, record};
use crate::public::PublicError;
use crate::public::status::problem_of;
use crate::render;
use crate::request::mark::Mark;
use crate::request::scope::RequestScope;
use crate::request::unwind::contained;
use http::header::{ALLOW, CONTENT_RANGE, HeaderName, PROXY_AUTHENTICATE, UPGRADE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_body::Body;

/// What a status demands: the answer itself knows better than a constant.
static DEMANDED: [HeaderName; 3] = [WWW_AUTHENTICATE, PROXY_AUTHENTICATE, UPGRADE];

/// The uniform answer of the same status. `Allow`, `WWW-Authenticate`, `Retry-After`, CORS and all other headers that do
/// not describe the old body stay; the text of that body goes to the log.
pub(super) fn sealed<B: Body + From<Vec<u8>>>(
    answer: Response<B>,
    context: &RequestScope,
    is_head: bool,
) -> Response<B> {
    let id = context.request_id();
    let (mut head, body) = answer.into_parts();
    let public = PublicError::constant(problem_of(head.status));
    let (uniform, failure) = render::respond_as_preferred::<B>(&public, &id);
    if context.answer_is_logged() {
        // It was ours, and somebody has rebuilt it.
        contained(|| drop(body));
        if let Some(failure) = failure {
            record::log(&id, head.status, "FormatError", &failure.to_string(), None);
        }
    } else {
        let text = foreign_text::read(&head.headers, body);
        record::log_once(context, head.status, "ForeignAnswer", &text, failure.as_ref());
    }

    let mark = Mark::of(&uniform);
    let (uniform_head, body) = uniform.into_parts();
    head.status = uniform_head.status;
    replace_headers(&mut head.headers, uniform_head.headers, head.status);
    // A server may send what is in there: hyper writes its `ReasonPhrase` into the status line.
    head.extensions.clear();
    if let Some(mark) = mark {
        head.extensions.insert(mark);
    }
    finished(Response::from_parts(head, body), context, is_head)
}

/// Replaces what describes the old body by the headers of an answer of ours.
pub(super) fn replace_headers(headers: &mut HeaderMap, uniform: HeaderMap, status: StatusCode) {
    let length = length_of_the_whole(headers, status);
    for name in &DESCRIBES_THE_BODY {
        headers.remove(name);
    }
    // The further values of a header come without its name. Only a format of the application's own has such.
    let mut previous = None;
    if let Some(length) = length {
        let _ = headers.try_insert(CONTENT_RANGE, length);
    }
    for (name, value) in uniform {
        let Some(name) = name else {
            if let Some(name) = &previous {
                let _ = headers.try_append(name, value);
            }
            continue;
        };
        previous = None;
        // An empty `Allow` would be a lie, and axum adds the true one around the layer only if there is none.
        if name == ALLOW {
            continue;
        }
        if !(DEMANDED.contains(&name) && headers.contains_key(&name)) {
            // It fails only if there are more than 30,000 headers.
            let _ = headers.try_insert(&name, value);
            previous = Some(name);
        }
    }
}

/// `Content-Range: bytes */42` of a 416 is not about the old body. It says how long the thing is of which a part was asked
/// for, and clients need it to ask again (RFC 9110 section 15.5.17).
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
        replace_headers(&mut headers, uniform.into_parts().0.headers, status);
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
