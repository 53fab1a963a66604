//! The names of public values in a response.

use crate::Mistake;
use crate::constant::is_one_of;

/// Members of every response: a public value with such a name would hide one (RFC 9457 section 3.2).
const RESERVED: &[&str] = &[
    "type",
    "title",
    "status",
    "detail",
    "instance",
    "code",
    "request_id",
    "message",
    "error",
    "errors",
    "errors_omitted",
    "development",
];

/// Checks the name of a public value.
///
/// # Errors
///
/// Returns the mistake unless it has three or more letters, digits or `_`, starts with a letter, and is not a member of
/// every response.
pub const fn check_name(name: &str) -> Result<(), Mistake> {
    if is_one_of(name, RESERVED) {
        return Err(Mistake::MemberReserved);
    }
    if is_name(name.as_bytes()) {
        Ok(())
    } else {
        Err(Mistake::MemberName)
    }
}

/// Whether it has three or more letters, digits or `_`, and starts with a letter.
const fn is_name(name: &[u8]) -> bool {
    let mut rest = name;
    while let [byte, tail @ ..] = rest {
        if !byte.is_ascii_alphanumeric() && *byte != b'_' {
            return false;
        }
        rest = tail;
    }
    matches!(name, [first, _, _, ..] if first.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_name_has_three_letters_digits_or_underscores() {
        for name in ["abc", "a_1", "accountId", "statuses"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["", "ab", "1ab", "_ab", "a-b", "a.b", "äbc", "a b"] {
            assert_eq!(check_name(name), Err(Mistake::MemberName), "{name}");
        }
    }

    #[test]
    fn a_member_of_every_response_is_refused() {
        for name in RESERVED {
            assert_eq!(check_name(name), Err(Mistake::MemberReserved), "{name}");
        }
    }
}
