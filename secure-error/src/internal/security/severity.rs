//! How bad an event is.

use crate::internal::Level;

/// A level of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Severity {
    Info,
    Warn,
    Critical,
}

impl Severity {
    /// The loudest level that a log has for it.
    pub(super) const fn level(self) -> Level {
        match self {
            Self::Info => Level::Info,
            Self::Warn => Level::Warn,
            Self::Critical => Level::Error,
        }
    }

    /// As the vocabulary writes it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Critical => "CRITICAL",
        }
    }
}
