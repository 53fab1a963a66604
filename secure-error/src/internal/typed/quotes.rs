//! Text of no known shape: what is in quotes or brackets may be a value, and so may a long number.

use super::json;
use crate::internal::mask::REDACTED;

/// Opening and closing characters. Of each kind the last closing one in the text counts: a value may contain the others.
const PAIRS: &[(char, char)] = &[
    ('"', '"'),
    ('`', '`'),
    ('\'', '\''),
    ('[', ']'),
    ('{', '}'),
    ('“', '”'),
    ('‘', '’'),
    ('«', '»'),
];

/// A number of this many digits may identify a person. Groups of three or more are one number, as on a card.
const DIGITS: usize = 6;
const GROUP: usize = 3;

/// What may be in front of the digits of a position or a limit.
const POSITIONS: &[&str] = &[
    "line ",
    "column ",
    "position ",
    "offset ",
    "index ",
    "byte ",
    "limit: ",
    "limit of ",
];
/// What may be behind those of a size.
const UNITS: &[&str] = &[" byte", " character"];

/// Something was opened and not closed: what follows the text belongs to it.
pub(super) struct Unclosed;

/// Appends the text without what may be a value.
pub(super) fn redact(text: &str, out: &mut String) -> Result<(), Unclosed> {
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
        let json = Some(rest).filter(|rest| rest.starts_with(['{', '[']));
        if let Some(shown) = json.and_then(json::redacted_in_prose) {
            out.push_str(&shown);
            return Ok(());
        }
        if let Some(length) = index(rest).or_else(|| empty(rest)) {
            out.push_str(rest.get(..length).unwrap_or_default());
            at += length;
        } else if let Some((open, close)) = PAIRS.iter().find(|(open, _)| *open == c && opens(c, before)) {
            out.push_str(REDACTED);
            let inside = rest.get(open.len_utf8()..).unwrap_or_default();
            let end = inside.rfind(*close).ok_or(Unclosed)?;
            at += open.len_utf8() + end + close.len_utf8();
        } else if c.is_ascii_digit() {
            let number = number(rest);
            let digits = number.bytes().filter(u8::is_ascii_digit).count();
            let behind = rest.get(number.len()..).unwrap_or_default();
            let is_known = POSITIONS.iter().any(|position| before.ends_with(position))
                || UNITS.iter().any(|unit| behind.starts_with(unit));
            let is_shown = digits < DIGITS || is_known;
            out.push_str(if is_shown { number } else { REDACTED });
            at += number.len();
        } else {
            out.push(c);
            at += c.len_utf8();
        }
    }
    Ok(())
}

/// An apostrophe in a word is not a quote.
fn opens(c: char, before: &str) -> bool {
    let is_in_word = before.ends_with(char::is_alphanumeric);
    !(matches!(c, '\'' | '‘') && is_in_word)
}

/// Digits, and behind them further groups of [`GROUP`] or more.
fn number(text: &str) -> &str {
    let digits_at = |at: usize| text.bytes().skip(at).take_while(u8::is_ascii_digit).count();
    let mut end = digits_at(0);
    let mut last = end;
    while last >= GROUP && text.get(end..).is_some_and(|rest| rest.starts_with([' ', '-'])) {
        last = digits_at(end + 1);
        if last >= GROUP {
            end += 1 + last;
        }
    }
    text.get(..end).unwrap_or_default()
}

/// `[0]`, an item of a list.
fn index(text: &str) -> Option<usize> {
    let (index, _) = text.strip_prefix('[')?.split_once(']')?;
    let is_index = (1..DIGITS).contains(&index.len()) && index.bytes().all(|byte| byte.is_ascii_digit());
    is_index.then_some(index.len() + 2)
}

fn empty(text: &str) -> Option<usize> {
    [
        "[]",
        "{}",
        "\"\"",
        REDACTED,
        "expected `:`",
        "expected `\"`",
        "expected `,` or `]`",
        "expected `,` or `}`",
    ]
    .iter()
    .find(|empty| text.starts_with(**empty))
    .map(|empty| empty.len())
}
