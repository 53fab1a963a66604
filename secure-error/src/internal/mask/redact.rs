//! Nothing of the value.

use super::Masked;

/// Nothing of the value: `[REDACTED]`, always. Says that a field exists, for a type that must not be shown.
pub fn redact<T: ?Sized>(_value: &T) -> Masked {
    Masked::REDACTED
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn redact_shows_nothing_of_any_type() {
        struct Opaque;
        assert_eq!(redact(&Opaque).to_string(), "[REDACTED]");
        assert_eq!(redact("secret").to_string(), "[REDACTED]");
    }
}
