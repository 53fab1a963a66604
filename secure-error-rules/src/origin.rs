//! The origin of a code: the base of the problem type, and the domain of the service.

use crate::Mistake;
use crate::chars::next_char;
use crate::constant::strip_prefix;

const MAX_TYPE_BASE: usize = 512;
const MAX_DOMAIN: usize = 255;

/// Checks the base of a problem type, to which a code is appended.
///
/// The allowed characters are a subset of RFC 3986 that needs no escaping in JSON, HTML or a header.
///
/// # Errors
///
/// Returns the mistake unless it is an absolute `https:`, `http:` or `urn:` URI that ends in `/`, `#` or `:`, of at most 512 bytes.
pub const fn check_type_base(base: &str) -> Result<(), Mistake> {
    if base.len() > MAX_TYPE_BASE {
        return Err(Mistake::LongTypeBase);
    }
    let mut rest = base.as_bytes();
    while let Some((c, tail)) = next_char(rest) {
        if !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.' | '_' | '~' | ':' | '/' | '#' | '%') {
            return Err(Mistake::TypeBaseCharacter(c));
        }
        if c == '#' && !tail.is_empty() {
            return Err(Mistake::TypeBase);
        }
        rest = tail;
    }
    match after_scheme(base) {
        [first, .., b'/' | b'#' | b':'] if first.is_ascii_alphanumeric() => Ok(()),
        _ => Err(Mistake::TypeBase),
    }
}

/// The part after the scheme. Returns `None` if it is not one of the three.
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

/// Checks the domain of a service.
///
/// # Errors
///
/// Returns the mistake unless it has 1 to 255 letters, digits, `.` or `-`.
pub const fn check_domain(domain: &str) -> Result<(), Mistake> {
    let mut rest = domain.as_bytes();
    while let Some((c, tail)) = next_char(rest) {
        if !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-') {
            return Err(Mistake::DomainCharacter(c));
        }
        rest = tail;
    }
    if domain.is_empty() || domain.len() > MAX_DOMAIN {
        return Err(Mistake::Domain);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::format;

    use super::*;

    #[test]
    fn a_type_base_is_an_absolute_uri_that_a_code_can_follow() {
        for base in [
            "https://example.com/problems/",
            "http://e.com/p#",
            "urn:example:problem:",
        ] {
            assert_eq!(check_type_base(base), Ok(()), "{base}");
        }
        for base in [
            "",
            "/problems/",
            "https://",
            "https:///",
            "urn:",
            "ftp://example.com/",
            "https://example.com",
            "https://e.com/#/",
        ] {
            assert_eq!(check_type_base(base), Err(Mistake::TypeBase), "{base}");
        }
        for (base, character) in [
            ("https://e.com/<x>/", '<'),
            ("https://e.com/?a=b/", '?'),
            ("https://é.com/", 'é'),
        ] {
            assert_eq!(
                check_type_base(base),
                Err(Mistake::TypeBaseCharacter(character)),
                "{base}"
            );
        }
    }

    #[test]
    fn a_type_base_has_at_most_512_bytes() {
        let base = |length: usize| format!("urn:{}:", "a".repeat(length - 5));
        assert_eq!(check_type_base(&base(512)), Ok(()));
        assert_eq!(check_type_base(&base(513)), Err(Mistake::LongTypeBase));
    }

    #[test]
    fn a_domain_has_1_to_255_letters_digits_dots_and_hyphens() {
        for domain in ["a", "billing.example.com", &"a".repeat(255)] {
            assert_eq!(check_domain(domain), Ok(()), "{domain}");
        }
        for domain in ["", &"a".repeat(256)] {
            assert_eq!(check_domain(domain), Err(Mistake::Domain), "{domain}");
        }
        for (domain, character) in [("a/b", '/'), ("a b", ' '), ("ä", 'ä'), ("a_b", '_')] {
            assert_eq!(
                check_domain(domain),
                Err(Mistake::DomainCharacter(character)),
                "{domain}"
            );
        }
    }
}
