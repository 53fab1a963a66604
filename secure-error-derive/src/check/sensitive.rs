//! Field names that most likely hold a secret.

/// Whole segments of `snake_case` or `camelCase`, or runs of them, never parts of one: `pin` must not match `shipping`, nor
/// `pass` `bypass`.
const WORDS: &[&[&str]] = &[
    // Passwords.
    &["pass"],
    &["pwd"],
    &["pw"],
    &["secret"],
    &["seed", "phrase"],
    &["mnemonic"],
    // What stands for them.
    &["token"],
    &["auth"],
    &["authorization"],
    &["credential"],
    &["cred"],
    &["cookie"],
    &["jwt"],
    &["bearer"],
    &["csrf"],
    &["xsrf"],
    &["session", "id"],
    &["session", "key"],
    // Codes.
    &["pin"],
    &["otp"],
    &["totp"],
    &["mfa", "code"],
    &["recovery", "code"],
    &["backup", "code"],
    &["security", "code"],
    &["verification", "code"],
    // Keys.
    &["api", "key"],
    &["access", "key"],
    &["private", "key"],
    &["priv", "key"],
    &["signing", "key"],
    &["encryption", "key"],
    &["decryption", "key"],
    &["master", "key"],
    &["client", "key"],
    &["account", "key"],
    &["ssh", "key"],
    &["hmac", "key"],
    &["psk"],
    // Addresses with a password in them.
    &["dsn"],
    &["database", "url"],
    &["connection", "string"],
    // Numbers that identify people and cards.
    &["cvv"],
    &["cvc"],
    &["pan"],
    &["card", "number"],
    &["card", "no"],
    &["credit", "card"],
    &["debit", "card"],
    &["ssn"],
    &["social", "security"],
];

/// Written as one word, these are found in any segment: nothing harmless contains them.
const COMPOUNDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "apikey",
    "accesskey",
    "privatekey",
    "secretkey",
    "signingkey",
    "encryptionkey",
    "sessionkey",
    "sessionid",
    "clientsecret",
    "appsecret",
    "authtoken",
    "accesstoken",
    "refreshtoken",
    "bearertoken",
    "sessiontoken",
    "basicauth",
    "creditcard",
    "cardnumber",
    "connectionstring",
];

/// Whole segments that end in `pass`. Many harmless words do too.
const PASSES: &[&str] = &[
    "adminpass",
    "appspass",
    "dbpass",
    "ftppass",
    "keypass",
    "ldappass",
    "mailpass",
    "mypass",
    "mysqlpass",
    "pgpass",
    "redispass",
    "rootpass",
    "smtppass",
    "sshpass",
    "storepass",
    "userpass",
];

/// The word that makes `name` look like a secret, whatever its case (`api_key`, `apiKey`), number (`tokens`) or counter
/// (`password2`).
pub(crate) fn word(name: &str) -> Option<String> {
    let segments = segments(name.strip_prefix("r#").unwrap_or(name));
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let run = WORDS.iter().find(|word| {
        segments
            .windows(word.len())
            .any(|window| window.iter().zip(**word).all(|(segment, word)| is(segment, word)))
    });
    let compound = || {
        let within = COMPOUNDS
            .iter()
            .find(|word| segments.iter().any(|segment| segment.contains(**word)));
        within.or_else(|| {
            PASSES
                .iter()
                .find(|word| segments.iter().any(|segment| is(segment, word)))
        })
    };
    run.map(|word| word.join("_"))
        .or_else(|| compound().map(|word| (*word).to_owned()))
}

/// Singular, plural, or with a number behind it.
fn is(segment: &str, word: &str) -> bool {
    let segment = segment.trim_end_matches(|digit: char| digit.is_ascii_digit());
    segment
        .strip_prefix(word)
        .is_some_and(|ending| matches!(ending, "" | "s"))
}

/// The words of a `snake_case` or `camelCase` name, in lower case: `dbPass` and `DBPass` have the same.
fn segments(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut segments = vec![String::new()];
    let mut before: Option<char> = None;
    for (at, char) in chars.iter().enumerate() {
        let after_lower = before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit());
        let after_upper = before.is_some_and(char::is_uppercase);
        let before_lower = chars.get(at + 1).is_some_and(|next| next.is_lowercase());
        if *char == '_' || (char.is_uppercase() && (after_lower || (after_upper && before_lower))) {
            segments.push(String::new());
        }
        if let Some(segment) = segments.last_mut().filter(|_| *char != '_') {
            segment.extend(char.to_lowercase());
        }
        before = Some(*char);
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
            "DBPass",
            "private_keys",
            "sessionId",
            "pass",
            "db_pass",
            "dbpass",
            "userpass2",
            "auth",
            "basic_auth",
            "userpassword",
            "newuserpassword",
            "secretkey",
            "creditcard",
            "credit_card",
            "passphrase",
            "accesskey",
            "clientsecret",
            "client_secret",
            "sessionid",
            "csrf",
            "otp",
            "pin",
            "cvc",
            "ssh_key",
            "refreshtokens",
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
            "author",
            "authority",
            "authored_by",
            "authentic",
            "bypass",
            "passenger",
            "compass",
            "passed",
            "passport_country",
            "surpass",
            "keyboard",
            "card",
            "session",
            "sso",
            "spin",
            "iban",
            "security",
            "code",
            "HTTPStatus",
        ] {
            assert_eq!(word(harmless), None, "{harmless}");
        }
    }
}
