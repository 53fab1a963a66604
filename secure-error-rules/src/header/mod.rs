//! Which headers the constant part of a response may carry.

mod challenge;

use crate::Mistake;
use crate::chars::next_char;
use crate::constant::{is_in_family, same, split};

/// The most headers that a problem type may add.
pub const MAX_HEADERS: usize = 6;

/// The longest value, in bytes.
const MAX_VALUE: usize = 1024;

/// Headers that let a cache store a response, or say that one has: RFC 9111 section 5, RFC 9213 (whose targeted fields
/// override `Cache-Control`), and what products used before. A `*` stands for the rest of a family of names.
pub const STORING: &[&str] = &[
    "cache-control",
    "*-cache-control",
    "edge-control",
    "surrogate-*",
    "expires",
    "age",
    "pragma",
];

/// Names that belong to secure-error, to the HTTP stack or to a proxy, and what to do instead. Cookies and CORS belong to the
/// application's own layers; software versions belong nowhere. [`STORING`] belongs here too.
const OWNED: &[(&str, &str)] = &[
    ("www-authenticate", "`challenge` sets it; write that instead"),
    ("allow", "`allow` sets it; write that instead"),
    ("retry-after", "`retry_after` sets it; write that instead"),
    ("access-control-*", "the CORS layer sets it; remove it"),
    ("x-content-type-options", "every error is `nosniff`; remove it"),
    ("x-request-id", "every error carries its own id; remove it"),
    ("content-type", "the format of the response decides it; remove it"),
    ("content-length", "the body decides it; remove it"),
    ("content-encoding", "the body decides it; remove it"),
    ("content-language", "the body decides it; remove it"),
    ("etag", "an error is not the representation; remove it"),
    ("last-modified", "an error is not the representation; remove it"),
    ("transfer-encoding", "the connection decides it; remove it"),
    ("connection", "the connection decides it; remove it"),
    ("keep-alive", "the connection decides it; remove it"),
    ("proxy-connection", "the connection decides it; remove it"),
    ("te", "the connection decides it; remove it"),
    ("trailer", "the connection decides it; remove it"),
    ("location", "an error does not redirect; remove it"),
    ("refresh", "an error does not redirect; remove it"),
    ("x-sendfile", "a proxy would send a file instead; remove it"),
    ("x-accel-*", "a proxy would send something else instead; remove it"),
    ("date", "the server decides it; remove it"),
    ("set-cookie", "an error sets no state; remove it"),
    ("server", "it tells an attacker what runs here; remove it"),
    ("x-powered-by", "it tells an attacker what runs here; remove it"),
];

/// Checks a header name.
///
/// # Errors
///
/// Returns the mistake unless it is a field name (RFC 9110 section 5.1) in lower case that is not [owned](is_owned).
pub const fn check_name(name: &str) -> Result<(), Mistake> {
    let mut rest = name.as_bytes();
    while let [byte, tail @ ..] = rest {
        if byte.is_ascii_uppercase() {
            return Err(Mistake::HeaderName);
        }
        rest = tail;
    }
    match instead_of(name) {
        _ if !is_token(name.as_bytes()) => Err(Mistake::HeaderName),
        Some(instead) => Err(Mistake::HeaderOwned(instead)),
        None => Ok(()),
    }
}

/// Whether the header belongs to secure-error, to the HTTP stack or to a proxy that would act on it.
#[must_use]
pub const fn is_owned(name: &str) -> bool {
    instead_of(name).is_some()
}

const fn instead_of(name: &str) -> Option<&'static str> {
    if is_in_family(name, STORING) {
        return Some("every error is `no-store`; remove it");
    }
    let mut rest = OWNED;
    while let [(owned, instead), tail @ ..] = rest {
        if is_in_family(name, &[*owned]) {
            return Some(instead);
        }
        rest = tail;
    }
    None
}

