//! The canaries, and the search for them.
//!
//! Every canary begins with the stem and ends in its own letters backwards, so that half of it is found too. The stem is
//! also in the names of variants and fields, and in the name of the file that builds the errors (see `canary_site.rs`).

use std::fmt;

/// In every canary, whatever its case.
pub const STEM: &str = "canary";

/// In fields without a mark: nobody may see these.
pub const SEALED: &str = "canary-sealed-delaes";
/// In fields that are logged through a mask, which does not show them.
pub const MASKED: &str = "canary-masked-deksam";
/// In sources that are kept out of the log.
pub const REDACTED: &str = "canary-redacted-detcader";

/// In fields with `#[internal]`.
pub const INTERNAL: &str = "canary-internal-lanretni";
/// In fields that the message for operators names.
pub const NAMED: &str = "canary-named-deman";
/// In sources.
pub const CAUSE: &str = "canary-cause-esuac";
/// In the sources of sources.
pub const ROOT: &str = "canary-root-toor";
/// In the fields of a nested `SecureError`.
pub const NESTED: &str = "canary-nested-detsen";
/// In text that was put around an error by `anyhow` or `eyre`.
pub const CONTEXT: &str = "canary-context-txetnoc";
/// In messages for operators, as constant text.
pub const MESSAGE: &str = "canary-message-egassem";
/// In the names of the functions that build errors, and in their file: backtraces and locations have it.
pub const SITE: &str = "canary_site";

/// What a mask shows of a masked field.
pub const MASK: &str = "shown-by-the-mask";

/// What not even operators may see.
pub const HIDDEN: [&str; 3] = [SEALED, MASKED, REDACTED];
const VISIBLE_TO_OPERATORS: [&str; 6] = [INTERNAL, NAMED, CAUSE, ROOT, NESTED, CONTEXT];

/// A value that cannot be printed: sealing a field asks nothing of its type.
pub struct Unprintable(#[allow(dead_code, reason = "nobody can")] String);

impl Unprintable {
    pub fn canary() -> Self {
        Self(SEALED.to_owned())
    }
}

/// A masked field as operators see it.
pub fn mask<T: ?Sized>(_value: &T) -> impl fmt::Display + use<T> {
    MASK
}

/// Where a canary of any kind is in these bytes: the text around it.
pub fn find(bytes: &[u8]) -> Option<String> {
    let backwards = HIDDEN.iter().chain(&VISIBLE_TO_OPERATORS).map(|canary| tail(canary));
    find_any(bytes, backwards.chain([STEM]))
}

/// Where a canary is that not even operators may see.
pub fn find_hidden(bytes: &[u8]) -> Option<String> {
    let halves = HIDDEN.iter().flat_map(|canary| [head(canary), tail(canary)]);
    find_any(bytes, halves)
}

/// `canary-sealed` of `canary-sealed-delaes`.
fn head(canary: &'static str) -> &'static str {
    canary.rsplit_once('-').unwrap().0
}

/// `delaes` of `canary-sealed-delaes`.
fn tail(canary: &'static str) -> &'static str {
    canary.rsplit_once('-').unwrap().1
}

fn find_any<'a>(bytes: &[u8], needles: impl Iterator<Item = &'a str>) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let searched = decoded(&text).to_ascii_lowercase();
    for needle in needles {
        if let Some(at) = searched.find(needle) {
            return Some(around(&searched, at));
        }
    }
    None
}

/// Undoes `\u0063`, `\x63`, `%63` and `&#99;`: an escaped canary is a canary.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match escape(rest) {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

fn escape(text: &str) -> Option<(char, usize)> {
    let hex = |prefix: &str, digits: usize| {
        let digits = text.strip_prefix(prefix)?.get(..digits)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        Some((char::from_u32(value)?, prefix.len() + digits.len()))
    };
    let decimal = || {
        let (number, _) = text.strip_prefix("&#")?.split_once(';')?;
        Some((char::from_u32(number.parse().ok()?)?, "&#;".len() + number.len()))
    };
    let ascii = |found: &(char, usize)| found.0.is_ascii_alphanumeric() || found.0 == '-' || found.0 == '_';
    hex("\\u", 4)
        .or_else(|| hex("\\x", 2))
        .or_else(|| hex("%", 2))
        .or_else(decimal)
        .filter(ascii)
}

/// What stands around a place in a text.
fn around(text: &str, at: usize) -> String {
    let before: Vec<char> = text[..at].chars().rev().take(60).collect();
    before.into_iter().rev().chain(text[at..].chars().take(60)).collect()
}

/// A canary is in no outlet.
#[track_caller]
pub fn assert_none(outlet: &str, bytes: &[u8]) {
    if let Some(around) = find(bytes) {
        panic!("{outlet} leaks: {around:?}");
    }
}

/// What operators read has everything they need and nothing that is hidden from them too.
#[track_caller]
pub fn assert_for_operators(outlet: &str, bytes: &[u8], expected: &[&str]) {
    if let Some(around) = find_hidden(bytes) {
        panic!("{outlet} shows operators what nobody may see: {around:?}");
    }
    let text = String::from_utf8_lossy(bytes);
    for canary in expected {
        assert!(text.contains(canary), "{outlet} lacks {canary:?}:\n{text}");
    }
}

#[test]
fn the_search_finds_a_canary_in_every_disguise() {
    for disguise in [
        SEALED,
        "xcanary",
        "x CANARY x",
        "delaes",
        "\\u0063anary",
        "%63anary",
        "&#99;anary",
        "\\x63anary",
        "CanaryNamed",
        "tests/leak/canary_site.rs:1",
        "ünïcödé canary",
    ] {
        assert!(find(disguise.as_bytes()).is_some(), "{disguise}");
    }
    assert!(find(b"\xFF\xFEcanary\xFF").is_some());
    assert!(find(b"can ary %zz &#x; \\u12 sealed").is_none());
}

#[test]
fn the_search_tells_what_operators_may_see_from_what_nobody_may_see() {
    for visible in VISIBLE_TO_OPERATORS {
        assert!(
            find(visible.as_bytes()).is_some() && find_hidden(visible.as_bytes()).is_none(),
            "{visible}"
        );
    }
    for hidden in HIDDEN {
        assert!(find_hidden(hidden.as_bytes()).is_some());
        assert!(find_hidden(head(hidden).as_bytes()).is_some() && find_hidden(tail(hidden).as_bytes()).is_some());
    }
}
