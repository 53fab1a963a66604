//! The end of a card number.

use super::{Maskable, Masked};
use std::fmt::{self, Write};

/// Card numbers have 12 to 19 digits (ISO/IEC 7812-1).
const DIGITS: std::ops::RangeInclusive<usize> = 12..=19;

/// Shows the last four digits of a payment card number: `****1234` (PCI DSS 4.0.1 3.4.1 allows them).
///
/// Anything other than 12 to 19 ASCII digits, not counting spaces and dashes, is `[REDACTED]`: four characters of a short or
/// unknown value could be most of it. So at least eight digits are hidden.
pub fn last4<T: Maskable<By> + ?Sized, By>(value: &T) -> Masked {
    let mut number = Number::default();
    let is_number = value.__write(&mut number).is_ok() && DIGITS.contains(&number.count);
    Masked::or_redacted(is_number.then(|| format!("****{}", number.tail)))
}

/// Keeps the last four digits of what is written, and no more of it in memory.
#[derive(Default)]
struct Number {
    count: usize,
    tail: String,
}

impl Write for Number {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars().filter(|c| !matches!(c, ' ' | '-')) {
            if !c.is_ascii_digit() || self.count == *DIGITS.end() {
                return Err(fmt::Error);
            }
            if self.tail.len() == 4 {
                self.tail.remove(0);
            }
            self.tail.push(c);
            self.count += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::last4;

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
        assert_eq!(last4(&4_242_424_242_424_242_u64).to_string(), "****4242");
        assert_eq!(last4(&Some("4012888888881881")).to_string(), "****1881");
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
            "4111.1111.1111.1111",
            "4111111111111111\n",
            "４１１１１１１１１１１１１１１１",
            "٤١١١١١١١١١١١١١١١",
            "    -    ",
            &long,
        ] {
            assert_eq!(last4(other).to_string(), "[REDACTED]");
        }
        assert_eq!(last4(&None::<String>).to_string(), "[REDACTED]");
    }
}
