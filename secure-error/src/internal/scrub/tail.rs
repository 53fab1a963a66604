//! The end of a text that goes on.

use super::MARGIN;
use regex::bytes::{Regex, RegexBuilder};
use std::sync::LazyLock;

/// What may be the beginning of a secret of any length that is recognised by its end: a URL, a user and a password.
const ENDLESS: &str = concat!(
    r#"://[^\s"'<>`]*\z"#,
    "|",
    r#"[A-Za-z0-9._%+-]+:[^\s:/"'<>`]*\z"#,
    "|",
    r"(?i:\bthin:|\b(?:sqlplus|sqlldr|expdp|impdp)\s+)[^\s<>`]*\z",
);

/// The same for a secret of some length: the digits of a card, and any last word.
const UNFINISHED: &str = concat!(r"[0-9][0-9 -]*\z", "|", r#"[^\s:;&"'<>,(){}\[\]]+\z"#,);

static TAILS: LazyLock<Option<[Regex; 2]>> = LazyLock::new(|| {
    let tail = |pattern| RegexBuilder::new(pattern).unicode(false).build().ok();
    Some([tail(ENDLESS)?, tail(UNFINISHED)?])
});

/// Where the part of a text begins that must not be shown, because the text goes on and that part may be half a secret. Of a
/// text that is one word, at most [`MARGIN`] bytes are kept back.
pub(super) fn start(text: &str) -> usize {
    let earliest = text.len().saturating_sub(MARGIN);
    let Some([endless, unfinished]) = &*TAILS else {
        return earliest;
    };
    let starts = [
        endless.find(text.as_bytes()),
        unfinished.find_at(text.as_bytes(), earliest),
    ];
    starts
        .iter()
        .flatten()
        .map(regex::bytes::Match::start)
        .min()
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_compile() {
        assert!(TAILS.is_some());
    }

    #[test]
    fn half_a_secret_is_kept_back_and_the_rest_is_not() {
        for (shown, kept_back) in [
            ("no such table: ", "accounts"),
            ("dsn postgres", "://admin:hunt"),
            ("dsn postgres", "://"),
            ("cannot log in as ", "admin:hunt"),
            ("cannot log in as ", "admin:hunt@e"),
            ("jdbc:oracle:", "thin:admin/\"hunt:"),
            ("card ", "4111 1111 11"),
            ("key ", "AKIAIOSF"),
            ("{\"error\":\"", "no_such_table"),
            ("{\"error\":\"no_such_table\"}", ""),
            ("no such table; ", ""),
            ("", ""),
        ] {
            let text = format!("{shown}{kept_back}");
            assert_eq!(text.get(..start(&text)), Some(shown));
        }
        assert_eq!(start(&"x".repeat(5000)), 5000 - MARGIN);
        // Of a password no part is shown, however long it is.
        assert_eq!(start(&format!("dsn x://admin:{}", "x".repeat(5000))), 5);
    }
}
