//! The severity of an event.

use crate::internal::Level;

/// A level of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Severity {
    Info,
    Warn,
    Critical,
}

impl Severity {
    /// The corresponding log level.
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
