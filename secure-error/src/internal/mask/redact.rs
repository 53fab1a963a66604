//! Redacts the whole value.

use super::Masked;

/// Always shows `[REDACTED]`. It accepts any type, and only the existence of the field is logged.
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
