//! Ways to log a value without logging the value: for `#[internal(with = mask::…)]`.
//!
//! A mask is a function from a reference to the field to something that implements `Display`. It decides what the log
//! shows of the field, alone and inside the message. Write your own where none of these fits.
//!
//! | mask | value | what the log shows |
//! |---|---|---|
//! | [`redact`] | anything | `[REDACTED]` |
//! | [`last4`] | `4111 1111 1111 1111` | `****1111` |
//! | [`email`] | `alice@example.com` | `***@example.com` |
//! | [`url`] | `postgres://admin:hunter2@10.0.0.5:5432/prod` | `postgres://[REDACTED]@10.0.0.5:5432/[REDACTED]` |
//! | `fingerprint` (feature `fingerprint`) | `alice@example.com` | `k1:` and 32 hexadecimal digits |
//! | the same, no key set | `alice@example.com` | `[REDACTED]` |
//! | any of them | nothing, or not of that form | `[REDACTED]` |
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
//! Whatever implements `Display`, an `Option` of it, and with the feature `secrecy` a `SecretBox` of it (`SecretString`
//! among them); [`redact`] takes anything. The text is read up to 8 KiB; what is longer is `[REDACTED]`. Nobody but a mask
//! looks into a `SecretBox`: with a plain `#[internal]` its own `Debug` is logged, which is redacted, and `#[public]` on it
//! does not compile.
//!
//! # Which to take
//!
//! [`redact`] where nobody needs the value, `fingerprint` where records about one value must be found again. What a person
//! typed into a form may be a password in the wrong box, so [`email`] is for addresses that were checked, and `fingerprint`
//! for what was typed (NIST SP 800-53 SI-11).
//!
//! # What is missing on purpose
//!
//! - **No first characters of a secret.** A prefix is a part of the secret, all of it if the secret is short, and for many
//!   kinds of token it is the same for everybody and tells nothing (ASVS 5.0 16.2.5). Log the public id of the token, or its
//!   fingerprint.
//! - **No plain hash.** Whoever has the log can hash every card number, address or user name there is: SHA-256 of a card
//!   number beside its last four digits is the card number, found in seconds (PCI DSS 4.0.1 3.5.1). Only a hash with a key
//!   that is not in the log resists that, and a hash without one does not exist here.
//! - **No first six digits of a card.** Beside the last four they leave a million cards to try.
//! - **No path and no query of a URL.** Both carry tokens: reset links, web hooks, presigned requests.

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

/// What stands for a value that stays out of the log.
pub(super) const REDACTED: &str = "[REDACTED]";
