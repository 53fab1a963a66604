//! A keyed hash of a value: `mask::fingerprint`.

mod key;
mod keys;
mod normal;

pub use key::{FingerprintKey, FingerprintKeyError};
pub use keys::set_fingerprint_keys;

use super::{Maskable, Masked};
use keys::Keys;

/// A keyed hash of the value: two records with the same fingerprint are about the same value, and nobody without the key
/// can find out which: `k1:f11893cef5b723d1dd42aecef0a25169`.
///
/// That is the id of the key and the first 128 bits of HMAC-SHA-256 (RFC 2104, FIPS 198-1). While a previous key is set
/// there are two fingerprints, `k2:…,k1:…`, so that records from before the change are still found.
///
/// Until [`set_fingerprint_keys`] was called, and for a value that is empty or longer than 8 KiB, it is `[REDACTED]`; there
/// is no default key and no hash without one.
///
/// White space around the value is dropped and letters become lower case, because `Alice@Example.com ` is the same person
/// as `alice@example.com`; [`Fingerprint::exact`] changes nothing. Unicode is not normalised further: an `é` of one
/// character and an `é` of two are different values.
///
/// The same value has the same fingerprint in every field that is masked with this function, whatever the field is called.
/// Name a domain where that says too much, or mixes things up: see [`Fingerprint`].
pub fn fingerprint<T: Maskable<By> + ?Sized, By>(value: &T) -> Masked {
    Fingerprint::domain("").of(value)
}

/// [`fingerprint`] with a domain: the same value has another fingerprint in each, so that nobody can tell from the log
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
/// let key = mask::FingerprintKey::new("2026-07", [7, 200, 3].repeat(11))?; // from where your secrets are
/// mask::set_fingerprint_keys(key, None)?;
///
/// let error = EmailTaken { address: "Alice@example.com".to_owned() };
/// let log = error.report().expose_internal().to_string();
/// // Who has the address finds the record; who has the record does not find the address.
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
    /// Fingerprints of one kind of value, such as `"email"`.
    pub const fn domain(domain: &'static str) -> Self {
        Self { domain, exact: false }
    }

    /// Takes the value as it is, for what depends on upper and lower case or on white space.
    pub const fn exact(self) -> Self {
        Self { exact: true, ..self }
    }

    /// The fingerprint of a value; `[REDACTED]` as long as there is no key.
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
