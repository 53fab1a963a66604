//! What holds for any text.

use crate::corpus::{INNOCENT, found};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use secure_error::scrub;

/// What patterns are made of.
const PIECES: &[&str] = &[
    "password",
    "token",
    "api_key",
    "pin",
    "authorization",
    "cookie",
    "Bearer",
    "Basic",
    "AUTH",
    "secret",
    "=",
    ": ",
    ":",
    "=>",
    "\"",
    "\\\"",
    "'",
    "@",
    "://",
    "/",
    " ",
    "\n",
    ",",
    ";",
    "&",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "eyJ",
    "eyJhbGciOiJIUzI1NiJ9",
    ".",
    "AKIA",
    "AKIAIOSFODNN7EXAMPLE",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "MIIE",
    "4111111111111111",
    "4111 1111",
    "1111-1111",
    "12",
    "hunter2",
    "null",
    "Some(",
    "[REDACTED]",
    "user",
    "host",
    "é",
    "🔑",
    "\\",
    "%3D",
    "bot",
    "with args beginning with:",
    "IDENTIFIED BY",
    "Key (a)=(",
    ")=(",
    ") already exists",
    "Failing row contains (",
    "Duplicate entry '",
    "' for key",
    "dup key: { ",
    "mysql ",
    " -p",
    "curl -u ",
    "thin:",
    "--password ",
    "Password(",
    " value=",
    "&quot;",
    "sk-",
    "ghp_",
    "x",
];

fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![select(PIECES).prop_map(str::to_owned), "[a-zA-Z0-9]{1,12}"];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Letters and the punctuation of sentences. None of these words is a name of a secret.
fn prose() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-su-z]{1,4}",
        "[0-9]{1,2}",
        select(
            &[
                "connection",
                "refused:",
                "(os",
                "error",
                "not",
                "found,",
                "Привет",
                "\"x\"",
                "in",
                "the",
                "log."
            ][..]
        )
        .prop_map(str::to_owned)
    ];
    vec(word, 0..30).prop_map(|words| words.join(" "))
}

fn cases(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn no_text_panics_or_grows_without_bound(text in any::<String>()) {
        let shown = scrub::text(&text);
        prop_assert!(shown.len() <= 10 * text.len().max(1));
    }

    #[test]
    fn what_is_scrubbed_is_not_changed_again(text in soup()) {
        let once = scrub::text(&text).into_owned();
        prop_assert_eq!(scrub::text(&once).into_owned(), once.clone(), "of {:?}", text);
        prop_assert!(once.len() <= 10 * text.len().max(1));
    }

    #[test]
    fn a_secret_is_found_in_any_prose(before in prose(), behind in prose(), known in select(found().collect::<Vec<_>>())) {
        let (of, text, _, secrets) = known;
        let shown = scrub::text(&format!("{before}\n{text}\n{behind}")).into_owned();
        for secret in *secrets {
            // Short ones are in the prose by chance.
            let by_chance = before.contains(secret) || behind.contains(secret);
            prop_assert!(by_chance || !shown.contains(secret), "{}: {} in {}", of, secret, shown);
        }
        // Up to the secret nothing else is lost.
        prop_assert!(shown.starts_with(&before), "{}", shown);
    }

    #[test]
    fn prose_is_not_changed(before in prose(), text in select(INNOCENT), behind in prose()) {
        let prose = format!("{before} {text} {behind}");
        prop_assert_eq!(scrub::text(&prose).into_owned(), prose.clone());
    }
}
