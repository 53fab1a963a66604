//! Which headers the constant part of a response may carry.

use crate::Mistake;
use crate::chars::next_char;
use crate::constant::{split, strip_prefix};

/// The most headers that a problem type may add.
pub const MAX_HEADERS: usize = 6;

/// The longest value, in bytes.
const MAX_VALUE: usize = 1024;

/// Names that belong to secure-error, to the HTTP stack or to a proxy, with a trailing `-` for a whole family, and what to
/// do instead. Cookies and CORS belong to the application's own layers; software versions belong nowhere.
const OWNED: &[(&str, &str)] = &[
    ("www-authenticate", "`challenge` sets it; write that instead"),
    ("allow", "`allow` sets it; write that instead"),
    ("retry-after", "`retry_after` sets it; write that instead"),
    ("access-control-", "the CORS layer sets it; remove it"),
    ("cache-control", "every error is `no-store`; remove it"),
    ("x-content-type-options", "every error is `nosniff`; remove it"),
    ("x-request-id", "every error carries its own id; remove it"),
    ("content-type", "the format of the response decides it; remove it"),
    ("content-length", "the body decides it; remove it"),
    ("content-encoding", "the body decides it; remove it"),
    ("content-language", "the body decides it; remove it"),
    ("transfer-encoding", "the connection decides it; remove it"),
    ("connection", "the connection decides it; remove it"),
    ("keep-alive", "the connection decides it; remove it"),
    ("proxy-connection", "the connection decides it; remove it"),
    ("te", "the connection decides it; remove it"),
    ("trailer", "the connection decides it; remove it"),
    ("location", "an error does not redirect; remove it"),
    ("refresh", "an error does not redirect; remove it"),
    ("x-sendfile", "a proxy would send a file instead; remove it"),
    ("x-accel-", "a proxy would send something else instead; remove it"),
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
    let mut rest = OWNED;
    while let [(owned, instead), tail @ ..] = rest {
        let is_family = matches!(owned.as_bytes(), [.., b'-']);
        match strip_prefix(name, owned) {
            Some(behind) if is_family || behind.is_empty() => return Some(instead),
            _ => rest = tail,
        }
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

/// Checks a challenge (RFC 9110 section 11.6.1).
///
/// # Errors
///
/// Returns the mistake unless it is a header value that begins with the name of a scheme.
pub const fn check_challenge(challenge: &str) -> Result<(), Mistake> {
    match check_value(challenge) {
        Ok(()) if !is_token(split(challenge.as_bytes(), b' ').0) => Err(Mistake::Challenge),
        checked => checked,
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
        if !is_token(method) {
            return Err(Mistake::Methods);
        }
        rest = match tail {
            None => return Ok(()),
            Some([b' ', tail @ ..] | tail) => tail,
        };
    }
}

/// RFC 9110 section 5.6.2.
const fn is_token(word: &[u8]) -> bool {
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
        for name in OWNED
            .iter()
            .map(|(name, _)| *name)
            .chain(["access-control-allow-origin", "x-accel-redirect"])
        {
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
    fn a_challenge_begins_with_a_scheme() {
        for challenge in [
            "Bearer",
            "Bearer realm=\"api\"",
            "Basic realm=\"a b\", charset=\"UTF-8\"",
        ] {
            assert_eq!(check_challenge(challenge), Ok(()), "{challenge}");
        }
        assert_eq!(check_challenge("realm=\"api\""), Err(Mistake::Challenge));
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
