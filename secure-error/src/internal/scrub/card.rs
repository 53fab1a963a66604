//! Payment card numbers among other digits.

use std::ops::Range;

/// How many digits are looked at. Older cards have 13, none has 12.
const DIGITS: Range<usize> = 13..20;
/// How many digits stand together on a card at least. Fewer do in lists of numbers and in dates.
const GROUP: usize = 3;

/// The card number that begins at `start`; or else where the digits end that stand together there.
///
/// A card number is one group of digits, or several of three or more with one space or dash between them, that passes the
/// Luhn check (ISO/IEC 7812-1 annex B). Groups too many before or behind it do not hide it.
pub(super) fn at(text: &str, start: usize) -> Result<Range<usize>, usize> {
    let mut digits = Vec::new();
    let mut first_group = None;
    let mut card = None;
    let mut at = start;
    while digits.len() < DIGITS.end {
        let group = text.bytes().skip(at).take_while(u8::is_ascii_digit);
        let before = digits.len();
        digits.extend(group.map(|byte| byte - b'0'));
        let end = at + digits.len() - before;
        first_group.get_or_insert(end);
        if end - at < GROUP {
            break;
        }
        // The longest one counts: a short number may be the beginning of a long one.
        if is_card(&digits) && stands_alone(text, start, end) {
            card = Some(start..end);
        }
        match text.as_bytes().get(end..) {
            Some([b' ' | b'-', b'0'..=b'9', ..]) => at = end + 1,
            _ => break,
        }
    }
    card.ok_or(first_group.unwrap_or(start))
}

fn is_card(digits: &[u8]) -> bool {
    DIGITS.contains(&digits.len()) && is_issued(digits) && is_luhn(digits)
}

/// Whether cards begin like that. Most numbers of this length that are not cards are times, which begin with a 1, or with
/// the year.
fn is_issued(digits: &[u8]) -> bool {
    matches!(digits, [3..=6, ..] | [2, 2..=7, ..] | [8, 1 | 2, ..])
}

/// The sum of all digits, every second one from the right doubled and its digits added, ends in 0.
fn is_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([false, true].into_iter().cycle())
        .map(|(digit, doubled)| match (u32::from(*digit), doubled) {
            (digit, false) => digit,
            (digit, true) => digit * 2 - if digit > 4 { 9 } else { 0 },
        })
        .sum();
    sum % 10 == 0
}

/// Neither part of a word or of hexadecimal digits, nor of a number with a decimal point.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let before = bytes.get(..start).unwrap_or_default();
    let behind = bytes.get(end..).unwrap_or_default();
    let is_joined = match (before, behind) {
        ([.., b'0'..=b'9', b'.'], _) | (_, [b'.', b'0'..=b'9', ..]) => true,
        ([.., before], _) if before.is_ascii_alphanumeric() => true,
        (_, [behind, ..]) => behind.is_ascii_alphanumeric(),
        _ => false,
    };
    !is_joined
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the search does it.
    fn found(text: &str) -> Option<&str> {
        let mut from = 0;
        while let Some(start) = text.get(from..)?.find(|c: char| c.is_ascii_digit()) {
            match at(text, from + start) {
                Ok(number) => return text.get(number),
                Err(end) => from = end,
            }
        }
        None
    }

    #[test]
    fn numbers_of_test_cards_are_found_whatever_is_around_them() {
        for number in [
            "4111111111111111",
            "4222222222222",
            "378282246310005",
            "30569309025904",
            "2223003122003222",
            "6011000990139424",
            "6205500000000000004",
            "4111 1111 1111 1111",
            "3782-822463-10005",
            "4222 222 222 222",
        ] {
            assert_eq!(found(number), Some(number));
            assert_eq!(found(&format!("17 {number} 2026")), Some(number));
            assert_eq!(found(&format!("1700000000-{number}")), Some(number));
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for number in [
            "4111111111111112",
            "4111 1111 1111 1112",
            // They pass the check, and are too short, too long, a time, or numbers of their own.
            "424242424242",
            "42424242424242424242",
            "1700000000004",
            "20260101120000",
            "6500 743944 0 12 9",
            "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        ] {
            assert_eq!(found(number), None, "{number}");
        }
    }

    #[test]
    fn a_number_that_is_part_of_something_else_is_not() {
        let card = "4111111111111111";
        for (before, behind) in [("a", ""), ("", "f"), ("0.", ""), ("", ".5"), ("4", ""), ("", "1")] {
            assert_eq!(found(&format!("{before}{card}{behind}")), None, "{before} {behind}");
        }
        for (before, behind) in [
            ("(", ")"),
            ("_", "_"),
            ("no.", "."),
            ("é", "é"),
            ("-", "-"),
            ("1-", "-1"),
        ] {
            assert_eq!(
                found(&format!("{before}{card}{behind}")),
                Some(card),
                "{before} {behind}"
            );
        }
    }
}
