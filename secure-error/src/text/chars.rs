//! Which characters are dangerous in text that a person, a terminal or a log will show, and how text is cut.

pub(crate) use secure_error_rules::chars::{contains_unsafe, is_unsafe};

/// What ends a text of which a part is missing.
pub(crate) const TRUNCATED: &str = "…[truncated]";

/// At most this many bytes of a text, without half a character at the end.
pub(crate) fn prefix(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_with_a_whole_character() {
        assert_eq!(prefix("aé", 2), "a");
        assert_eq!(prefix("aé", 3), "aé");
        assert_eq!(prefix("aé", 9), "aé");
        assert_eq!(prefix("é", 0), "");
    }
}
