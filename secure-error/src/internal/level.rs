//! The log level of a failure.

use std::fmt;

/// The level at which a report is logged.
///
/// The default follows from the status ([`Level::for_status`]); `#[internal(level = "…")]` overrides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Level {
    /// The service failed, and an operator must act.
    Error,
    /// Worth watching: a possible attack, or a client that is rejected or throttled.
    Warn,
    /// An ordinary mistake of a client.
    Info,
    /// Of interest only while debugging.
    Debug,
}

impl Level {
    /// The default level of a response with this status: `Error` for 5xx and for every status below 400, `Warn` for 401,
    /// 403 and 429, `Info` for other 4xx.
    #[must_use]
    pub const fn for_status(status: u16) -> Self {
        match status {
            401 | 403 | 429 => Self::Warn,
            400..=499 => Self::Info,
            _ => Self::Error,
        }
    }

    /// The level in lower case: `"error"`, `"warn"`, `"info"` or `"debug"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_access_is_worth_a_warning_and_other_client_errors_are_not() {
        assert_eq!([401, 403, 429].map(Level::for_status), [Level::Warn; 3]);
        assert_eq!([400, 404, 422, 499].map(Level::for_status), [Level::Info; 4]);
    }

    #[test]
    fn server_errors_and_unknown_statuses_are_errors() {
        assert_eq!([500, 503, 599, 200, 0, 600].map(Level::for_status), [Level::Error; 6]);
    }
}
