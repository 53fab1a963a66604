//! `?` for errors and values that have no answer of their own.

use crate::error::Fault;
use crate::error::fault::foreign::Foreign;
use crate::public::{ProblemType, problem};
use std::error::Error;

/// Chooses the answer for an error of another crate.
///
/// The error itself goes to the operators, with its causes and the place of the call.
pub trait ResultExt<T>: sealed::Result {
    /// 500, `INTERNAL_ERROR`: the client learns nothing.
    ///
    /// # Errors
    /// The error, as a [`Fault`].
    fn or_internal(self) -> Result<T, Fault>;

    /// The given answer.
    ///
    /// # Errors
    /// The error, as a [`Fault`].
    fn or_problem(self, answer: &'static ProblemType) -> Result<T, Fault>;
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> ResultExt<T> for Result<T, E> {
    #[track_caller]
    fn or_internal(self) -> Result<T, Fault> {
        self.or_problem(&problem::INTERNAL_ERROR)
    }

    #[track_caller]
    fn or_problem(self, answer: &'static ProblemType) -> Result<T, Fault> {
        // Not `map_err`: a closure would be the caller that is recorded.
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(Fault::problem_with(answer, error)),
        }
    }
}

/// Chooses the answer for a value that is missing.
pub trait OptionExt<T>: sealed::Option {
    /// 500, `INTERNAL_ERROR`: the client learns nothing.
    ///
    /// # Errors
    /// A [`Fault`] that tells the operators which type was missing, and where.
    fn or_internal(self) -> Result<T, Fault>;

    /// The given answer.
    ///
    /// # Errors
    /// A [`Fault`] that tells the operators which type was missing, and where.
    fn or_problem(self, answer: &'static ProblemType) -> Result<T, Fault>;
}

impl<T> OptionExt<T> for Option<T> {
    #[track_caller]
    fn or_internal(self) -> Result<T, Fault> {
        self.or_problem(&problem::INTERNAL_ERROR)
    }

    #[track_caller]
    fn or_problem(self, answer: &'static ProblemType) -> Result<T, Fault> {
        match self {
            Some(value) => Ok(value),
            None => Err(Fault::new(Foreign::without_source(
                answer,
                std::any::type_name::<Self>(),
            ))),
        }
    }
}

mod sealed {
    pub trait Result {}
    impl<T, E> Result for std::result::Result<T, E> {}

    pub trait Option {}
    impl<T> Option for std::option::Option<T> {}
}
