//! Ways to log a value without logging the value: for `#[internal(with = mask::…)]`.

use std::fmt;

/// What stands for a value that stays out of the log.
pub(super) const REDACTED: &str = "[REDACTED]";

/// Card numbers have 12 to 19 digits (ISO/IEC 7812-1).
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 12..=19;

/// Nothing of the value: `[REDACTED]`, always. Says that a field exists, for a type that must not be shown.
pub fn redact<T: ?Sized>(_value: &T) -> impl fmt::Display + use<T> {
    REDACTED
}

/// The last four digits of a payment card number: `****1234` (PCI DSS 3.4.1 allows them).
///
/// Anything that is not 12 to 19 ASCII digits, spaces and dashes aside, is `[REDACTED]` whole: four characters of a short
/// or unknown value could be most of it.
pub fn last4<T: AsRef<str> + ?Sized>(value: &T) -> impl fmt::Display + use<T> {
    tail_of_card(value.as_ref()).map_or_else(|| REDACTED.to_owned(), |tail| format!("****{tail}"))
}

fn tail_of_card(number: &str) -> Option<String> {
    let significant = || number.chars().filter(|c| !matches!(c, ' ' | '-'));
    let digits = significant().take(CARD_DIGITS.end() + 1).count();
    let is_card = CARD_DIGITS.contains(&digits) && significant().all(|c| c.is_ascii_digit());
    is_card.then(|| significant().skip(digits - 4).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redact_shows_nothing_of_any_type() {
        struct Opaque;
        assert_eq!(redact(&Opaque).to_string(), "[REDACTED]");
        assert_eq!(redact("secret").to_string(), "[REDACTED]");
    }

    #[test]
    fn last4_shows_four_digits_of_a_card_number() {
        for number in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "411111111111",
            "4111111111111111111",
        ] {
            assert_eq!(last4(number).to_string(), "****1111");
        }
        assert_eq!(last4(&String::from("378282246310005")).to_string(), "****0005");
    }

    #[test]
    fn last4_hides_everything_that_is_no_card_number() {
        let long = "1".repeat(1 << 20);
        for other in [
            "",
            "1234",
            "41111111111",
            "41111111111111111111",
            "4111111111111111x",
            "٤١١١١١١١١١١١١١١١",
            "    -    ",
            &long,
        ] {
            assert_eq!(last4(other).to_string(), "[REDACTED]");
        }
    }
}
