//! The corpus, text by text.

use crate::corpus::{INNOCENT, MISSES, found};
use secure_error::scrub;

#[test]
fn what_must_be_gone_is_gone_and_the_rest_is_readable() {
    let mut wrong = Vec::new();
    for (of, text, shown, secrets) in found() {
        assert!(secrets.iter().all(|secret| text.contains(secret)), "{of}: {text}");
        let is = scrub::text(text);
        if is != *shown || secrets.iter().any(|secret| is.contains(secret)) {
            wrong.push(format!("{of}\n  {text}\n  {is}\n  {shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found().count() >= 60);
}

#[test]
fn text_without_a_secret_is_unchanged() {
    let changed = INNOCENT.iter().filter(|text| scrub::text(text) != **text);
    let changed: Vec<_> = changed.map(|text| (text, scrub::text(text))).collect();
    assert!(changed.is_empty(), "{changed:#?}");
}

/// So that the documentation stays true.
#[test]
fn what_the_documentation_calls_a_miss_is_one() {
    let found: Vec<_> = MISSES
        .iter()
        .filter(|(text, secret)| !scrub::text(text).contains(secret))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}
