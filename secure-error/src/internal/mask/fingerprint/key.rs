//! One key, and HMAC-SHA-256 under it.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::error::Error;
use std::fmt;
use zeroize::Zeroizing;

/// Shortest key that is accepted, in bytes: as long as the output of the hash (RFC 2104 section 3).
const KEY_BYTES: usize = 32;
/// Longest id of a key.
const ID_BYTES: usize = 16;

/// A secret key for fingerprints, with the ID that the log shows for it.
///
/// [`new`](Self::new) wipes the bytes from memory. The state of HMAC is kept, which is equivalent to the key for an attacker
/// who can read process memory, so it is wiped too when this value is dropped. `Debug` shows the ID only.
pub struct FingerprintKey {
    id: String,
    mac: Hmac<Sha256>,
}

impl FingerprintKey {
    /// Creates a key from at least 32 random bytes, and its ID: 1 to 16 letters, digits and `_ . -`, such as `k1` or
    /// `2026-07`.
    ///
    /// Read the bytes from a secret store; do not hard-code them or derive them from a password. Pass ownership of the
    /// `Vec<u8>`, so that no copy remains.
    ///
    /// # Errors
    ///
    /// Returns an error if the ID has another form, if the key is shorter than 32 bytes, or if all of its bytes are equal (a
    /// placeholder).
    pub fn new(id: &str, bytes: impl Into<Vec<u8>>) -> Result<Self, FingerprintKeyError> {
        let bytes = Zeroizing::new(bytes.into());
        let is_id_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
        if !(1..=ID_BYTES).contains(&id.len()) || !id.bytes().all(is_id_byte) {
            return Err(FingerprintKeyError::BadId);
        }
        if bytes.len() < KEY_BYTES {
            return Err(FingerprintKeyError::TooShort);
        }
        if bytes.iter().all(|byte| Some(byte) == bytes.first()) {
            return Err(FingerprintKeyError::Placeholder);
        }
        Ok(Self {
            id: id.to_owned(),
            // HMAC takes a key of any length, so this error never happens.
            mac: keyed(&bytes).ok_or(FingerprintKeyError::TooShort)?,
        })
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// HMAC under this key, of nothing yet.
    pub(super) fn mac(&self) -> Hmac<Sha256> {
        self.mac.clone()
    }

    /// Whether the two have the same ID, or produce the same fingerprints.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.id == other.id || tag(self.mac()) == tag(other.mac())
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FingerprintKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// HMAC-SHA-256 under a key of any length.
pub(super) fn keyed(key: &[u8]) -> Option<Hmac<Sha256>> {
    Hmac::new_from_slice(key).ok()
}

/// The 256 bits of a finished HMAC.
pub(super) fn tag(mac: Hmac<Sha256>) -> [u8; 32] {
    mac.finalize().into_bytes().into()
}

/// Why a key for fingerprints was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FingerprintKeyError {
    /// The key has fewer than 32 bytes.
    TooShort,
    /// All bytes of the key are equal.
    Placeholder,
    /// The id is not 1 to 16 letters, digits and `_ . -`.
    BadId,
    /// The current and the previous key have the same id or the same bytes.
    Same,
    /// The keys are set already. They can be set once; to change them, restart the program.
    AlreadySet,
}

impl fmt::Display for FingerprintKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "the key for fingerprints has fewer than 32 bytes",
            Self::Placeholder => "the key for fingerprints is one byte over and over",
            Self::BadId => "the id of a key for fingerprints is 1 to 16 letters, digits and `_ . -`",
            Self::Same => "the current and the previous key for fingerprints have the same id or the same bytes",
            Self::AlreadySet => "the keys for fingerprints are set already",
        })
    }
}

impl Error for FingerprintKeyError {}
