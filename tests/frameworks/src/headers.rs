//! What clients and caches read of an error: the headers that an application or its middleware has put on a response, and the
//! statuses on which they still mean something when the response is sent as an error.
//!
//! A server has the route `GET /headers/{how}/{status}`: with [`FOREIGN`] a text of its own with that status, with [`OWN`] the
//! response of [`Refused`], and on both all of [`ROWS`].

use http::{HeaderName, HeaderValue, Response};
use secure_error::SecureError;
use std::collections::BTreeSet;

/// A response of no `SecureError`.
pub const FOREIGN: &str = "foreign";
/// That of an error of the application.
pub const OWN: &str = "own";

/// What an inner response has, and the statuses on which it stays; `None` for all of them.
pub struct Row {
    pub name: &'static str,
    pub value: &'static str,
    stays: Option<&'static [u16]>,
}

const fn never(name: &'static str, value: &'static str) -> Row {
    on(name, value, &[])
}

const fn on(name: &'static str, value: &'static str, statuses: &'static [u16]) -> Row {
    Row {
        name,
        value,
        stays: Some(statuses),
    }
}

const fn always(name: &'static str, value: &'static str) -> Row {
    Row {
        name,
        value,
        stays: None,
    }
}

/// Written down by hand, each with the document that says so. Not here: what a server sets itself (`content-length`,
/// `transfer-encoding`, `connection`).
pub const ROWS: &[Row] = &[
    // RFC 9111 section 5
    never("cache-control", "public, max-age=31536000"),
    never("expires", "Thu, 01 Dec 2099 16:00:00 GMT"),
    never("age", "7"),
    never("pragma", "public"),
    // RFC 9213: these override `Cache-Control`.
    never("cdn-cache-control", "max-age=31536000"),
    never("cloudflare-cdn-cache-control", "max-age=31536000"),
    // before it
    never("surrogate-control", "max-age=31536000"),
    never("surrogate-key", "accounts"),
    never("edge-control", "max-age=31536000"),
    never("x-accel-expires", "31536000"),
    // RFC 9110 section 8
    never("content-encoding", "gzip"),
    never("content-language", "tlh"),
    never("content-location", "/accounts/7"),
    never("content-disposition", "attachment; filename=\"accounts_v2.csv\""),
    // RFC 9530, RFC 9421
    never("content-md5", "Q2hlY2sgSW50ZWdyaXR5IQ=="),
    never("digest", "sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="),
    never(
        "content-digest",
        "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
    ),
    never("repr-digest", "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"),
    never("signature-input", "sig=(\"content-digest\")"),
    never("signature", "sig=:dGhlIHNhbXBsZSBub25jZQ==:"),
    // RFC 9842, ECMA-426
    never("use-as-dictionary", "match=\"/accounts/*\""),
    never("sourcemap", "/srv/accounts_v2.js.map"),
    // A proxy sends a file instead.
    never("x-accel-redirect", "/srv/accounts_v2.csv"),
    never("x-sendfile", "/srv/accounts_v2.csv"),
    // RFC 9110 sections 8.8 and 15.5.13
    on("etag", "\"v2\"", &[412]),
    on("last-modified", "Tue, 01 Dec 2026 16:00:00 GMT", &[412]),
    // RFC 9110 sections 14.3, 14.4 and 15.5.17
    on("accept-ranges", "bytes", &[416]),
    on("content-range", "bytes */42", &[416]),
    // RFC 9110 sections 11.6.1, 11.7.1, 10.2.1, 7.8
    always("www-authenticate", "Negotiate"),
    always("proxy-authenticate", "Basic realm=\"proxy\""),
    always("allow", "GET, QUERY"),
    always("upgrade", "h2c"),
    // RFC 9110 sections 15.5.16 and 10.2.3, RFC 5789 section 2.2, RFC 6455 section 4.4
    always("accept", "application/json"),
    always("accept-encoding", "gzip"),
    always("accept-patch", "application/merge-patch+json"),
    always("accept-post", "application/json"),
    always("retry-after", "7"),
    always("sec-websocket-version", "13"),
    // RFC 7725 section 4, RFC 9110 section 12.5.5, the Fetch standard, tus 1.0, and what only the application knows
    always("link", "<https://example.com/help>; rel=\"help\""),
    always("vary", "origin"),
    always("access-control-allow-origin", "https://example.com"),
    always("ratelimit", "\"default\";r=0;t=7"),
    always("upload-offset", "42"),
    always("set-cookie", "seen=1"),
    always("content-security-policy", "default-src 'none'"),
];

