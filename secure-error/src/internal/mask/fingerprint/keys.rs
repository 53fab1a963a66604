//! The keys of the program, and a fingerprint under all of them.

use super::key::{FingerprintKey, FingerprintKeyError, tag};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt::Write;
use std::sync::OnceLock;

/// Prefix of every hashed input, for domain separation if the key has another use too.
const PURPOSE: &[u8] = b"secure-error fingerprint 1\0";
/// How much of the hash is shown, in bytes: half of it (RFC 2104 section 5), too much to brute-force.
const SHOWN: usize = 16;

static KEYS: OnceLock<Keys> = OnceLock::new();

/// Sets the keys of [`fingerprint`](super::fingerprint), once, at startup.
///
/// To rotate the key, start the program with the new key as `current` and the old one as `previous`: records then have both
/// fingerprints, `k2:…,k1:…`, and a search for the old one finds old and new records. Remove the previous key when the
/// records from before the rotation have expired.
///
/// # Errors
///
/// Returns an error if the two have the same ID or the same bytes, or if keys were set before; those stay.
pub fn set_fingerprint_keys(
    current: FingerprintKey,
    previous: Option<FingerprintKey>,
) -> Result<(), FingerprintKeyError> {
    KEYS.set(Keys::new(current, previous)?)
        .map_err(|_| FingerprintKeyError::AlreadySet)
}

pub(super) struct Keys {
    current: FingerprintKey,
    previous: Option<FingerprintKey>,
}

impl Keys {
    pub(super) fn get() -> Option<&'static Self> {
        KEYS.get()
    }

    pub(super) fn new(current: FingerprintKey, previous: Option<FingerprintKey>) -> Result<Self, FingerprintKeyError> {
        match &previous {
            Some(previous) if current.is_like(previous) => Err(FingerprintKeyError::Same),
            _ => Ok(Self { current, previous }),
        }
    }

    /// Begins a fingerprint. The domain is prefixed with its length, so that no other domain and value give the same input.
    pub(super) fn hash(&self, domain: &str) -> Hashing<'_> {
        let keys = [Some(&self.current), self.previous.as_ref()];
        let mut hashing = Hashing {
            macs: keys.into_iter().flatten().map(|key| (key.id(), key.mac())).collect(),
        };
        hashing.update(PURPOSE);
        hashing.update(&u64::try_from(domain.len()).unwrap_or(u64::MAX).to_be_bytes());
        hashing.update(domain.as_bytes());
        hashing
    }
}

/// A fingerprint in the making. The value goes straight into the hash; no copy of it is kept.
pub(super) struct Hashing<'a> {
    macs: Vec<(&'a str, Hmac<Sha256>)>,
}

impl Hashing<'_> {
    pub(super) fn update(&mut self, piece: &[u8]) {
        for (_, mac) in &mut self.macs {
            mac.update(piece);
        }
    }

    /// `id:hex`, the current key first.
    pub(super) fn finish(self) -> String {
        let mut text = String::new();
        for (id, mac) in self.macs {
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(id);
            text.push(':');
            for byte in tag(mac).into_iter().take(SHOWN) {
                // Writing to a string cannot fail.
                let _ = write!(text, "{byte:02x}");
            }
        }
        text
    }
}
