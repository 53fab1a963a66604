//! A small JSON writer.
//!
//! Besides what JSON demands it escapes everything that is dangerous where JSON ends up: `< > & '` for HTML, and all
//! [unsafe characters](crate::text::chars::is_unsafe) for logs and terminals. A parser gets back exactly the text that went
//! in.

use std::fmt;
use std::io::Write;

use crate::text::chars;

/// Appends `text` as a JSON string, with its quotes.
pub(crate) fn write_str(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    if is_plain(text) {
        out.extend_from_slice(text.as_bytes());
    } else {
        text.chars().for_each(|c| write_char(out, c));
    }
    out.push(b'"');
}

/// Appends a number as it displays itself.
pub(crate) fn write_number(out: &mut Vec<u8>, number: impl fmt::Display) {
    // Writing to a vector cannot fail.
    let _ = write!(out, "{number}");
}

fn write_char(out: &mut Vec<u8>, c: char) {
    match c {
        '"' | '\\' => out.extend_from_slice(&[b'\\', c as u8]),
        '<' | '>' | '&' | '\'' => write_escape(out, c),
        _ if chars::is_unsafe(c) => write_escape(out, c),
        _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

/// `\uXXXX`, twice (a surrogate pair) for a character above U+FFFF.
fn write_escape(out: &mut Vec<u8>, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// Whether nothing in `text` needs an escape. Not every text of which that is true is found, only printable ASCII.
pub(crate) const fn is_plain(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        if !is_plain_byte(*byte) {
            return false;
        }
        rest = tail;
    }
    true
}

const fn is_plain_byte(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&' | b'\'')
}

/// Writes one JSON object; closes it when dropped.
#[derive(Debug)]
pub(crate) struct JsonObject<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> JsonObject<'a> {
    /// Opens an object at the end of `out`.
    pub(crate) fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    /// Writes the key; the caller must append exactly one JSON value to what this returns.
    pub(crate) fn member(&mut self, key: &str) -> &mut Vec<u8> {
        separate(self.out, &mut self.empty);
        write_str(self.out, key);
        self.out.push(b':');
        self.out
    }

    pub(crate) fn str(&mut self, key: &str, value: &str) -> &mut Self {
        write_str(self.member(key), value);
        self
    }

    pub(crate) fn u64(&mut self, key: &str, value: u64) -> &mut Self {
        write_number(self.member(key), value);
        self
    }

    /// Opens an object as the value of `key`.
    pub(crate) fn object(&mut self, key: &str) -> JsonObject<'_> {
        JsonObject::begin(self.member(key))
    }
}

impl Drop for JsonObject<'_> {
    fn drop(&mut self) {
        self.out.push(b'}');
    }
}

/// Writes one JSON array; closes it when dropped.
#[derive(Debug)]
pub(crate) struct JsonArray<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> JsonArray<'a> {
    /// Opens an array at the end of `out`.
    pub(crate) fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'[');
        Self { out, empty: true }
    }

    /// The caller must append exactly one JSON value to what this returns.
    pub(crate) fn item(&mut self) -> &mut Vec<u8> {
        separate(self.out, &mut self.empty);
        self.out
    }

    /// Opens an object as the next item.
    pub(crate) fn object(&mut self) -> JsonObject<'_> {
        JsonObject::begin(self.item())
    }
}

impl Drop for JsonArray<'_> {
    fn drop(&mut self) {
        self.out.push(b']');
    }
}

/// A comma before every item but the first.
fn separate(out: &mut Vec<u8>, empty: &mut bool) {
    if !std::mem::replace(empty, false) {
        out.push(b',');
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn string(text: &str) -> String {
        let mut out = Vec::new();
        write_str(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_parser_gets_back_every_character() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            assert_eq!(serde_json::from_str::<String>(&string(&text)).unwrap(), text);
        }
    }

    #[test]
    fn no_unsafe_character_and_no_markup_is_written_raw() {
        for c in ('\0'..=char::MAX).filter(|c| chars::is_unsafe(*c) || "<>&'".contains(*c)) {
            let written = string(&c.to_string());
            assert!(
                written
                    .bytes()
                    .all(|byte| matches!(byte, b'"' | b'\\' | b'u' | b'0'..=b'9' | b'a'..=b'f')),
                "{written}"
            );
        }
    }

    #[test]
    fn ordinary_text_stays_legible() {
        assert_eq!(string("größer: 10 €"), "\"größer: 10 €\"");
        assert_eq!(string(r#"say "hi" \o/"#), r#""say \"hi\" \\o/""#);
    }

    #[test]
    fn objects_and_arrays_nest_and_close_themselves() {
        let mut out = Vec::new();
        let mut object = JsonObject::begin(&mut out);
        object.str("a", "1").u64("b", 2).object("c").str("d", "<");
        let mut array = JsonArray::begin(object.member("e"));
        write_number(array.item(), 3);
        array.object().u64("f", 4);
        drop(array);
        drop(object);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#"{"a":"1","b":2,"c":{"d":"\u003c"},"e":[3,{"f":4}]}"#
        );
    }
}
