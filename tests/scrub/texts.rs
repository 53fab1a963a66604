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

/// How tokens of well-known services begin, and how long the rest of them is.
const TOKENS: &[(&str, usize)] = &[
    ("AKIA", 16),
    ("ASIA", 16),
    ("AIza", 35),
    ("ya29.", 60),
    ("GOCSPX-", 28),
    ("dop_v1_", 64),
    ("dapi", 32),
    ("hvs.", 24),
    ("tskey-auth-", 20),
    ("pul-", 40),
    ("ghp_", 36),
    ("gho_", 36),
    ("github_pat_", 82),
    ("glpat-", 20),
    ("ATATT3", 60),
    ("glsa_", 40),
    ("sntrys_", 40),
    ("lin_api_", 40),
    ("ntn_", 43),
    ("xoxb-", 24),
    ("xoxp-", 24),
    ("sk_live_", 24),
    ("rk_live_", 24),
    ("whsec_", 32),
    ("shpat_", 32),
    ("sq0csp-", 43),
    ("xkeysib-", 64),
    ("key-", 32),
    ("sk-", 48),
    ("sk-ant-api03-", 60),
    ("hf_", 34),
    ("gsk_", 52),
    ("xai-", 80),
    ("pplx-", 48),
    ("r8_", 37),
    ("npm_", 36),
    ("pypi-", 60),
    ("cio", 32),
    ("dckr_pat_", 27),
    ("rubygems_", 48),
    ("sbp_", 40),
    ("sb_secret_", 31),
    ("pscale_tkn_", 43),
    ("PMAK-", 60),
    ("AGE-SECRET-KEY-1", 58),
];

/// Of these the rest is in capitals too.
const IN_CAPITALS: &[&str] = &["AKIA", "ASIA", "AGE-SECRET-KEY-1"];

#[test]
fn tokens_of_well_known_services_are_found_by_their_prefix() {
    for (prefix, length) in TOKENS {
        let digits = if IN_CAPITALS.contains(prefix) {
            "0123456789ABCDEF"
        } else {
            "0123456789abcdef"
        };
        let token: String = prefix.chars().chain(digits.chars().cycle().take(*length)).collect();
        for (before, behind) in [("", ""), ("bad token ", " refused"), ("(", ")"), ("key=", "")] {
            let text = format!("{before}{token}{behind}");
            assert_eq!(scrub::text(&text), format!("{before}[REDACTED]{behind}"), "{prefix}");
        }
        // The prefix alone, and a word that begins like it.
        for word in [(*prefix).to_owned(), format!("x{token}")] {
            assert_eq!(scrub::text(&word), word, "{prefix}");
        }
    }
}
