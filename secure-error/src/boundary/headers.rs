//! Which headers of an inner response stay when it is sent as an error.

use crate::render::connect_upgrade;
use http::header::{CONNECTION, CONTENT_RANGE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use secure_error_rules::constant::is_in_family;
use secure_error_rules::header::STORING;

/// The statuses on which a header of the inner response stays.
#[derive(Debug, Clone, Copy)]
enum Stays {
    Never,
    On(u16),
    Always,
}

/// Headers with one rule. A `*` stands for the rest of a family of names.
type Row = (&'static [&'static str], Stays);

/// The rules, whether the body was replaced or issued again. A header that has no rule stays: it is not about the body (CORS,
/// cookies, rate limits, `Vary`, `Link`, security policies).
static TABLE: &[Row] = &[
    // No other client may get this response: it has the id of one request, and often the state of one client.
    (STORING, Stays::Never),
    // The body and how it is coded, framed and shown (RFC 9110 section 8, RFC 9112 section 6, RFC 6266, RFC 3229).
    (
        &[
            "content-type",
            "content-encoding",
            "content-language",
            "content-length",
            "content-location",
            "content-disposition",
            "transfer-encoding",
            "trailer",
            "delta-base",
            "im",
        ],
        Stays::Never,
    ),
    // Digests of the body, and signatures that cover them or the status (RFC 9530, RFC 9421).
    (
        &[
            "content-md5",
            "digest",
            "content-digest",
            "repr-digest",
            "unencoded-digest",
            "signature",
            "signature-input",
        ],
        Stays::Never,
    ),
    // A use for the body (RFC 9842), or files that belong to it.
    (&["use-as-dictionary", "sourcemap", "x-sourcemap"], Stays::Never),
    // A proxy would send something else instead of the body, or store it (`X-Accel-Expires`).
    (
        &["x-sendfile", "x-lighttpd-send-file*", "x-accel-*", "x-reproxy-*"],
        Stays::Never,
    ),
    // Validators are those of the body, except after a failed precondition, which is about the representation (RFC 9110 sections
    // 8.8 and 15.5.13).
    (&["etag", "last-modified"], Stays::On(412)),
    // Clients need both for another request of a range (RFC 9110 sections 14.3, 14.4 and 15.5.17).
    (&["accept-ranges", "content-range"], Stays::On(416)),
    // Required for 401 and 407; a challenge is allowed with any other status (RFC 9110 sections 11.6.1 and 11.7.1).
    (&["www-authenticate", "proxy-authenticate"], Stays::Always),
    // Required for 405, and allowed with any other status (RFC 9110 section 10.2.1).
    (&["allow"], Stays::Always),
    // Required for 426, and allowed with any other status (RFC 9110 section 7.8); 408 and 413 may close (sections 15.5.9, 15.5.14).
    (&["upgrade", "connection"], Stays::Always),
    // A handshake with another version is a 400 or a 426 (RFC 6455 section 4.4).
    (&["sec-websocket-version"], Stays::Always),
    // What to send instead: for 415 (RFC 9110 section 15.5.16, RFC 5789 section 2.2), for 406, or for any status.
    (
        &[
            "accept",
            "accept-encoding",
            "accept-patch",
            "accept-post",
            "accept-query",
        ],
        Stays::Always,
    ),
    // When: for 413, 429, 503 (RFC 9110 section 10.2.3, RFC 6585 section 4), and rate limits on any status.
    (&["retry-after", "ratelimit*", "x-ratelimit-*"], Stays::Always),
    // Who blocks, for 451 (RFC 7725 section 4), or where there is help (RFC 8288).
    (&["link"], Stays::Always),
    // It differs by origin (Fetch standard), even if it is not stored.
    (&["vary", "access-control-*"], Stays::Always),
];

/// Whether a header of the inner response stays.
fn stays(name: &HeaderName, value: &HeaderValue, status: StatusCode) -> bool {
    let rule = TABLE.iter().find(|(names, _)| is_in_family(name.as_str(), names));
    match rule.map_or(Stays::Always, |(_, stays)| *stays) {
        Stays::Never => false,
        Stays::On(only) => status.as_u16() == only && (name != CONTENT_RANGE || is_length_of_the_whole(value)),
        Stays::Always => true,
    }
}

/// `bytes */42` does not describe the old body. It states the current length of the representation (RFC 9110 section 15.5.17).
fn is_length_of_the_whole(value: &HeaderValue) -> bool {
    let digits = value.as_bytes().strip_prefix(b"bytes */");
    digits.is_some_and(|digits| (1..=20).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit))
}

