//! Help for tests: for `dev-dependencies`, behind the feature `testing`.

mod log_in_full;

use crate::error::AsSecure;
pub use log_in_full::{LogInFull, log_in_full};

/// `unwrap` and `expect` for tests, which panic with the internal report: the public view of a sealed error is not enough
/// to debug a failing test.
///
/// ```should_panic
/// use secure_error::testing::UnwrapExposed;
/// use secure_error::{Fault, ResultExt};
///
/// let parsed: Result<u8, Fault> = "x".parse::<u8>().or_internal();
/// parsed.unwrap_exposed(); // the panic says "ParseIntError: invalid digit found in string", and where
/// ```
pub trait UnwrapExposed<T> {
    /// Returns the value.
    ///
    /// # Panics
    /// With the whole internal report if this is an error.
    fn unwrap_exposed(self) -> T;

    /// Returns the value.
    ///
    /// # Panics
    /// With the message and the whole internal report if this is an error.
    fn expect_exposed(self, message: &str) -> T;
}

impl<T, E: AsSecure> UnwrapExposed<T> for Result<T, E> {
    #[track_caller]
    fn unwrap_exposed(self) -> T {
        self.expect_exposed("`unwrap_exposed()` met an error")
    }

    #[track_caller]
    fn expect_exposed(self, message: &str) -> T {
        match self {
            Ok(value) => value,
            Err(error) => fail(message, &error),
        }
    }
}

#[track_caller]
#[expect(clippy::panic, reason = "a test that meets an unexpected error has to fail")]
fn fail(message: &str, error: &impl AsSecure) -> ! {
    panic!("{message}\n\n{}\n", error.as_secure().report().expose_internal())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::error::Fault;
    use crate::internal::fixtures::busy;
    use std::panic::catch_unwind;

    fn panic_text(run: impl FnOnce() + std::panic::UnwindSafe) -> String {
        *catch_unwind(run).unwrap_err().downcast::<String>().unwrap()
    }

    #[test]
    fn a_value_is_a_value() {
        assert_eq!(Ok::<_, Fault>(1).unwrap_exposed(), 1);
        assert_eq!(Ok::<_, Fault>(1).expect_exposed("one"), 1);
    }

    #[test]
    fn the_panic_of_an_error_shows_the_report() {
        let text = panic_text(|| Err::<(), _>(busy()).expect_exposed("the account opens"));
        assert!(
            text.starts_with("the account opens\n\nAccountError::Busy: ledger of account 42 is locked\n"),
            "{text}"
        );
        let text = panic_text(|| Err::<(), _>(Fault::internal("disk full")).unwrap_exposed());
        assert!(
            text.contains("\n\nFault: disk full\n") && text.contains(file!()),
            "{text}"
        );
    }
}
