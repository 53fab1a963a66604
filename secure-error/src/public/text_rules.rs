//! Which texts the constant part of an answer may hold, checked while the program is compiled.

use super::header_rules::strip_prefix;
use crate::text::chars;

/// The longest message, in bytes.
pub(super) const MAX_MESSAGE: usize = 1024;

const MAX_TITLE: usize = 256;
const MAX_TYPE_BASE: usize = 512;

/// Refuses, at compile time, a message that is empty, too long or has unsafe characters.
pub(super) const fn assert_message(message: &str) {
    assert!(
        !message.is_empty() && message.len() <= MAX_MESSAGE,
        "a message has 1 to 1024 bytes"
    );
    assert!(
        !chars::contains_unsafe(message),
        "a message has no control, bidirectional or invisible characters"
    );
}

/// Refuses, at compile time, a title that is empty, too long or has unsafe characters.
pub(super) const fn assert_title(title: &str) {
    assert!(
        !title.is_empty() && title.len() <= MAX_TITLE,
        "a title has 1 to 256 bytes"
    );
    assert!(
        !chars::contains_unsafe(title),
        "a title has no control, bidirectional or invisible characters"
    );
}

/// Refuses, at compile time, a code that is not of the form `[A-Za-z][A-Za-z0-9_.-]{0,61}[A-Za-z0-9]`.
pub(super) const fn assert_code(code: &str) {
    let bytes = code.as_bytes();
    assert!(2 <= bytes.len() && bytes.len() <= 63, "a code has 2 to 63 characters");
    if let [first, .., last] = bytes {
        assert!(first.is_ascii_alphabetic(), "a code begins with a letter");
        assert!(last.is_ascii_alphanumeric(), "a code ends with a letter or digit");
    }
    let mut rest = bytes;
    while let [byte, tail @ ..] = rest {
        assert!(
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'),
            "a code is made of letters, digits, `_`, `.` and `-`"
        );
        rest = tail;
    }
}

/// Refuses, at compile time, what is no absolute URI to which a code can be appended.
///
/// The characters are enough of RFC 3986, and none of them needs an escape in JSON, HTML or a header.
pub(super) const fn assert_type_base(base: &str) {
    assert!(base.len() <= MAX_TYPE_BASE, "a type base has at most 512 bytes");
    assert!(
        matches!(after_scheme(base), [first, ..] if first.is_ascii_alphanumeric()),
        "a type base begins with `https://`, `http://` or `urn:` and a name"
    );
    assert!(
        matches!(base.as_bytes(), [.., b'/' | b'#' | b':']),
        "a type base ends with `/`, `#` or `:`"
    );
    let mut rest = base.as_bytes();
    while let [byte, tail @ ..] = rest {
        assert!(
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'#' | b'%'),
            "a type base is made of letters, digits and `- . _ ~ : / # %`"
        );
        assert!(
            *byte != b'#' || tail.is_empty(),
            "in a type base `#` can only come last"
        );
        rest = tail;
    }
}

/// What follows the scheme; nothing if it is not one of the three.
const fn after_scheme(uri: &str) -> &[u8] {
    if let Some(rest) = strip_prefix(uri, "https://") {
        rest
    } else if let Some(rest) = strip_prefix(uri, "http://") {
        rest
    } else if let Some(rest) = strip_prefix(uri, "urn:") {
        rest
    } else {
        &[]
    }
}

/// Refuses, at compile time, what does not look like a domain name.
pub(crate) const fn assert_domain(domain: &str) {
    assert!(
        !domain.is_empty() && domain.len() <= 255,
        "a domain has 1 to 255 characters"
    );
    let mut rest = domain.as_bytes();
    while let [byte, tail @ ..] = rest {
        assert!(
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'),
            "a domain is made of letters, digits, `.` and `-`"
        );
        rest = tail;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(check: fn(&str), text: &str) -> bool {
        std::panic::catch_unwind(|| check(text)).is_ok()
    }

    #[test]
    fn a_code_begins_with_a_letter_and_ends_with_a_letter_or_digit() {
        for code in [
            "AA",
            "a1",
            "ACCOUNT_NOT_FOUND",
            "card.declined",
            "rate-limited",
            &"A".repeat(63),
        ] {
            assert!(accepts(assert_code, code), "{code}");
        }
        for code in [
            "",
            "A",
            "1A",
            "_A",
            "A_",
            "A.",
            "A B",
            "A\"B",
            "A\nB",
            "ÄÖ",
            &"A".repeat(64),
        ] {
            assert!(!accepts(assert_code, code), "{code}");
        }
    }

    #[test]
    fn a_message_has_1_to_1024_bytes_and_no_unsafe_characters() {
        for message in ["größer als 10 € 🦀", "<b>\"&\"</b>", &"a".repeat(1024)] {
            assert!(accepts(assert_message, message), "{message}");
        }
        for message in ["", "a\nb", "a\u{202E}b", "a\u{200B}", &"a".repeat(1025)] {
            assert!(!accepts(assert_message, message), "{message:?}");
        }
    }

    #[test]
    fn a_title_has_1_to_256_bytes_and_no_unsafe_characters() {
        assert!(accepts(assert_title, "Not Found") && accepts(assert_title, &"a".repeat(256)));
        assert!(
            !accepts(assert_title, "")
                && !accepts(assert_title, &"a".repeat(257))
                && !accepts(assert_title, "a\u{2028}")
        );
    }

    #[test]
    fn a_type_base_is_an_absolute_uri_that_a_code_can_follow() {
        for base in [
            "https://example.com/problems/",
            "http://e.com/p#",
            "urn:example:problem:",
        ] {
            assert!(accepts(assert_type_base, base), "{base}");
        }
        for base in [
            "",
            "/problems/",
            "https://",
            "https:///",
            "ftp://example.com/",
            "https://example.com",
            "https://e.com/#/",
            "https://e.com/<x>/",
        ] {
            assert!(!accepts(assert_type_base, base), "{base}");
        }
    }

    #[test]
    fn a_domain_is_letters_digits_dots_and_hyphens() {
        assert!(accepts(assert_domain, "billing.example.com"));
        for domain in ["", "a/b", "a b", "ä", &"a".repeat(256)] {
            assert!(!accepts(assert_domain, domain), "{domain}");
        }
    }
}
