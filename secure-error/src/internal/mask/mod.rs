//! Masks log a field without its value: for `#[internal(with = mask::…)]`.
//!
//! A mask is a function from a reference to the field to a type that implements `Display`. Its result replaces the field in
//! the log, both as a field and inside the message. Write your own if none of these fits.
//!
//! | mask | value | what the log shows |
//! |---|---|---|
//! | [`redact`] | anything | `[REDACTED]` |
//! | [`last4`] | `4111 1111 1111 1111` | `****1111` |
//! | [`email`] | `alice@example.com` | `***@example.com` |
//! | [`url`] | `postgres://admin:hunter2@10.0.0.5:5432/prod` | `postgres://[REDACTED]@10.0.0.5:5432/[REDACTED]` |
//! | `fingerprint` (feature `fingerprint`) | `alice@example.com` | `k1:` and 32 hexadecimal digits |
//! | `fingerprint`, no key set | `alice@example.com` | `[REDACTED]` |
//! | any of them | empty, or of another form | `[REDACTED]` |
//!
//! ```
//! use secure_error::{SecureError, mask};
//!
//! #[derive(SecureError)]
//! #[public(status = 402, code = "CARD_REFUSED", message = "The card was refused")]
//! #[internal("{customer} cannot pay with {card_number}")]
//! struct CardRefused {
//!     #[internal(with = mask::email)]
//!     customer: String,
//!     #[internal(with = mask::last4)]
//!     card_number: String,
//! }
//!
//! let error = CardRefused {
//!     customer: "alice@example.com".to_owned(),
//!     card_number: "4111-1111-1111-1111".to_owned(),
//! };
//! let log = error.report().expose_internal().to_string();
//! assert!(log.contains("***@example.com cannot pay with ****1111"));
//! assert!(!log.contains("alice") && !log.contains("4111"));
//! ```
//!
//! # What a mask can read
//!
//! A mask accepts a type that implements `Display`, an `Option` of one, and with the feature `secrecy` a `SecretBox` of one
//! (including `SecretString`); [`redact`] accepts any type. A text longer than 8 KiB becomes `[REDACTED]`. Only a mask reads
//! a `SecretBox`: with a plain `#[internal]` its own `Debug` is logged, which is redacted, and `#[public]` on it does not
//! compile.
//!
//! # Which mask to use
//!
//! Use [`redact`] if the value is not needed, and `fingerprint` if records about the same value must be found. Text that a
//! person typed may be a password in the wrong field, so use [`email`] for verified addresses, and `fingerprint` for typed
//! ones (NIST SP 800-53 SI-11).
//!
//! # Deliberately missing
//!
//! - **No prefix of a secret.** A prefix is a part of the secret, all of it if the secret is short, and for many kinds of
//!   token it is always the same and identifies nothing (ASVS 5.0 16.2.5). Log the public ID of the token, or its fingerprint.
//! - **No hash without a key.** An attacker with the log can hash every card number, address or user name: from the SHA-256
//!   of a card number and its last four digits, the number is found in seconds (PCI DSS 4.0.1 3.5.1). Only a hash with a key
//!   that is not in the log resists that.
//! - **No first six digits of a card.** With the last four they leave a million candidates.
//! - **No path and no query of a URL.** Both carry tokens: reset links, webhooks, presigned requests.

mod email;
#[cfg(feature = "fingerprint")]
mod fingerprint;
mod last4;
mod maskable;
mod masked;
mod redact;
mod url;

pub use email::email;
#[cfg(feature = "fingerprint")]
pub use fingerprint::{Fingerprint, FingerprintKey, FingerprintKeyError, fingerprint, set_fingerprint_keys};
pub use last4::last4;
pub use maskable::Maskable;
pub use masked::Masked;
pub use redact::redact;
pub use url::url;

/// Replaces a value that is not logged.
pub(super) const REDACTED: &str = "[REDACTED]";
