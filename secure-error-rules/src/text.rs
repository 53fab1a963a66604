//! Texts that clients read: codes, messages and titles.

use crate::Mistake;
use crate::chars::{is_unsafe, is_white_space, next_char};

/// The longest message, in bytes.
pub const MAX_MESSAGE: usize = 1024;

/// The longest title, in bytes.
pub const MAX_TITLE: usize = 256;

/// Checks a message for clients.
///
/// # Errors
///
/// Returns the mistake if it is blank, longer than [`MAX_MESSAGE`] bytes, or has unsafe characters.
pub const fn check_message(text: &str) -> Result<(), Mistake> {
    if text.len() > MAX_MESSAGE {
        return Err(Mistake::LongMessage);
    }
    check(text)
}

/// Checks a title, or the text of a public value.
///
/// # Errors
///
/// Returns the mistake if it is blank, longer than [`MAX_TITLE`] bytes, or has unsafe characters.
pub const fn check_title(text: &str) -> Result<(), Mistake> {
    if text.len() > MAX_TITLE {
        return Err(Mistake::LongTitle);
    }
    check(text)
}

const fn check(text: &str) -> Result<(), Mistake> {
    let mut blank = true;
    let mut rest = text.as_bytes();
    while let Some((c, tail)) = next_char(rest) {
        if is_unsafe(c) {
            return Err(Mistake::TextCharacter(c));
        }
        blank &= is_white_space(c);
        rest = tail;
    }
    if blank { Err(Mistake::BlankText) } else { Ok(()) }
}

/// Checks a machine-readable code.
///
/// # Errors
///
/// Returns the mistake unless it matches `[A-Za-z][A-Za-z0-9_.-]{0,61}[A-Za-z0-9]`.
pub const fn check_code(code: &str) -> Result<(), Mistake> {
    let mut rest = code.as_bytes();
    while let Some((c, tail)) = next_char(rest) {
        if !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.' | '-') {
            return Err(Mistake::CodeCharacter(c));
        }
        rest = tail;
    }
    match code.as_bytes() {
        [first, .., last] if code.len() <= 63 && first.is_ascii_alphabetic() && last.is_ascii_alphanumeric() => Ok(()),
        _ => Err(Mistake::Code),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn a_code_has_2_to_63_characters() {
        for code in [
            "AA",
            "a1",
            "ACCOUNT_NOT_FOUND",
            "card.declined",
            "rate-limited",
            &"A".repeat(63),
        ] {
            assert_eq!(check_code(code), Ok(()), "{code}");
        }
        for code in ["", "A", &"A".repeat(64)] {
            assert_eq!(check_code(code), Err(Mistake::Code), "{code}");
        }
    }

    #[test]
    fn a_code_begins_with_a_letter_and_ends_with_a_letter_or_digit() {
        for code in ["1A", "_A", "A_", "A.", "A-"] {
            assert_eq!(check_code(code), Err(Mistake::Code), "{code}");
        }
        for (code, character) in [("A B", ' '), ("A\"B", '"'), ("A\nB", '\n'), ("AÖ", 'Ö')] {
            assert_eq!(check_code(code), Err(Mistake::CodeCharacter(character)), "{code}");
        }
    }

    #[test]
    fn a_message_has_at_most_1024_bytes_and_a_title_256() {
        assert_eq!(check_message(&"a".repeat(1024)), Ok(()));
        assert_eq!(check_message(&"a".repeat(1025)), Err(Mistake::LongMessage));
        assert_eq!(check_title(&"ä".repeat(128)), Ok(()));
        assert_eq!(check_title(&"a".repeat(257)), Err(Mistake::LongTitle));
    }

    #[test]
    fn a_text_has_something_to_see() {
        for text in ["", " ", "\u{A0}", " \u{2003}\u{3000} "] {
            assert_eq!(check_message(text), Err(Mistake::BlankText), "{text:?}");
            assert_eq!(check_title(text), Err(Mistake::BlankText), "{text:?}");
        }
        assert_eq!((check_message(" a "), check_title(".")), (Ok(()), Ok(())));
    }

    #[test]
    fn the_first_unsafe_character_of_a_text_is_named() {
        for (text, character) in [("a\nb\t", '\n'), ("a\u{202E}b", '\u{202E}'), ("\u{200B}", '\u{200B}')] {
            assert_eq!(check_message(text), Err(Mistake::TextCharacter(character)), "{text:?}");
            assert_eq!(check_title(text), Err(Mistake::TextCharacter(character)), "{text:?}");
        }
        assert_eq!(check_message("größer als 10 € 🦀 <b>\"&\"</b>"), Ok(()));
    }
}
