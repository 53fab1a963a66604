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
    /// Nothing if this can be no address. Whether it exists, only a mail can tell.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let well_formed = !local.is_empty()
            && domain.contains('.')
            && text.len() <= MAX_BYTES
            && !text.chars().any(|c| c.is_whitespace() || c.is_control());
        well_formed.then(|| Self(text.to_lowercase()))
    }

    /// No address that anybody can have.
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

/// For mails and masks. Nothing in this program shows an address to anybody else.
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
