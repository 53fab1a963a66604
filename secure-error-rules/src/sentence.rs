//! A sentence that is built in a constant, where formatting is not available.

use core::str;

/// At most 256 bytes of text.
#[derive(Debug, Clone, Copy)]
pub struct Sentence {
    bytes: [u8; 256],
    length: usize,
}

impl Sentence {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; 256],
            length: 0,
        }
    }

    const fn byte(mut self, byte: u8) -> Self {
        if let Some((_, [place, ..])) = self.bytes.split_at_mut_checked(self.length) {
            *place = byte;
            self.length += 1;
        }
        self
    }

    pub(crate) const fn text(mut self, text: &str) -> Self {
        let mut rest = text.as_bytes();
        while let [byte, tail @ ..] = rest {
            self = self.byte(*byte);
            rest = tail;
        }
        self
    }

    /// Appends `U+200B`: the character itself may be invisible, or control the terminal.
    pub(crate) const fn code_point(mut self, c: char) -> Self {
        self = self.text("U+");
        let number = c as u32;
        let mut digits: u32 = 4;
        while number >> (4 * digits) > 0 {
            digits += 1;
        }
        while digits > 0 {
            digits -= 1;
            let digit = ((number >> (4 * digits)) & 0xF) as u8;
            self = self.byte(if digit < 10 { b'0' + digit } else { b'A' - 10 + digit });
        }
        self
    }

    /// The text.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::format;

    use super::*;

    #[test]
    fn a_character_is_named_by_its_number() {
        for c in ['\0', 'é', '\u{200B}', '\u{FFFF}', '\u{1D173}', '\u{10FFFF}'] {
            let sentence = Sentence::new().code_point(c);
            assert_eq!(sentence.as_str(), format!("U+{:04X}", u32::from(c)));
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        assert_eq!(Sentence::new().text(&"a".repeat(300)).as_str(), "a".repeat(256));
    }
}
