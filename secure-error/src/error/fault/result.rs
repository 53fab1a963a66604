//! `?` for errors and missing values that have no response of their own.

use crate::error::Fault;
use crate::error::fault::foreign::Foreign;
use crate::public::{ProblemType, problem};
use http::StatusCode;
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

    /// Converts to the constant response of a status that the error itself has, such as the rejection of a framework. A status
    /// below 400 becomes a 500.
    ///
    /// ```
    /// # use http::StatusCode;
    /// # #[derive(Debug)] struct MultipartError;
    /// # impl MultipartError { fn status(&self) -> StatusCode { StatusCode::PAYLOAD_TOO_LARGE } }
    /// # impl std::fmt::Display for MultipartError { fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { Ok(()) } }
    /// # impl std::error::Error for MultipartError {}
    /// # use secure_error::{Fault, ResultExt};
    /// # fn next_field() -> Result<(), MultipartError> { Err(MultipartError) }
    /// fn upload() -> Result<(), Fault> {
    ///     next_field().or_status(MultipartError::status)
    /// }
    /// assert_eq!(upload().unwrap_err().error_code(), "CONTENT_TOO_LARGE");
    /// ```
    ///
    /// # Errors
    /// Returns the error as a [`Fault`].
    fn or_status(self, status: impl FnOnce(&Self::Error) -> StatusCode) -> Result<T, Fault>;
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

    #[track_caller]
    fn or_status(self, status: impl FnOnce(&E) -> StatusCode) -> Result<T, Fault> {
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(Fault::status_with(status(&error), error)),
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
    pub trait Result {
        type Error;
    }
    impl<T, E> Result for std::result::Result<T, E> {
        type Error = E;
    }

    pub trait Option {}
    impl<T> Option for std::option::Option<T> {}
}
