//! The end of a program whose `main` fails.

use crate::error::{AsSecure, SecureError, views};
use crate::internal::Retry;
use crate::internal::line;
use crate::internal::log::write_or_print;
use crate::request::unwind::contained;
use http::StatusCode;
use std::fmt;
use std::process::{ExitCode, Termination};

/// What `main` returns, so that a failing program gives its reason, to the right people.
///
/// ```
/// use secure_error::{Exit, Fault, ResultExt};
/// use std::net::TcpListener;
///
/// fn run() -> Result<(), Fault> {
///     let listener = TcpListener::bind("127.0.0.1:0").or_internal()?; // a port may be taken
///     # drop(listener);
///     Ok(())
/// }
///
/// fn main() -> Exit {
///     // tracing_subscriber::fmt().init();
///     run().into()
/// }
/// ```
///
/// It is made from a `Result<(), E>` whose error is a [`SecureError`] or a [`Fault`](crate::Fault), also in an
/// `async fn main` of tokio. If that is an error:
///
/// 1. The conversion (`.into()`) logs its report, as one record, while the subscriber and its writers are still alive. The
///    level is `ERROR`, unless the error states another one. If no subscriber takes the record (none is installed, or its
///    filter leaves out the target `secure_error`), the record is one line of JSON on standard error, as it is without the
///    feature `tracing`: otherwise the reason would be lost.
/// 2. When `main` has returned, one line on standard error has the public message, the code, and where the record is.
/// 3. The process ends with an exit code.
///
/// So standard error shows only the public view if there is a log, and the whole record if there is none. A program whose
/// standard error is read by others installs a subscriber, or returns a `Result<(), E>` from `main`, which never shows more
/// than the public view.
///
/// # Exit codes
///
/// Those of `sysexits.h`, which supervisors know:
///
/// | exit code | the error |
/// |---|---|
/// | 0 | none |
/// | 64 `EX_USAGE` | 400, and each 4xx that is not listed below |
/// | 65 `EX_DATAERR` | 409, 412, 413, 415, 422, 428 |
/// | 66 `EX_NOINPUT` | 404, 410 |
/// | 69 `EX_UNAVAILABLE` | 501, 502 |
/// | 70 `EX_SOFTWARE` | 500, and each 5xx that is not listed |
/// | 74 `EX_IOERR` | 507 |
/// | 75 `EX_TEMPFAIL` | 408, 423, 425, 429, 503, 504, and every error with `retry = transient` |
/// | 77 `EX_NOPERM` | 401, 403, 407, 451, 511 |
///
/// A panic in `main` is not an error: the standard library ends the process with 101, and [`PanicHook`](crate::PanicHook)
/// logs it.
#[must_use = "return it from `main`"]
pub struct Exit(Option<Failed>);

struct Failed {
    code: u8,
    /// For standard error.
    line: String,
}

impl Exit {
    /// The exit code of the process: 0, or one of the table above.
    #[must_use]
    pub fn code(&self) -> u8 {
        self.0.as_ref().map_or(0, |failed| failed.code)
    }

    fn failed(error: &dyn SecureError) -> Self {
        let (public, report) = views(error);
        let report = report.of_the_program();
        let code = code(public.status(), report.retry());
        let place = if write_or_print(&report) {
            "the log has the cause, under the target secure_error"
        } else {
            "the cause is in the record above, which no log has taken"
        };
        let line = format!("error: {} ({}); {place}\n", public.message(), public.code());
        Self(Some(Failed { code, line }))
    }
}

/// The table of exit codes.
const fn code(status: StatusCode, retry: Retry) -> u8 {
    match (retry, status.as_u16()) {
        (Retry::Transient, _) | (_, 408 | 423 | 425 | 429 | 503 | 504) => 75,
        (_, 401 | 403 | 407 | 451 | 511) => 77,
        (_, 404 | 410) => 66,
        (_, 409 | 412 | 413 | 415 | 422 | 428) => 65,
        (_, 501 | 502) => 69,
        (_, 507) => 74,
        (_, 400..=499) => 64,
        _ => 70,
    }
}

impl<E: AsSecure> From<Result<(), E>> for Exit {
    fn from(result: Result<(), E>) -> Self {
        let Err(error) = result else { return Self(None) };
        let exit = Self::failed(error.as_secure());
        contained(|| drop(error));
        exit
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        let Some(failed) = self.0 else { return ExitCode::SUCCESS };
        line::print(failed.line.as_bytes());
        ExitCode::from(failed.code)
    }
}

/// The exit code.
impl fmt::Debug for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exit").field(&self.code()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_of_an_error_has_an_exit_code_of_sysexits() {
        for status in 400..=599 {
            let Ok(status) = StatusCode::from_u16(status) else {
                continue;
            };
            let code = super::code(status, Retry::Permanent);
            assert!(
                matches!(code, 64 | 65 | 66 | 69 | 70 | 74 | 75 | 77),
                "{status}: {code}"
            );
            assert_eq!(super::code(status, Retry::Transient), 75);
        }
    }

    #[test]
    fn the_documented_table_is_the_table() {
        let page = include_str!("exit.rs");
        let rows = page
            .lines()
            .filter_map(|line| line.strip_prefix("/// | ")?.split_once(" `EX_"));
        let mut seen = 0;
        for (code, row) in rows {
            let statuses = row
                .split(|char: char| !char.is_ascii_digit())
                .filter(|word| word.len() == 3);
            for status in statuses.filter_map(|word| StatusCode::from_bytes(word.as_bytes()).ok()) {
                assert_eq!(super::code(status, Retry::Permanent).to_string(), code, "{status}");
                seen += 1;
            }
        }
        assert!(seen > 20, "{seen}");
    }
}