/// Checks a header value: visible ASCII with spaces inside only, a subset of RFC 9110 section 5.5.
///
/// # Errors
///
/// Returns the mistake unless it has 1 to 1024 such bytes.
pub const fn check_value(value: &str) -> Result<(), Mistake> {
    let mut rest = value.as_bytes();
    while let Some((c, tail)) = next_char(rest) {
        if !matches!(c, ' '..='~') {
            return Err(Mistake::HeaderCharacter(c));
        }
        rest = tail;
    }
    match value.as_bytes() {
        [] | [b' ', ..] | [.., b' '] => Err(Mistake::HeaderValue),
        bytes if bytes.len() > MAX_VALUE => Err(Mistake::LongHeaderValue),
        _ => Ok(()),
    }
}

/// Checks the value of a header that a problem type adds: that of `Proxy-Authenticate` is a challenge.
///
/// # Errors
///
/// Returns the mistake unless it is a [header value](check_value), and valid for that header.
pub const fn check_field(name: &str, value: &str) -> Result<(), Mistake> {
    match check_value(value) {
        Ok(()) if same(name, "proxy-authenticate") => challenge::check(value),
        checked => checked,
    }
}

/// Checks the challenges of `WWW-Authenticate`, of which [one may be completed](complete_challenge).
///
/// # Errors
///
/// Returns the mistake unless it is a [header value](check_value) that is a list of challenges (RFC 9110 section 11.6.1), each
/// with the parameters that its scheme requires.
pub const fn check_challenge(value: &str) -> Result<(), Mistake> {
    match check_value(value) {
        Ok(()) => challenge::check(complete_challenge(value)),
        checked => checked,
    }
}

/// The same challenge, and for `Bearer` alone one with a parameter: RFC 6750 section 3 requires one, and this scheme needs none.
#[must_use]
pub const fn complete_challenge(value: &str) -> &str {
    if challenge::is_word(value.as_bytes(), b"bearer") {
        challenge::BEARER
    } else {
        value
    }
}

/// Checks the value of `Allow`: methods, separated by a comma and at most one space. It may be empty (RFC 9110 section
/// 10.2.1).
///
/// # Errors
///
/// Returns the mistake unless it is such a list, of at most 1024 bytes.
pub const fn check_methods(list: &str) -> Result<(), Mistake> {
    if list.is_empty() {
        return Ok(());
    }
    // A space at an end is a mistake of the list.
    if let Err(mistake @ (Mistake::LongHeaderValue | Mistake::HeaderCharacter(_))) = check_value(list) {
        return Err(mistake);
    }
    let mut rest = list.as_bytes();
    loop {
        let (method, tail) = split(rest, b',');
        if challenge::is_word(method, b"inherit") {
            return Err(Mistake::QuotedInherit);
        }
        if !is_token(method) {
            return Err(Mistake::Methods);
        }
        rest = match tail {
            None => return Ok(()),
            Some([b' ', tail @ ..] | tail) => tail,
        };
    }
}

/// Checks the status of a response that leaves `Allow` to the framework.
///
/// # Errors
///
/// [`Mistake::InheritOutside405`] unless it is 405, to which alone frameworks add it.
pub const fn check_inherited_methods(status: u16) -> Result<(), Mistake> {
    match status {
        405 => Ok(()),
        _ => Err(Mistake::InheritOutside405),
    }
}

