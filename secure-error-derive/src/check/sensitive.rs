//! Field names that most likely hold a secret.

/// Whole `snake_case` segments, or runs of them, never substrings: `pin` must not match `shipping`.
const WORDS: &[&[&str]] = &[
    &["password"],
    &["passwd"],
    &["passphrase"],
    &["pwd"],
    &["secret"],
    &["token"],
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
    &["cookie"],
    &["jwt"],
    &["bearer"],
    &["dsn"],
    &["pw"],
    &["passcode"],
    &["cred"],
    &["client", "key"],
    &["session", "id"],
    &["csrf"],
    &["totp"],
    &["mfa", "code"],
    &["recovery", "code"],
    &["seed", "phrase"],
    &["mnemonic"],
    &["database", "url"],
    &["connection", "string"],
    &["auth", "header"],
];

/// The word that makes `name` look like a secret, whatever its case (`api_key`, `apiKey`), number (`tokens`) or counter
/// (`password2`).
pub(crate) fn word(name: &str) -> Option<String> {
    let segments = segments(name.strip_prefix("r#").unwrap_or(name));
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    WORDS
        .iter()
        .find(|word| {
            segments
                .windows(word.len())
                .any(|window| window.iter().zip(**word).all(|(segment, word)| is(segment, word)))
        })
        .map(|word| word.join("_"))
}

/// Singular, plural, or with a number behind it.
fn is(segment: &str, word: &str) -> bool {
    let segment = segment.trim_end_matches(|digit: char| digit.is_ascii_digit());
    segment
        .strip_prefix(word)
        .is_some_and(|ending| matches!(ending, "" | "s"))
}

/// The words of a `snake_case` or `camelCase` name, in lower case.
fn segments(name: &str) -> Vec<String> {
    let mut segments = vec![String::new()];
    let mut after_lower = false;
    for char in name.chars() {
        if char == '_' || (char.is_uppercase() && after_lower) {
            segments.push(String::new());
        }
        after_lower = char.is_lowercase() || char.is_ascii_digit();
        if let Some(segment) = segments.last_mut().filter(|_| char != '_') {
            segment.extend(char.to_lowercase());
        }
    }
    segments.retain(|segment| !segment.is_empty());
    segments
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
        for secret in [
            "passwords",
            "api_keys",
            "userPassword",
            "apiKey",
            "password2",
            "APIKey",
            "private_keys",
            "sessionId",
        ] {
            assert!(word(secret).is_some(), "{secret}");
        }
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
