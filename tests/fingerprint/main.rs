//! Fingerprints with keys: they are set once in a process, so these tests have one of their own, and share its keys.

use secrecy::SecretString;
use secure_error::mask::{self, Fingerprint, FingerprintKey, FingerprintKeyError, Masked};
use secure_error::{Fault, SecureError};
use std::sync::Once;

const ALICE: &str = "alice@example.com";

fn key(id: &str, seed: u8) -> FingerprintKey {
    FingerprintKey::new(id, (0..32).map(|index| index ^ seed).collect::<Vec<u8>>()).unwrap()
}

/// The program has changed its key, and still knows the one before.
fn with_keys() {
    static SET: Once = Once::new();
    SET.call_once(|| mask::set_fingerprint_keys(key("k2", 2), Some(key("k1", 1))).unwrap());
}

fn email(address: &str) -> Masked {
    Fingerprint::domain("email").of(address)
}

#[derive(SecureError)]
#[public(status = 409, code = "EMAIL_TAKEN", message = "This address cannot be used")]
#[internal("{address} is taken")]
struct EmailTaken {
    #[internal(with = email)]
    address: String,
    #[internal(with = mask::fingerprint)]
    user: Option<u64>,
    #[internal(with = mask::fingerprint)]
    token: SecretString,
}

fn taken() -> EmailTaken {
    EmailTaken {
        address: format!(" {}\n", ALICE.to_uppercase()),
        user: Some(42),
        token: SecretString::from("42"),
    }
}

#[test]
fn operators_find_the_records_about_a_value_that_they_know() {
    with_keys();
    let page = taken().report().expose_internal().to_string();
    let wanted = email(ALICE).to_string();
    assert_eq!(
        page.matches(&wanted).count(),
        2,
        "once in the message, once as a field: {page}"
    );
    assert!(!page.to_lowercase().contains("alice"), "{page}");
    // What wraps the error shows the same.
    let wrapped = Fault::internal(anyhow::Error::new(taken()).context("while signing up"));
    assert!(wrapped.report().expose_internal().to_string().contains(&wanted));
}

#[test]
fn a_fingerprint_names_its_keys_and_looks_like_nothing_else() {
    with_keys();
    let shown = email(ALICE).to_string();
    let parts: Vec<(&str, &str)> = shown.split(',').map(|part| part.split_once(':').unwrap()).collect();
    assert_eq!(parts.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["k2", "k1"]);
    for (_, hex) in &parts {
        assert_eq!(hex.len(), 32);
        assert!(hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    }
    assert_ne!(parts[0].1, parts[1].1);
}

#[test]
fn a_value_is_the_same_in_every_type_and_another_in_every_domain() {
    with_keys();
    let error = taken();
    let data = serde_json::to_value(error.report().expose_internal()).unwrap();
    assert_eq!(data["fields"]["user"], data["fields"]["token"]);
    assert_eq!(data["fields"]["user"], mask::fingerprint("42").to_string());
    assert_ne!(mask::fingerprint(ALICE).to_string(), email(ALICE).to_string());
    assert_eq!(mask::fingerprint("").to_string(), "[REDACTED]");
}

#[test]
fn keys_are_set_once() {
    with_keys();
    let before = email(ALICE).to_string();
    let again = mask::set_fingerprint_keys(key("k3", 3), None);
    assert_eq!(again, Err(FingerprintKeyError::AlreadySet));
    assert_eq!(
        again.unwrap_err().to_string(),
        "the keys for fingerprints are set already"
    );
    assert_eq!(email(ALICE).to_string(), before);
    let same = mask::set_fingerprint_keys(key("k3", 3), Some(key("k3", 4)));
    assert_eq!(same, Err(FingerprintKeyError::Same));
}
