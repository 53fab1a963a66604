//! The end of a text that goes on.

use super::MARGIN;
use regex::bytes::{Regex, RegexBuilder};
use std::sync::LazyLock;

/// What may be the beginning of a secret that is recognised by its end, or by its length: a URL, a user and a password, the
/// digits of a card, and any last word.
const UNFINISHED: &str = concat!(
    r#"://[^\s"'<>`]*\z"#,
    "|",
    r#"[A-Za-z0-9._%+-]+:[^\s:/"'<>`]*\z"#,
    "|",
    r"(?i:\bthin:|\b(?:sqlplus|sqlldr|expdp|impdp)\s+)[^\s<>`]*\z",
    "|",
    r"[0-9][0-9 -]*\z",
    "|",
    r#"[^\s:;&"'<>,(){}\[\]]+\z"#,
);

static TAIL: LazyLock<Option<Regex>> = LazyLock::new(|| RegexBuilder::new(UNFINISHED).unicode(false).build().ok());

/// Where the part of a text begins that must not be shown, because the text goes on and that part may be half a secret. At
/// most [`MARGIN`] bytes before its end.
pub(super) fn start(text: &str) -> usize {
    let earliest = text.len().saturating_sub(MARGIN);
    let Some(tail) = &*TAIL else { return earliest };
    tail.find_at(text.as_bytes(), earliest)
        .map_or(text.len(), |found| found.start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_compiles() {
        assert!(TAIL.is_some());
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
    }
}
