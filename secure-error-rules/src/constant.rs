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

/// Whether `name` is one of `patterns`, in which a `*` at an end stands for the rest of a family: `x-accel-*`,
/// `*-cache-control`.
#[must_use]
pub const fn is_in_family(name: &str, patterns: &[&str]) -> bool {
    let mut rest = patterns;
    while let [pattern, tail @ ..] = rest {
        let is_in = match pattern.as_bytes() {
            [b'*', suffix @ ..] => ends_with(name.as_bytes(), suffix),
            [prefix @ .., b'*'] => starts_with(name.as_bytes(), prefix),
            _ => same(name, pattern),
        };
        if is_in {
            return true;
        }
        rest = tail;
    }
    false
}

const fn starts_with(mut text: &[u8], mut prefix: &[u8]) -> bool {
    while let ([a, text_tail @ ..], [b, prefix_tail @ ..]) = (text, prefix) {
        if *a != *b {
            return false;
        }
        (text, prefix) = (text_tail, prefix_tail);
    }
    prefix.is_empty()
}

const fn ends_with(mut text: &[u8], mut suffix: &[u8]) -> bool {
    while let ([text_tail @ .., a], [suffix_tail @ .., b]) = (text, suffix) {
        if *a != *b {
            return false;
        }
        (text, suffix) = (text_tail, suffix_tail);
    }
    suffix.is_empty()
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
