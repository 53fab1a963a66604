//! `?` for errors and missing values that have no response of their own.

use crate::error::Fault;
use crate::error::fault::foreign::Foreign;
use crate::public::{ProblemType, problem};
use std::error::Error;

/// Chooses the response for an error of another crate.
///
/// The error itself goes to the operators, with its causes and the location of the call.
pub trait ResultExt<T>: sealed::Result {
    /// Converts to a constant 500, `INTERNAL_ERROR`.
    ///
    /// # Errors
    /// Returns the error as a [`Fault`].
    fn or_internal(self) -> Result<T, Fault>;

    /// Converts to the given response.
    ///
    /// # Errors
    /// Returns the error as a [`Fault`].
    fn or_problem(self, response: &'static ProblemType) -> Result<T, Fault>;
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> ResultExt<T> for Result<T, E> {
    #[track_caller]
    fn or_internal(self) -> Result<T, Fault> {
        self.or_problem(&problem::INTERNAL_ERROR)
    }

    #[track_caller]
    fn or_problem(self, response: &'static ProblemType) -> Result<T, Fault> {
        // Not `map_err`: the recorded caller would be the closure.
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(Fault::problem_with(response, error)),
        }
    }
}

/// Chooses the response for a missing value.
pub trait OptionExt<T>: sealed::Option {
    /// Converts to a constant 500, `INTERNAL_ERROR`.
    ///
    /// # Errors
    /// Returns a [`Fault`] if the value is missing; its report has the type of the value and the location of the call.
    fn or_internal(self) -> Result<T, Fault>;

    /// Converts to the given response.
    ///
    /// # Errors
    /// Returns a [`Fault`] if the value is missing; its report has the type of the value and the location of the call.
    fn or_problem(self, response: &'static ProblemType) -> Result<T, Fault>;
}

impl<T> OptionExt<T> for Option<T> {
    #[track_caller]
    fn or_internal(self) -> Result<T, Fault> {
        self.or_problem(&problem::INTERNAL_ERROR)
    }

    #[track_caller]
    fn or_problem(self, response: &'static ProblemType) -> Result<T, Fault> {
        match self {
            Some(value) => Ok(value),
            None => Err(Fault::new(Foreign::without_source(
                response,
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
