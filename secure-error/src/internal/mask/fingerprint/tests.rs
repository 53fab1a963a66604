#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::format_collect,
    reason = "tests may panic"
)]

use super::key::{keyed, tag};
use super::*;
use hmac::Mac;
use sha2::{Digest, Sha256};

fn key(id: &str, first: u8) -> FingerprintKey {
    let bytes: Vec<u8> = (0..32).map(|index| first.wrapping_add(index)).collect();
    FingerprintKey::new(id, bytes).unwrap()
}

fn keys() -> Keys {
    Keys::new(key("k1", 1), None).unwrap()
}

fn under(keys: &Keys, fingerprint: Fingerprint, value: &str) -> Option<String> {
    fingerprint.under(keys, value)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 4231 section 4: key, data, and what comes out.
fn vectors() -> Vec<(Vec<u8>, Vec<u8>, &'static str)> {
    let counted: Vec<u8> = (1..=25).collect();
    vec![
        (
            vec![0x0b; 20],
            b"Hi There".to_vec(),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"Jefe".to_vec(),
            b"what do ya want for nothing?".to_vec(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            vec![0xaa; 20],
            vec![0xdd; 50],
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
        ),
        (
            counted,
            vec![0xcd; 50],
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        (
            vec![0x0c; 20],
            b"Test With Truncation".to_vec(),
            "a3b6167473100ee06e0c796c2955552b",
        ),
        (
            vec![0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            vec![0xaa; 131],
            b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be \
              hashed before being used by the HMAC algorithm."
                .to_vec(),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        ),
    ]
}

#[test]
fn the_vectors_of_rfc_4231_pass() {
    for (key, data, expected) in vectors() {
        let mut mac = keyed(&key).unwrap();
        // In pieces, as values come.
        data.chunks(7).for_each(|piece| mac.update(piece));
        let computed = hex(&tag(mac));
        assert_eq!(&computed[..expected.len()], expected);
    }
}

#[test]
fn a_fingerprint_is_the_hmac_of_purpose_domain_and_value() {
    let bytes: Vec<u8> = (1..=32).collect();
    let mut mac = keyed(&bytes).unwrap();
    mac.update(b"secure-error fingerprint 1\0\0\0\0\0\0\0\0\x05emailalice@example.com");
    let expected = format!("k1:{}", &hex(&tag(mac))[..32]);
    let shown = under(&keys(), Fingerprint::domain("email"), "alice@example.com").unwrap();
    assert_eq!(shown, expected);
    // Computed with another implementation. A change would make all records unfindable.
    assert_eq!(shown, "k1:f11893cef5b723d1dd42aecef0a25169");
}

#[test]
fn another_key_domain_or_value_is_another_fingerprint() {
    let (keys, others) = (keys(), Keys::new(key("k1", 2), None).unwrap());
    let domain = Fingerprint::domain;
    let all = [
        under(&keys, domain("email"), "alice"),
        under(&others, domain("email"), "alice"),
        under(&keys, domain("user"), "alice"),
        under(&keys, domain(""), "alice"),
        under(&keys, domain("email"), "alicf"),
        // What would be one text if domain and value were only put together.
        under(&keys, domain("emaila"), "lice"),
        under(&keys, domain(""), "emailalice"),
    ];
    let distinct: std::collections::BTreeSet<String> = all.iter().flatten().cloned().collect();
    assert_eq!(distinct.len(), all.len(), "{all:?}");
    assert_eq!(all[0], under(&keys, domain("email"), "alice"));
}

#[test]
fn white_space_around_a_value_and_its_case_count_only_if_it_is_exact() {
    let keys = keys();
    let (loose, exact) = (Fingerprint::domain("email"), Fingerprint::domain("email").exact());
    let alice = under(&keys, loose, "alice smith");
    for other in ["Alice Smith", "  alice smith\r\n", "\u{a0}ALICE SMITH\u{3000}"] {
        assert_eq!(under(&keys, loose, other), alice);
        assert_ne!(under(&keys, exact, other), under(&keys, exact, "alice smith"));
    }
    assert_ne!(under(&keys, loose, "alice  smith"), alice);
    assert_eq!(under(&keys, exact, "alice smith"), alice);
    assert_eq!(under(&keys, loose, "ΟΔΟΣ"), under(&keys, loose, "οδοσ"));
}

#[test]
fn what_is_empty_or_endless_has_no_fingerprint() {
    let keys = keys();
    let fingerprint = Fingerprint::domain("");
    assert_eq!(under(&keys, fingerprint, ""), None);
    assert_eq!(under(&keys, fingerprint, " \n\u{2003}"), None);
    assert_eq!(under(&keys, fingerprint.exact(), ""), None);
    assert!(under(&keys, fingerprint.exact(), " ").is_some());
    assert_eq!(fingerprint.under(&keys, &None::<String>), None);
    assert!(under(&keys, fingerprint, &"x".repeat(8 * 1024)).is_some());
    assert_eq!(under(&keys, fingerprint, &"x".repeat(1 << 20)), None);
    // A value is one value, however it is written.
    assert_eq!(
        fingerprint.under(&keys, &format_args!("{}-{}", 1, 2)),
        under(&keys, fingerprint, "1-2")
    );
}

#[test]
fn while_a_key_is_replaced_both_fingerprints_are_shown() {
    let (old, new) = (keys(), Keys::new(key("k2", 2), None).unwrap());
    let both = Keys::new(key("k2", 2), Some(key("k1", 1))).unwrap();
    let fingerprint = Fingerprint::domain("email");
    let [old, new, both] = [old, new, both].map(|keys| under(&keys, fingerprint, "alice").unwrap());
    assert_eq!(both, format!("{new},{old}"));
    assert!(both.starts_with("k2:") && old.starts_with("k1:"));
}

#[test]
fn keys_that_are_none_are_refused() {
    let random: Vec<u8> = (0..40).collect();
    let refused = |id: &str, bytes: &[u8]| FingerprintKey::new(id, bytes).err();
    assert_eq!(refused("k1", &random[..32]), None);
    assert_eq!(refused("2026-07_a.b", &random), None);
    assert_eq!(refused("k1", &random[..31]), Some(FingerprintKeyError::TooShort));
    assert_eq!(refused("k1", b""), Some(FingerprintKeyError::TooShort));
    assert_eq!(refused("k1", &[0; 64]), Some(FingerprintKeyError::Placeholder));
    for id in ["", "k 1", "k:1", "k,1", "ключ", "k1\n", "12345678901234567"] {
        assert_eq!(refused(id, &random), Some(FingerprintKeyError::BadId), "{id}");
    }
    let same = |current, previous| Keys::new(current, Some(previous)).err();
    assert_eq!(same(key("k1", 1), key("k1", 2)), Some(FingerprintKeyError::Same));
    assert_eq!(same(key("k2", 1), key("k1", 1)), Some(FingerprintKeyError::Same));
}

/// HMAC keeps two states of the hash, and these wipe themselves, if the features `zeroize` of the two crates are on.
#[test]
fn the_state_of_a_key_is_wiped_when_it_is_dropped() {
    const fn is_wiped<T: zeroize::ZeroizeOnDrop>() {}
    const { is_wiped::<<Sha256 as hmac::digest::block_api::CoreProxy>::Core>() };
    const { assert!(std::mem::needs_drop::<hmac::Hmac<Sha256>>()) };
}

#[test]
fn debug_shows_the_id_and_nothing_of_the_key() {
    let bytes = *b"an example of a key: 32 bytes!!!";
    let shown = format!("{:?}", FingerprintKey::new("k1", bytes).unwrap());
    assert_eq!(shown, "FingerprintKey { id: \"k1\", .. }");
}

/// The attack on a plain hash: a reader of the log tries every candidate.
#[test]
fn a_value_is_found_behind_a_plain_hash_and_not_behind_a_fingerprint() {
    let candidates = || (0..20_000).map(|index| format!("user{index}@example.com"));
    let secret = "user1234@example.com";
    let plain = |value: &str| hex(&Sha256::digest(value))[..32].to_owned();
    let found = |in_the_log: &str| candidates().find(|candidate| in_the_log.contains(&plain(candidate)));
    assert_eq!(found(&plain(secret)).as_deref(), Some(secret));
    for domain in ["", "email"] {
        assert_eq!(
            found(&under(&keys(), Fingerprint::domain(domain), secret).unwrap()),
            None
        );
    }
}

#[test]
fn without_a_key_there_is_no_fingerprint_and_no_hash_either() {
    // No test of this process sets one.
    assert!(Keys::get().is_none());
    assert_eq!(fingerprint("alice").to_string(), "[REDACTED]");
    assert_eq!(
        Fingerprint::domain("email").exact().of("alice").to_string(),
        "[REDACTED]"
    );
}
