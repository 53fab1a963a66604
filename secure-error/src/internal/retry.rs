//! Whether a retry can succeed.

use std::fmt;

/// Whether a failed operation may be retried.
///
/// The default is [`Permanent`](Self::Permanent): an operation is retried only if the error states that this is safe. It is
/// safe if the operation is idempotent, or if the failure means that nothing was done. `RetryPolicy` (feature `backon`)
/// uses this class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retry {
    /// The same request will fail again.
    #[default]
    Permanent,
    /// Nothing was done, and the cause is temporary: retry later.
    Transient,
    /// The operation may have been carried out: check before a retry, or a payment happens twice.
    UnknownOutcome,
}

impl Retry {
    /// The class in snake case: `"permanent"`, `"transient"` or `"unknown_outcome"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::Transient => "transient",
            Self::UnknownOutcome => "unknown_outcome",
        }
    }
}

impl fmt::Display for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_retried_unless_somebody_said_so() {
        assert_eq!(Retry::default(), Retry::Permanent);
    }

    #[test]
    fn display_is_snake_case_and_honours_padding() {
        assert_eq!(Retry::UnknownOutcome.to_string(), "unknown_outcome");
        assert_eq!(format!("{:>10}", Retry::Transient), " transient");
    }
}
