//! Functions that `core` does not offer in constants.

/// Whether two texts are the same: `==` cannot be used in constants.
#[must_use]
pub const fn same(a: &str, b: &str) -> bool {
    matches!(strip_prefix(a, b), Some([]))
}

/// The part of `text` after `prefix`. Returns `None` if it does not start with it.
#[must_use]
pub const fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a [u8]> {
    let (mut text, mut prefix) = (text.as_bytes(), prefix.as_bytes());
    while let [expected, prefix_tail @ ..] = prefix {
        match text {
            [byte, text_tail @ ..] if *byte == *expected => text = text_tail,
            _ => return None,
        }
        prefix = prefix_tail;
    }
    Some(text)
}

/// Whether `text` is one of `list`.
#[must_use]
pub const fn is_one_of(text: &str, list: &[&str]) -> bool {
    let mut rest = list;
    while let [one, tail @ ..] = rest {
        if same(text, one) {
            return true;
        }
        rest = tail;
    }
    false
}

/// The parts before and after the first `separator`.
pub(crate) const fn split(text: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        if *byte == separator {
            let (word, _) = text.split_at(text.len() - rest.len());
            return (word, Some(tail));
        }
        rest = tail;
    }
    (text, None)
}