/// RFC 9110 section 5.6.2.
pub(crate) const fn is_token(word: &[u8]) -> bool {
    let mut rest = word;
    while let [byte, tail @ ..] = rest {
        let is_token_byte = byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
            );
        if !is_token_byte {
            return false;
        }
        rest = tail;
    }
    !word.is_empty()
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn headers_of_the_crate_and_of_the_http_stack_are_refused() {
        let families = [
            "access-control-allow-origin",
            "x-accel-redirect",
            "cdn-cache-control",
            "surrogate-control",
        ];
        let owned = OWNED.iter().map(|(name, _)| *name);
        for name in owned.chain(STORING.iter().copied()).chain(families) {
            assert!(matches!(check_name(name), Err(Mistake::HeaderOwned(_))), "{name}");
            assert!(is_owned(name));
        }
        for name in [
            "link",
            "proxy-authenticate",
            "upgrade",
            "deprecation",
            "x-request-cost",
            "allowed",
            "access-control",
        ] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn a_header_name_is_a_token_in_lower_case() {
        for name in ["", "Link", "a b", "a:b", "é", "a\n", "Server"] {
            assert_eq!(check_name(name), Err(Mistake::HeaderName), "{name}");
        }
    }

    #[test]
    fn a_header_value_has_1_to_1024_bytes_and_spaces_inside_only() {
        for value in ["a", "<https://example.com/help>; rel=\"help\"", &"a".repeat(1024)] {
            assert_eq!(check_value(value), Ok(()), "{value}");
        }
        for value in ["", " ", " a", "a "] {
            assert_eq!(check_value(value), Err(Mistake::HeaderValue), "{value:?}");
        }
        assert_eq!(check_value(&"a".repeat(1025)), Err(Mistake::LongHeaderValue));
    }

    #[test]
    fn the_first_character_that_is_not_visible_ascii_is_named() {
        for (value, character) in [
            ("a\r\nset-cookie: x", '\r'),
            ("a\0", '\0'),
            ("\u{7F}", '\u{7F}'),
            ("é", 'é'),
            ("\t", '\t'),
        ] {
            assert_eq!(
                check_value(value),
                Err(Mistake::HeaderCharacter(character)),
                "{value:?}"
            );
        }
    }

    #[test]
    fn a_lone_bearer_is_completed_and_nothing_else() {
        for bare in ["Bearer", "bearer", "BEARER"] {
            assert_eq!(complete_challenge(bare), "Bearer realm=\"api\"");
            assert_eq!(check_challenge(bare), Ok(()));
        }
        for other in [
            "Basic",
            "Bearer realm=\"shop\"",
            "Bearer, Negotiate",
            "Negotiate",
            "Bearers",
        ] {
            assert_eq!(complete_challenge(other), other);
        }
        assert_eq!(
            check_field("proxy-authenticate", "Bearer"),
            Err(Mistake::ChallengeParameter)
        );
        assert_eq!(check_field("link", "Bearer"), Ok(()));
        assert_eq!(check_challenge(""), Err(Mistake::HeaderValue));
        assert_eq!(check_challenge("Bearer\n"), Err(Mistake::HeaderCharacter('\n')));
    }

    #[test]
    fn a_list_of_methods_has_a_comma_and_at_most_one_space_between_two() {
        for list in ["", "GET", "GET,HEAD", "GET, HEAD, POST", "PROPFIND, M-SEARCH"] {
            assert_eq!(check_methods(list), Ok(()), "{list:?}");
        }
        for list in [
            " ",
            ",",
            "GET,",
            "GET, ",
            ",GET",
            "GET,,HEAD",
            "GET ,HEAD",
            "GET,  HEAD",
            "GET HEAD",
            "GET; HEAD",
            " GET",
        ] {
            assert_eq!(check_methods(list), Err(Mistake::Methods), "{list:?}");
        }
        for list in ["inherit", "Inherit", "GET, inherit"] {
            assert_eq!(check_methods(list), Err(Mistake::QuotedInherit), "{list:?}");
        }
    }

    #[test]
    fn a_list_of_methods_is_a_header_value() {
        for list in ["GET,\nHEAD", "GET\n,HEAD", "GET, HEAD\n"] {
            assert_eq!(check_methods(list), Err(Mistake::HeaderCharacter('\n')), "{list:?}");
        }
        assert_eq!(check_methods(&"G".repeat(1024)), Ok(()));
        assert_eq!(check_methods(&"G".repeat(1025)), Err(Mistake::LongHeaderValue));
    }
}
