//! Replaces [`scrub`](self) if the feature of that name is off: text is unchanged.

use std::borrow::Cow;

/// How much of a text is looked at, in bytes.
pub(super) const READ: usize = 8 * 1024;
#[cfg(feature = "tower")]
pub(crate) const MARGIN: usize = 0;

/// The unchanged text.
pub(crate) fn beginning(text: &str, _goes_on: bool) -> Cow<'_, str> {
    Cow::Borrowed(text)
}
