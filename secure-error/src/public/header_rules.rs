//! Which headers the constant part of an answer may carry, checked while the program is compiled.

/// Names that belong to this crate or to the HTTP stack, with a trailing `-` for a whole family.
///
/// Cookies and CORS belong to the application's own layers; software versions belong nowhere.
const REFUSED: &[&str] = &[
    "access-control-",
    "allow",
    "cache-control",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "location",
    "proxy-connection",
    "refresh",
    "retry-after",
    "server",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "www-authenticate",
    "x-accel-",
    "x-content-type-options",
    "x-powered-by",
    "x-request-id",
    "x-sendfile",
];

/// The longest value, in bytes.
const MAX_VALUE: usize = 1024;

/// Refuses, at compile time, a name that is no lower-case field name (RFC 9110 section 5.1) or that is not free.
pub(super) const fn assert_name(name: &str) {
    assert!(is_lower_case_token(name), "a header name is a lower-case token");
    assert!(
        !is_refused(name),
        "this header belongs to secure-error (see `challenge`, `allow`, `retry_after`) or to the HTTP stack"
    );
}

/// Refuses, at compile time, a value that is not visible ASCII and spaces (a subset of RFC 9110 section 5.5).
pub(super) const fn assert_value(value: &str) {
    assert!(value.len() <= MAX_VALUE, "a header value has at most 1024 bytes");
    assert!(
        is_visible_ascii(value),
        "a header value is visible ASCII and single spaces between words"
    );
}

/// Refuses, at compile time, what is no challenge (RFC 9110 section 11.6.1): it begins with the name of a scheme.
pub(super) const fn assert_challenge(challenge: &str) {
    assert_value(challenge);
    let scheme = next_word(challenge.as_bytes(), b' ').0;
    assert!(
        is_token(scheme),
        "a challenge begins with a scheme; write one such as \"Bearer\""
    );
}

/// Refuses, at compile time, what is no list of methods. The list may be empty (RFC 9110 section 10.2.1).
pub(super) const fn assert_methods(list: &str) {
    assert_value(list);
    let mut rest = list.as_bytes();
    while !rest.is_empty() {
        let (method, tail) = next_word(rest, b',');
        let method = method.trim_ascii();
        assert!(is_token(method), "methods are separated by commas; write \"GET, HEAD\"");
        assert!(
            !matches!(tail, Some([])),
            "a list of methods ends with a method; write \"GET, HEAD\""
        );
        rest = match tail {
            Some(tail) => tail,
            None => &[],
        };
    }
}

/// What stands before the first `separator`, and what behind it.
const fn next_word(text: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        if *byte == separator {
            let (word, _) = text.split_at(text.len() - rest.len());
            return (word, Some(tail));
        }
        rest = tail;
    }
    (text, None)
}

/// RFC 9110 section 5.6.2.
const fn is_token(word: &[u8]) -> bool {
    let mut rest = word;
    while let [byte, tail @ ..] = rest {
        if !is_token_byte(*byte) {
            return false;
        }
        rest = tail;
    }
    !word.is_empty()
}

/// Whether two constant texts are the same: `==` cannot be used in constants.
pub(super) const fn same(a: &str, b: &str) -> bool {
    matches!(strip_prefix(a, b), Some([]))
}

/// What follows `prefix` in `text`.
pub(super) const fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a [u8]> {
    let (mut text, mut prefix) = (text.as_bytes(), prefix.as_bytes());
    while let [expected, prefix_tail @ ..] = prefix {
        match text {
            [byte, text_tail @ ..] if *byte == *expected => text = text_tail,
            _ => return None,
        }
        prefix = prefix_tail;
    }
    Some(text)
}

/// Whether the header belongs to this crate, to the HTTP stack or to a proxy that would act on it.
pub(crate) const fn is_refused(name: &str) -> bool {
    let mut rest = REFUSED;
    while let [refused, tail @ ..] = rest {
        let is_family = matches!(refused.as_bytes(), [.., b'-']);
        if same(name, refused) || (is_family && strip_prefix(name, refused).is_some()) {
            return true;
        }
        rest = tail;
    }
    false
}

const fn is_lower_case_token(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        if !is_token_byte(*byte) || byte.is_ascii_uppercase() {
            return false;
        }
        rest = tail;
    }
    !text.is_empty()
}

/// `tchar` of RFC 9110 section 5.6.2.
const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
}

const fn is_visible_ascii(text: &str) -> bool {
    if matches!(text.as_bytes(), [b' ', ..] | [.., b' ']) {
        return false;
    }
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        if !matches!(byte, b' '..=b'~') {
            return false;
        }
        rest = tail;
    }
    true
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn panics(check: impl FnOnce() + std::panic::UnwindSafe) -> bool {
        std::panic::catch_unwind(check).is_err()
    }

    #[test]
    fn headers_of_the_crate_and_of_the_http_stack_are_refused() {
        for name in REFUSED
            .iter()
            .chain(&["access-control-allow-origin", "access-control-anything"])
        {
            assert!(panics(|| assert_name(name)), "{name}");
        }
        for name in ["link", "proxy-authenticate", "upgrade", "deprecation", "x-request-cost"] {
            assert_name(name);
        }
    }

    #[test]
    fn what_is_no_lower_case_token_is_refused() {
        for name in ["", "Link", "a b", "a:b", "é", "a\n"] {
            assert!(panics(|| assert_name(name)), "{name}");
        }
    }

    #[test]
    fn a_value_has_no_control_characters_and_no_space_at_its_ends() {
        for value in ["a\r\nset-cookie: x", "a\0", "\u{7F}", "é", " a", "a ", "\t"] {
            assert!(panics(|| assert_value(value)), "{value:?}");
        }
        assert!(panics(|| assert_value(&"a".repeat(1025))));
        assert_value("");
        assert_value("<https://example.com/help>; rel=\"help\"");
    }

    #[test]
    fn the_http_crate_accepts_whatever_is_accepted_here() {
        for byte in 0..=255_u8 {
            let text = char::from(byte).to_string();
            if is_visible_ascii(&text) {
                assert_eq!(HeaderValue::from_str(&text).unwrap(), text);
            }
            if is_lower_case_token(&text) {
                assert_eq!(HeaderName::from_bytes(text.as_bytes()).unwrap().as_str(), text);
            }
        }
    }
}
