//! The search, and what becomes of the text.

use super::patterns::{PATTERNS, PREFIXED};
use super::verdict::Verdict;
use crate::internal::mask::REDACTED;
use crate::text::chars::prefix;
use regex::bytes::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// All patterns side by side: at each place the first of them that fits. None if they do not compile, which a test rules
/// out.
static ANY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let alternatives: Vec<String> = patterns().map(|(pattern, _)| format!("(?:{pattern})")).collect();
    RegexBuilder::new(&alternatives.join("|")).unicode(false).build().ok()
});

fn patterns() -> impl Iterator<Item = (String, Verdict)> {
    let prefixed = format!(r"\b({})", PREFIXED.join("|"));
    let patterns = PATTERNS
        .iter()
        .map(|(pattern, verdict)| ((*pattern).to_owned(), *verdict));
    patterns.chain([(prefixed, Verdict::Always)])
}

/// The first `end` bytes of a text, without the secrets that begin in them.
pub(super) fn scan(text: &str, end: usize) -> Cow<'_, str> {
    let Some(any) = &*ANY else {
        return Cow::Borrowed(REDACTED);
    };
    let shown = prefix(text, end);
    let mut out = String::new();
    let mut copied = 0;
    // What follows a secret is searched as a text of its own: nothing of the secret is left in front of it.
    let mut rest = text;
    let mut at = 0;
    while let Some((verdict, found)) = next(any, rest, at) {
        if copied + found.start >= shown.len() {
            break;
        }
        let secret = match verdict.of(rest, found) {
            Ok(secret) => secret,
            Err(goes_on) => {
                at = goes_on.max(at + 1);
                continue;
            }
        };
        // A position inside of a character cannot be; should it be all the same, nothing is shown.
        let (Some(before), Some(behind)) = (rest.get(..secret.start), rest.get(secret.end..)) else {
            return Cow::Borrowed(REDACTED);
        };
        // Two in a row are one.
        if copied == 0 || !before.is_empty() {
            out.push_str(before);
            out.push_str(REDACTED);
        }
        copied += secret.end;
        rest = behind;
        at = 0;
    }
    if copied == 0 {
        return Cow::Borrowed(shown);
    }
    out.push_str(shown.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// The next thing that looks like a secret.
fn next(any: &Regex, text: &str, at: usize) -> Option<(Verdict, Range<usize>)> {
    if at > text.len() {
        return None;
    }
    let captures = any.captures_at(text.as_bytes(), at)?;
    let verdicts = PATTERNS.iter().map(|(_, verdict)| *verdict).chain([Verdict::Always]);
    let mut groups = captures.iter().skip(1).zip(verdicts);
    groups.find_map(|(group, verdict)| Some((verdict, group?.range())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_compile_and_each_has_one_group() {
        assert!(ANY.is_some());
        for (pattern, _) in patterns() {
            let regex = RegexBuilder::new(&pattern).unicode(false).build().unwrap();
            assert_eq!(regex.captures_len(), 2, "{pattern}");
            assert!(!regex.is_match(b""), "{pattern}");
        }
    }
}
