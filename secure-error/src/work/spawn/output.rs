//! What a reported task returns.

use crate::error::Fault;
use std::convert::Infallible;

/// The output of a reported task, or of reported blocking work: `()`, a `Result` whose error converts into a [`Fault`], or
/// an endless loop.
#[diagnostic::on_unimplemented(
    message = "a reported task cannot return `{Self}`",
    label = "returns `{Self}`",
    note = "a reported task returns `()` or a `Result` whose error is a `SecureError` or a `Fault`",
    note = "end the future with `;` if its value is of no use, or with `Ok::<_, Fault>(value)`"
)]
pub trait TaskOutput: sealed::Sealed {
    /// The output of a task that does not fail.
    type Value: Send + 'static;

    #[doc(hidden)]
    fn __outcome(self) -> Result<Self::Value, Fault>;
}

impl TaskOutput for () {
    type Value = ();

    fn __outcome(self) -> Result<(), Fault> {
        Ok(())
    }
}

/// For an endless loop, which only a panic can end.
#[diagnostic::do_not_recommend]
impl TaskOutput for Never {
    type Value = Infallible;

    fn __outcome(self) -> Result<Infallible, Fault> {
        self
    }
}

impl<T: Send + 'static, E: Into<Fault>> TaskOutput for Result<T, E> {
    type Value = T;

    fn __outcome(self) -> Result<T, Fault> {
        self.map_err(Into::into)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for () {}
    impl Sealed for super::Never {}
    impl<T, E> Sealed for Result<T, E> {}

    pub trait Returns {
        type Output;
    }
    impl<T> Returns for fn() -> T {
        type Output = T;
    }
}

/// The type `!`, which has no stable name: the return type of a function that never returns.
type Never = <fn() -> ! as sealed::Returns>::Output;