/// The statuses with a rule, and others that have none.
pub const STATUSES: &[u16] = &[
    400, 401, 403, 404, 405, 406, 407, 408, 409, 412, 413, 415, 416, 422, 425, 426, 428, 429, 451, 500, 501, 502, 503,
    504,
];

/// An error of the application for each of the statuses that has headers.
#[derive(SecureError)]
#[secure_error(axum)]
#[cfg_attr(feature = "actix-web", secure_error(actix_web))]
#[cfg_attr(feature = "lambda-http", secure_error(lambda_http))]
#[cfg_attr(feature = "poem", secure_error(poem))]
#[cfg_attr(feature = "rocket", secure_error(rocket))]
#[cfg_attr(feature = "salvo", secure_error(salvo))]
#[cfg_attr(feature = "warp", secure_error(warp))]
pub enum Refused {
    #[public(status = 401, challenge = "Bearer realm=\"shop\"")]
    Unauthorized,
    #[public(status = 404)]
    NotFound,
    #[public(status = 405, allow = inherit)]
    Method,
    #[public(status = 412)]
    Precondition,
    #[public(status = 416)]
    Range,
    #[public(status = 426, header("upgrade" = "websocket"))]
    Upgrade,
    #[public(status = 429, retry_after = 30)]
    TooMany,
    Undecided,
}

/// The status of each [`Refused`], and the header with which it replaces that of the application.
pub const OWN_STATUSES: &[(u16, Option<(&str, &str)>)] = &[
    (401, Some(("www-authenticate", "Bearer realm=\"shop\""))),
    (404, None),
    (405, None),
    (412, None),
    (416, None),
    (426, Some(("upgrade", "websocket"))),
    (429, Some(("retry-after", "30"))),
    (500, None),
];

/// The error with a status.
#[must_use]
pub fn own(status: u16) -> Refused {
    match status {
        401 => Refused::Unauthorized,
        404 => Refused::NotFound,
        405 => Refused::Method,
        412 => Refused::Precondition,
        416 => Refused::Range,
        426 => Refused::Upgrade,
        429 => Refused::TooMany,
        _ => Refused::Undecided,
    }
}

/// Adds all rows to a response.
pub fn add<B>(response: &mut Response<B>) {
    for Row { name, value, .. } in ROWS {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // Promises that middleware breaks.
    for (name, value) in [("content-type", "text/html"), ("x-content-type-options", "sniff")] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}

/// A response of the application.
///
/// # Panics
///
/// If there is no such status.
#[must_use]
pub fn foreign(status: u16) -> Response<String> {
    let mut response = Response::new("cannot reach postgres://admin:hunter2@10.0.0.5/prod".to_owned());
    *response.status_mut() = status.try_into().unwrap();
    add(&mut response);
    response
}

/// The same on any framework of tower.
#[must_use]
pub fn response<B: From<Vec<u8>>>(how: &str, status: u16) -> Response<B> {
    if how == FOREIGN {
        return foreign(status).map(|text| B::from(text.into_bytes()));
    }
    let mut response = secure_error::respond(&own(status));
    add(&mut response);
    response
}

/// Every request, with the header that the error itself has.
pub fn requests() -> impl Iterator<Item = (&'static str, u16, Option<(&'static str, &'static str)>)> {
    let foreign = STATUSES.iter().map(|status| (FOREIGN, *status, None));
    foreign.chain(OWN_STATUSES.iter().map(|(status, own)| (OWN, *status, *own)))
}

/// Whether a response has the headers that are written down here. `all` returns the values of a header.
///
/// # Errors
///
/// What is different.
pub fn check<'a>(status: u16, own: Option<(&str, &str)>, all: impl Fn(&str) -> Vec<&'a str>) -> Result<(), String> {
    let promised = [
        ("content-type", "application/problem+json"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ];
    let mut names = BTreeSet::new();
    for (name, value) in promised.into_iter().chain(own) {
        names.insert(name);
        expect(status, name, &all(name), &[value])?;
    }
    for row in ROWS.iter().filter(|row| !names.contains(row.name)) {
        let stays = row.stays.is_none_or(|statuses| statuses.contains(&status));
        let expected: &[&str] = if stays { &[row.value] } else { &[] };
        expect(status, row.name, &all(row.name), expected)?;
    }
    Ok(())
}

fn expect(status: u16, name: &str, values: &[&str], expected: &[&str]) -> Result<(), String> {
    if values == expected {
        Ok(())
    } else {
        Err(format!("{name} of a {status} is {values:?} instead of {expected:?}"))
    }
}
