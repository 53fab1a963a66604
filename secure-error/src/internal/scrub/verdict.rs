//! Whether what a pattern found is a secret.

use super::card;
use std::ops::Range;

/// What the group of a pattern has to be, besides what the pattern says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing more.
    Always,
    /// Not `null` and the like.
    NoLiteral,
    /// Eight characters that look random.
    NoWord,
    /// Behind `password: `: four characters, not only letters.
    Password,
    /// Behind `token: `: twelve characters, not only letters.
    Token,
    /// The beginning of a card number.
    Card,
}

impl Verdict {
    /// What of `text[found]` is secret; or else where the search goes on.
    pub(super) fn of(self, text: &str, found: Range<usize>) -> Result<Range<usize>, usize> {
        let value = text.get(found.clone()).unwrap_or_default();
        let is_secret = match self {
            Self::Always => true,
            Self::NoLiteral => !is_literal(value),
            Self::NoWord => is_random(value),
            Self::Password => value.len() >= 4 && !is_word(value) && !is_literal(value),
            Self::Token => value.len() >= 12 && has_digit(value),
            Self::Card => return card::at(text, found.start),
        };
        // The backslash before a closing quote is part of the quote.
        let is_quoted = text
            .get(found.end..)
            .is_some_and(|behind| behind.starts_with(['"', '\'']));
        let value = if is_quoted { value.trim_end_matches('\\') } else { value };
        if is_secret && !value.is_empty() {
            Ok(found.start..found.start + value.len())
        } else {
            // There may be something of another form inside.
            Err(found.start)
        }
    }
}

fn is_literal(value: &str) -> bool {
    let value = value.trim_end_matches([',', '.', ')', '}', ']']);
    ["null", "none", "nil", "true", "false", "undefined"]
        .iter()
        .any(|literal| value.eq_ignore_ascii_case(literal))
}

/// A digit, a character of base64, or capitals in the middle, which words have not.
fn is_random(value: &str) -> bool {
    let inner_capital = value.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    let lower = value.bytes().any(|byte| byte.is_ascii_lowercase());
    value.len() >= 8 && (has_digit(value) || value.contains(['+', '/', '=', '~']) || (inner_capital && lower))
}

/// Letters with the punctuation of a sentence.
fn is_word(value: &str) -> bool {
    value
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, '.' | ',' | '-' | '_' | '`' | '…'))
}

fn has_digit(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit())
}
