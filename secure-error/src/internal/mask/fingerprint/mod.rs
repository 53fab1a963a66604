//! A keyed hash of a value: `mask::fingerprint`.

mod key;
mod keys;
mod normal;

pub use key::{FingerprintKey, FingerprintKeyError};
pub use keys::set_fingerprint_keys;

use super::{Maskable, Masked};
use keys::Keys;

/// Shows a keyed hash of the value, such as `k1:f11893cef5b723d1dd42aecef0a25169`. Two records with the same fingerprint are
/// about the same value, which cannot be recovered without the key.
///
/// The fingerprint is the ID of the key and the first 128 bits of HMAC-SHA-256 (RFC 2104, FIPS 198-1). While a previous key
/// is set there are two fingerprints, `k2:…,k1:…`, so that records from before the rotation are still found.
///
/// Before [`set_fingerprint_keys`] is called, and for a value that is empty or longer than 8 KiB, the result is
/// `[REDACTED]`; there is no default key.
///
/// White space around the value is dropped and letters become lower case, because `Alice@Example.com ` is the same person
/// as `alice@example.com`; [`Fingerprint::exact`] changes nothing. Unicode is not normalised further: an `é` of one
/// character and an `é` of two are different values.
///
/// The same value has the same fingerprint in every field that is masked with this function, whatever the field is called.
/// Set a domain if that reveals too much, or confuses different kinds of values: see [`Fingerprint`].
pub fn fingerprint<T: Maskable<By> + ?Sized, By>(value: &T) -> Masked {
    Fingerprint::domain("").of(value)
}

/// [`fingerprint`] with a domain: the same value has another fingerprint in each domain, so that the log does not reveal
/// that a user name here is an invoice number there.
///
/// ```
/// use secure_error::{SecureError, mask};
///
/// fn email_fingerprint(address: &str) -> mask::Masked {
///     mask::Fingerprint::domain("email").of(address)
/// }
///
/// #[derive(SecureError)]
/// #[public(status = 409, code = "EMAIL_TAKEN", message = "This address cannot be used")]
/// struct EmailTaken {
///     #[internal(with = email_fingerprint)]
///     address: String,
/// }
///
/// let key = mask::FingerprintKey::new("2026-07", [7, 200, 3].repeat(11))?; // from your secret store
/// mask::set_fingerprint_keys(key, None)?;
///
/// let error = EmailTaken { address: "Alice@example.com".to_owned() };
/// let log = error.report().expose_internal().to_string();
/// // The address leads to the record; the record does not lead to the address.
/// assert!(log.contains(&email_fingerprint("alice@example.com").to_string()));
/// assert!(log.contains("2026-07:") && !log.to_lowercase().contains("alice"));
/// # Ok::<(), mask::FingerprintKeyError>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "a fingerprint is made by `of`"]
pub struct Fingerprint {
    domain: &'static str,
    exact: bool,
}

impl Fingerprint {
    /// Creates fingerprints for one kind of value, such as `"email"`.
    pub const fn domain(domain: &'static str) -> Self {
        Self { domain, exact: false }
    }

    /// Uses the value unchanged, for values in which case or white space is significant.
    pub const fn exact(self) -> Self {
        Self { exact: true, ..self }
    }

    /// The fingerprint of a value, or `[REDACTED]` before a key is set.
    pub fn of<T: Maskable<By> + ?Sized, By>(&self, value: &T) -> Masked {
        Masked::or_redacted(Keys::get().and_then(|keys| self.under(keys, value)))
    }

    fn under<T: Maskable<By> + ?Sized, By>(&self, keys: &Keys, value: &T) -> Option<String> {
        let mut hashing = keys.hash(self.domain);
        normal::write(value, self.exact, &mut |piece| hashing.update(piece)).then(|| hashing.finish())
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
