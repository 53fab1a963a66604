//! E-mail addresses, as far as a bank must know them.

use serde::Deserialize;
use std::fmt;

/// The longest address that is delivered (RFC 5321 section 4.5.3.1).
const MAX_BYTES: usize = 254;

/// An address in one spelling: without spaces around it, in small letters. It has no `Debug` that shows it.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Returns `None` if this cannot be an address. Whether it exists, only a mail can show.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let well_formed = !local.is_empty()
            && local.bytes().all(is_ordinary)
            && domain.contains('.')
            && domain.split('.').all(is_label)
            && text.len() <= MAX_BYTES;
        well_formed.then(|| Self(text.to_ascii_lowercase()))
    }

    /// Not an address that a user can have.
    pub fn nobody() -> Self {
        Self(String::new())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// What needs no quotes before the `@` (RFC 5321 section 4.1.2, `Dot-string`). Commas, brackets and line breaks would make
/// more than one address of it in the head of a mail; letters that only look like others would make two of one.
fn is_ordinary(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte)
}

/// A part of the name of a host. International ones have an ASCII form.
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// For mails and masks. Nothing in this program shows an address elsewhere.
impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}
