//! Run-time text that was vouched for, and the sanitising of every public text.

use std::fmt::{self, Write};

use crate::text::chars;

/// The longest [`PublicText`], in characters.
const MAX_CHARS: usize = 256;
/// Replaces what was cut off.
pub(super) const ELLIPSIS: char = '…';

/// Text created at run time that clients may see.
///
/// Text often contains secrets: a connection string, another user's name, the message of a database driver. Therefore
/// `String` and `&str` are not [`PublicValue`](super::PublicValue)s. [`vouch`](Self::vouch) states in the code that this
/// text is harmless, and is easy to find in a review.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicText(String);

impl PublicText {
    /// States that clients may see `text`.
    ///
    /// The text is bounded: everything after 256 characters becomes `…`. Control, bidirectional and invisible characters
    /// become U+FFFD. That makes it safe to display; the caller is responsible for its content.
    #[must_use]
    pub fn vouch(text: impl AsRef<str>) -> Self {
        Self(harmless(text.as_ref()))
    }

    /// The text, as clients see it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PublicText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for PublicText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// `text`, bounded and without unsafe characters.
pub(super) fn harmless(text: &str) -> String {
    let mut characters = text.chars().map(visible);
    let mut harmless: String = characters.by_ref().take(MAX_CHARS).collect();
    if characters.next().is_some() {
        harmless.push(ELLIPSIS);
    }
    harmless
}

/// Whether [`harmless`] would leave `text` unchanged.
pub(super) fn is_harmless(text: &str) -> bool {
    (text.len() <= MAX_CHARS || text.chars().nth(MAX_CHARS).is_none()) && !chars::contains_unsafe(text)
}

/// `c`, or U+FFFD in place of an unsafe character.
pub(super) const fn visible(c: char) -> char {
    if chars::is_unsafe(c) {
        char::REPLACEMENT_CHARACTER
    } else {
        c
    }
}

/// Formats into at most `max` bytes, without unsafe characters. What does not fit becomes `…`.
pub(super) fn bounded(arguments: fmt::Arguments<'_>, max: usize) -> String {
    let mut writer = BoundedWriter {
        text: String::new(),
        max: max.saturating_sub(ELLIPSIS.len_utf8()),
    };
    if writer.write_fmt(arguments).is_err() {
        writer.text.push(ELLIPSIS);
    }
    writer.text
}

/// Stops the formatting as soon as its text is full.
struct BoundedWriter {
    text: String,
    max: usize,
}

impl Write for BoundedWriter {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.text.len() + text.len() <= self.max && !chars::contains_unsafe(text) {
            self.text.push_str(text);
            return Ok(());
        }
        text.chars().try_for_each(|c| self.write_char(c))
    }

    fn write_char(&mut self, c: char) -> fmt::Result {
        let c = visible(c);
        if self.text.len() + c.len_utf8() > self.max {
            return Err(fmt::Error);
        }
        self.text.push(c);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_hide_reorder_or_control_becomes_a_replacement_character() {
        assert_eq!(
            PublicText::vouch("a\r\n\u{1B}[2J\u{202E}b\u{200B}").as_str(),
            "a\u{FFFD}\u{FFFD}\u{FFFD}[2J\u{FFFD}b\u{FFFD}"
        );
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        let exact = "ä".repeat(256);
        assert_eq!(PublicText::vouch(&exact).as_str(), exact);
        assert_eq!(PublicText::vouch("ä".repeat(257)).as_str(), exact + "…");
    }

    #[test]
    fn formatting_stops_when_the_text_is_full() {
        assert_eq!(bounded(format_args!("{}-{}", 1, 2), 6), "1-2");
        assert_eq!(bounded(format_args!("{}", "x".repeat(1_000_000)), 8), "xxxxx…");
        assert_eq!(bounded(format_args!("ääää"), 8), "ää…");
    }
}
