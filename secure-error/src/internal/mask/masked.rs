//! The result of a mask.

use super::REDACTED;
use std::borrow::Cow;
use std::fmt;

/// The result of a mask; `Display` shows its text. It does not contain the value itself.
#[derive(Debug, Clone)]
pub struct Masked(Cow<'static, str>);

impl Masked {
    pub(super) const REDACTED: Self = Self(Cow::Borrowed(REDACTED));

    /// The text if there is one, else `[REDACTED]`.
    pub(super) fn or_redacted(text: Option<String>) -> Self {
        text.map_or(Self::REDACTED, |text| Self(Cow::Owned(text)))
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{last4, redact};

    #[test]
    fn a_mask_is_padded_like_text() {
        assert_eq!(
            format!("{:>13}|{:-<10}|", redact(""), last4("4111111111111111")),
            "   [REDACTED]|****1111--|"
        );
    }
}