/// Makes the headers of an inner response those of an error: those that were issued, and of the others those that
/// [stay](stays).
pub(crate) fn replace(headers: &mut HeaderMap, issued: HeaderMap, status: StatusCode) {
    let inner = std::mem::replace(headers, issued);
    // Its options are those of the inner response, and what an issued `Upgrade` needs.
    headers.remove(CONNECTION);
    for name in inner.keys() {
        // Most are issued again, so that few need a look into the table.
        if headers.contains_key(name) {
            continue;
        }
        for value in inner.get_all(name).iter().filter(|value| stays(name, value, status)) {
            // It fails only if there are more than 30,000 headers.
            let _ = headers.try_append(name, value.clone());
        }
    }
    connect_upgrade(headers);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::status::problem_of;
    use crate::public::{ProblemType, PublicError};
    use crate::render;
    use crate::request::RequestId;

    /// The headers of a response, of which the inner one had these.
    fn sent(problem: &'static ProblemType, old: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in old {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        let public = PublicError::constant(problem);
        let issued = render::respond::<Vec<u8>>(&public, &RequestId::generate());
        replace(&mut headers, issued.headers().clone(), problem.status());
        headers
    }

    fn sealed(status: u16, old: &[(&str, &str)]) -> HeaderMap {
        sent(problem_of(StatusCode::from_u16(status).unwrap()), old)
    }

    /// A name for each pattern.
    fn names() -> impl Iterator<Item = (String, Stays)> {
        let rows = TABLE.iter();
        rows.flat_map(|(names, stays)| names.iter().map(|name| (name.replace('*', "any"), *stays)))
    }

    #[test]
    fn every_header_of_the_table_stays_where_it_says_and_nowhere_else() {
        for status in 400..=599 {
            let promised = sealed(status, &[]);
            for (name, stays) in names() {
                let value = if name == "content-range" { "bytes */42" } else { "inner" };
                let headers = sealed(status, &[(&name, value), (&name, value)]);
                let is_inner = headers.get_all(&name).iter().any(|sent| sent == value);
                let expected = match stays {
                    Stays::Never => false,
                    Stays::On(only) => only == status,
                    Stays::Always => true,
                };
                assert_eq!(is_inner, expected, "{name} of a {status}");
                for (name, value) in &promised {
                    if value != "inner" && name != "x-request-id" {
                        assert_eq!(headers.get_all(name).iter().collect::<Vec<_>>(), [value], "{name}");
                    }
                }
            }
        }
    }

    #[test]
    fn no_header_of_the_table_has_two_rules() {
        for (name, _) in names() {
            let rules = TABLE
                .iter()
                .filter(|(patterns, _)| is_in_family(&name, patterns))
                .count();
            assert_eq!(rules, 1, "{name}");
        }
    }

    #[test]
    fn a_sealed_response_has_the_promised_headers_and_no_other() {
        for status in 400..=599 {
            let headers = sealed(status, &[]);
            assert_eq!(headers.len(), 4, "{status}");
            assert_eq!(headers.get("content-type").unwrap(), "application/problem+json");
            assert_eq!(headers.get("cache-control").unwrap(), "no-store");
            assert_eq!(headers.get("x-content-type-options").unwrap(), "nosniff");
        }
    }

    #[test]
    fn the_headers_of_an_own_response_replace_those_of_middleware() {
        static LOGIN: ProblemType = ProblemType::new(401, "LOGIN", "Log in")
            .with_challenge("Basic realm=\"shop\"")
            .with_header("link", "</login>");
        let old = [
            ("www-authenticate", "Bearer realm=\"inner\""),
            ("link", "</inner>"),
            ("x-content-type-options", "inner"),
            ("content-type", "text/html"),
            ("cache-control", "public"),
        ];
        let headers = sent(&LOGIN, &old);
        for (name, value) in [
            ("www-authenticate", "Basic realm=\"shop\""),
            ("link", "</login>"),
            ("x-content-type-options", "nosniff"),
            ("content-type", "application/problem+json"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(headers.get_all(name).iter().collect::<Vec<_>>(), [value], "{name}");
        }
    }

    #[test]
    fn an_unsatisfiable_range_keeps_only_the_length_of_the_whole() {
        let kept = |value| sealed(416, &[("content-range", value)]).remove("content-range");
        assert_eq!(kept("bytes */42").unwrap(), "bytes */42");
        for other in [
            "bytes 0-9/42",
            "bytes */",
            "bytes */*",
            "rows */42",
            "bytes */hunter2",
            "bytes */123456789012345678901",
        ] {
            assert_eq!(kept(other), None, "{other}");
        }
    }

    #[test]
    fn an_upgrade_that_stays_is_an_option_of_the_connection() {
        let headers = sealed(426, &[("upgrade", "websocket"), ("connection", "close")]);
        let options = headers.get_all("connection").iter().collect::<Vec<_>>();
        assert_eq!(options, ["close", "upgrade"]);
    }

    #[test]
    fn several_challenges_stay_several() {
        let two = [
            ("www-authenticate", "Basic realm=\"a\""),
            ("www-authenticate", "Negotiate"),
        ];
        let headers = sealed(401, &two);
        let challenges = headers.get_all("www-authenticate").iter().collect::<Vec<_>>();
        assert_eq!(challenges, ["Basic realm=\"a\"", "Negotiate"]);
    }
}
