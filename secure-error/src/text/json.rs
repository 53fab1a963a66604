//! How this crate writes JSON.
//!
//! Besides what JSON requires, it escapes characters that are dangerous in other contexts: `< > & '` for HTML, and all
//! [unsafe characters](is_unsafe) for logs and terminals. A parser reads exactly the original text.

use super::chars::is_unsafe;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io::{self, Write};

/// Appends a value on one line. Appends nothing if it cannot be serialised.
pub(crate) fn append<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> Result<(), serde_json::Error> {
    let begin = out.len();
    let written = value.serialize(&mut Serializer::with_formatter(&mut *out, Escaping));
    if written.is_err() {
        out.truncate(begin);
    }
    written
}

struct Escaping;

impl Formatter for Escaping {
    /// Quotes, backslashes and ASCII controls are escaped already.
    fn write_string_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Nearly every text, and a look at its bytes costs a fraction of one at its characters.
        if is_plain(fragment) {
            return writer.write_all(fragment.as_bytes());
        }
        for piece in fragment.split_inclusive(is_escaped) {
            let plain = piece.strip_suffix(is_escaped).unwrap_or(piece);
            writer.write_all(plain.as_bytes())?;
            // Twice (a surrogate pair) for a character above U+FFFF.
            for unit in piece.encode_utf16().skip(plain.encode_utf16().count()) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }

    // `Debug` is the short form of a number: with an exponent if it is very large or very small.

    fn write_f32<W: Write + ?Sized>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        write!(writer, "{value:?}")
    }

    fn write_f64<W: Write + ?Sized>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{value:?}")
    }
}

fn is_escaped(c: char) -> bool {
    match c {
        '<' | '>' | '&' | '\'' => true,
        ' '..='~' => false,
        _ => is_unsafe(c),
    }
}

/// Whether nothing in `text` needs an escape. Not every text of which that is true is found, only printable ASCII.
pub(crate) const fn is_plain(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        if !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&' | b'\'') {
            return false;
        }
        rest = tail;
    }
    true
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn string(text: &str) -> String {
        let mut out = Vec::new();
        append(&mut out, text).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_parser_gets_back_every_character() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b{c}{c}");
            assert_eq!(serde_json::from_str::<String>(&string(&text)).unwrap(), text);
        }
    }

    fn escapes(c: char) -> String {
        match *c.encode_utf16(&mut [0; 2]) {
            [first, second] => format!("\\u{first:04x}\\u{second:04x}"),
            _ => format!("\\u{:04x}", u32::from(c)),
        }
    }

    #[test]
    fn no_unsafe_character_and_no_markup_is_written_raw() {
        for c in ('\0'..=char::MAX).filter(|c| is_unsafe(*c) || "<>&'".contains(*c)) {
            let written = string(&c.to_string());
            let short = matches!(c, '\u{8}' | '\t' | '\n' | '\u{c}' | '\r') && written.len() == 4;
            assert!(short || written.trim_matches('"') == escapes(c), "{written}");
        }
    }

    #[test]
    fn ordinary_text_stays_legible() {
        assert_eq!(string("größer: 10 €"), "\"größer: 10 €\"");
        assert_eq!(string(r#"say "hi" \o/"#), r#""say \"hi\" \\o/""#);
    }

    #[test]
    fn plain_text_is_what_is_written_as_it_is() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            assert!(!is_plain(&text) || string(&text) == format!("\"{text}\""), "{c:?}");
        }
    }

    #[test]
    fn a_value_that_fails_leaves_nothing_behind() {
        let mut out = b"before".to_vec();
        let keys_of_json_are_text = std::collections::BTreeMap::from([(vec![1], 2)]);
        assert!(append(&mut out, &[&keys_of_json_are_text]).is_err());
        assert_eq!(out, b"before");
    }
}
