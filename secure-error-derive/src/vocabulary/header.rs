//! What `header("name" = "value")`, `challenge` and `allow` may say (RFC 9110 sections 5.5 and 5.6.2).

/// Headers that the answer itself owns, with what to write instead.
const OWNED: &[(&str, &str)] = &[
    ("www-authenticate", "write `challenge = \"…\"` instead"),
    ("allow", "write `allow = \"…\"` instead"),
    ("retry-after", "write `retry_after = …` instead"),
    ("cache-control", "every error is `no-store`; remove it"),
    ("x-content-type-options", "every error is `nosniff`; remove it"),
    ("x-request-id", "every error carries its own id; remove it"),
    ("content-type", "the format of the answer decides it; remove it"),
    ("content-length", "the body decides it; remove it"),
    ("content-encoding", "the body decides it; remove it"),
    ("content-language", "the body decides it; remove it"),
    ("transfer-encoding", "the connection decides it; remove it"),
    ("connection", "the connection decides it; remove it"),
    ("keep-alive", "the connection decides it; remove it"),
    ("proxy-connection", "the connection decides it; remove it"),
    ("te", "the connection decides it; remove it"),
    ("trailer", "the connection decides it; remove it"),
    ("location", "an error redirects nobody; remove it"),
    ("refresh", "an error redirects nobody; remove it"),
    ("x-sendfile", "a proxy would send a file instead; remove it"),
    ("date", "the server decides it; remove it"),
    ("set-cookie", "an error sets no state; remove it"),
    ("server", "it tells an attacker what runs here; remove it"),
    ("x-powered-by", "it tells an attacker what runs here; remove it"),
];

/// Why a header may not be written by hand, ending in what to do instead.
pub(crate) fn refused(name: &str) -> Option<String> {
    if name.is_empty() || !name.bytes().all(is_token) || name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Some(format!(
            "`{name}` is not a header name; write it in lower case with letters, digits and `-`"
        ));
    }
    if name.starts_with("access-control-") {
        return Some(format!("`{name}` is the CORS layer's to set; remove it"));
    }
    if name.starts_with("x-accel-") {
        return Some(format!("`{name}` makes a proxy send something else; remove it"));
    }
    OWNED
        .iter()
        .find(|(owned, _)| *owned == name)
        .map(|(_, instead)| format!("`{name}` is not yours to set here: {instead}"))
}

/// Visible ASCII, spaces inside only.
pub(crate) fn is_value(value: &str) -> bool {
    !value.is_empty() && value.trim() == value && value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

/// A comma-separated list of method names; empty is allowed.
pub(crate) fn is_method_list(value: &str) -> bool {
    value.is_empty()
        || value
            .split(',')
            .all(|method| !method.trim().is_empty() && method.trim().bytes().all(is_token))
}

/// `Scheme` or `Scheme params` (RFC 9110 section 11.3).
pub(crate) fn is_challenge(value: &str) -> bool {
    is_value(value)
        && value
            .split(' ')
            .next()
            .is_some_and(|scheme| scheme.bytes().all(is_token))
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
}
