//! Field names that most likely hold a secret (requirement E2).

/// Whole `snake_case` segments, or runs of them, never substrings: `pin` must not match `shipping`.
const WORDS: &[&[&str]] = &[
    &["password"],
    &["passwd"],
    &["passphrase"],
    &["pwd"],
    &["secret"],
    &["secrets"],
    &["token"],
    &["tokens"],
    &["api", "key"],
    &["apikey"],
    &["access", "key"],
    &["private", "key"],
    &["signing", "key"],
    &["encryption", "key"],
    &["cvv"],
    &["cvc"],
    &["pan"],
    &["card", "number"],
    &["ssn"],
    &["pin"],
    &["otp"],
    &["authorization"],
    &["credential"],
    &["credentials"],
    &["cookie"],
    &["cookies"],
    &["jwt"],
    &["bearer"],
    &["dsn"],
];

/// The word that makes `name` look like a secret.
pub(crate) fn word(name: &str) -> Option<String> {
    let name = name.strip_prefix("r#").unwrap_or(name).to_lowercase();
    let segments: Vec<&str> = name.split('_').filter(|segment| !segment.is_empty()).collect();
    WORDS
        .iter()
        .find(|word| segments.windows(word.len()).any(|window| window == **word))
        .map(|word| word.join("_"))
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn whole_segments_match_and_substrings_do_not() {
        assert_eq!(word("password").as_deref(), Some("password"));
        assert_eq!(word("old_password_hash").as_deref(), Some("password"));
        assert_eq!(word("stripe_api_key").as_deref(), Some("api_key"));
        assert_eq!(word("r#token").as_deref(), Some("token"));
        for harmless in [
            "shipping",
            "panel",
            "tokenizer",
            "secretary",
            "api",
            "key",
            "company",
            "mapping",
        ] {
            assert_eq!(word(harmless), None, "{harmless}");
        }
    }
}
