//! Which characters are dangerous in text that a person, a terminal or a log will show.

/// Whether `c` can hide text, reorder it, start a new line or control a terminal.
///
/// JSON escaping and [`char::is_control`] miss most of these: they are format characters, separators and letters.
/// The list is closed on purpose. It holds controls (C0, DEL, C1), bidirectional overrides, zero-width and otherwise
/// invisible characters, line and paragraph separators, tags, variation selectors and noncharacters.
#[must_use]
#[inline]
pub const fn is_unsafe(c: char) -> bool {
    matches!(
        c,
        // C0 controls; DEL and C1 controls.
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        // Bidirectional marks, embeddings, overrides and isolates.
        | '\u{61C}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        // Zero width: spaces, joiners, invisible operators, deprecated format controls, byte order mark.
        | '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}'
        // Soft hyphen; line and paragraph separator; interlinear annotation and what is reserved before it.
        | '\u{AD}' | '\u{2028}'..='\u{2029}' | '\u{FFF0}'..='\u{FFFB}'
        // Letters and symbols without a visible glyph.
        | '\u{34F}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}'
        // Shorthand and musical format controls.
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        // Variation selectors; tags.
        | '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}'
    ) || is_noncharacter(c)
}

/// Code points that Unicode keeps for internal use: U+FDD0 to U+FDEF and the last two of every plane.
const fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || (c as u32) & 0xFFFE == 0xFFFE
}

/// Whether any character of `text` [is unsafe](is_unsafe). Works in constants.
#[must_use]
#[inline]
pub const fn contains_unsafe(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let Some((c, tail)) = next_char(rest) {
        // Most text is plain ASCII.
        if !matches!(c, ' '..='~') && is_unsafe(c) {
            return true;
        }
        rest = tail;
    }
    false
}

/// The first character of UTF-8 text, and what follows it: `str::chars` cannot be used in constants.
///
/// Bytes that no `str` can hold come out as U+FFFF, which is unsafe.
#[inline]
pub(crate) const fn next_char(utf8: &[u8]) -> Option<(char, &[u8])> {
    let (code_point, tail) = match utf8 {
        [] => return None,
        [a @ 0x00..=0x7F, tail @ ..] => (*a as u32, tail),
        [a @ 0xC0..=0xDF, b, tail @ ..] => (low_bits(*a, 5) << 6 | low_bits(*b, 6), tail),
        [a @ 0xE0..=0xEF, b, c, tail @ ..] => (low_bits(*a, 4) << 12 | low_bits(*b, 6) << 6 | low_bits(*c, 6), tail),
        [a, b, c, d, tail @ ..] => (
            low_bits(*a, 3) << 18 | low_bits(*b, 6) << 12 | low_bits(*c, 6) << 6 | low_bits(*d, 6),
            tail,
        ),
        [_, tail @ ..] => (0xFFFF, tail),
    };
    match char::from_u32(code_point) {
        Some(c) => Some((c, tail)),
        None => Some(('\u{FFFF}', tail)),
    }
}

/// Whether `c` is white space to Unicode: `char::is_whitespace` works in constants since Rust 1.87 only.
pub(crate) const fn is_white_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{2028}'..='\u{2029}' | '\u{202F}'
        | '\u{205F}' | '\u{3000}'
    )
}

const fn low_bits(byte: u8, count: u32) -> u32 {
    byte as u32 & ((1 << count) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_hides_reorders_or_controls_is_unsafe() {
        let unsafe_characters = "\0\t\n\r\u{1B}\u{7F}\u{85}\u{9B}\u{AD}\u{61C}\u{34F}\u{115F}\u{180E}\u{200B}\u{200F}\u{2028}\
            \u{202E}\u{2060}\u{2069}\u{2800}\u{3164}\u{FE0F}\u{FEFF}\u{FFA0}\u{FFFB}\u{FFFE}\u{FDD0}\u{E0001}\u{E0041}\u{E01EF}\u{10FFFF}";
        for c in unsafe_characters.chars() {
            assert!(is_unsafe(c), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn ordinary_letters_of_many_languages_are_safe() {
        for c in "Hello, world! äöü ß ñ Привет 你好 こんにちは 안녕 שלום مرحبا 🦀 – „“ … \u{A0}\u{FFFD}".chars()
        {
            assert!(!is_unsafe(c), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn the_constant_decoder_agrees_with_the_standard_library() {
        for c in '\0'..=char::MAX {
            let mut buffer = [0; 4];
            let text: &str = c.encode_utf8(&mut buffer);
            assert_eq!(next_char(text.as_bytes()), Some((c, &[][..])));
            assert_eq!(contains_unsafe(text), is_unsafe(c));
            assert_eq!(is_white_space(c), c.is_whitespace());
        }
        assert!(contains_unsafe("safe at first\u{202E}"));
        assert!(!contains_unsafe("größer als 10 €"));
    }
}
