//! `?` for errors and missing values that have no response of their own.

use crate::error::Fault;
use crate::error::fault::foreign::Foreign;
use crate::public::{ProblemType, problem};
use std::borrow::Cow;
use std::error::Error;

/// Chooses the response for an error of another crate, and says what was being done.
///
/// The error itself goes to the operators, with its causes and the location of the call.
///
/// ```
/// use secure_error::{Fault, ResultExt};
///
/// fn terms() -> Result<String, Fault> {
///     std::fs::read_to_string("/no/such/terms").or_internal().context("reading the terms")
/// }
///
/// let fault = terms().unwrap_err();
/// assert_eq!(fault.to_string(), "An internal error occurred");
/// assert!(fault.report().expose_internal().to_string().contains("reading the terms"));
/// ```
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

    /// Adds what was being done to a [`Fault`] or a `SecureError`, for operators only: see [`Fault::context`]. The response
    /// stays that of the error. An error of another crate has none: choose it first, `.or_internal().context("…")`.
    ///
    /// # Errors
    /// Returns the error as a [`Fault`].
    fn context(self, context: &'static str) -> Result<T, Fault>
    where
        Fault: From<Self::Error>;

    /// The same with text that is made only if there is an error.
    ///
    /// # Errors
    /// Returns the error as a [`Fault`].
    fn with_context<C: Into<Cow<'static, str>>>(self, context: impl FnOnce() -> C) -> Result<T, Fault>
    where
        Fault: From<Self::Error>;
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
    fn context(self, context: &'static str) -> Result<T, Fault>
    where
        Fault: From<E>,
    {
        self.with_context(|| context)
    }

    #[track_caller]
    fn with_context<C: Into<Cow<'static, str>>>(self, context: impl FnOnce() -> C) -> Result<T, Fault>
    where
        Fault: From<E>,
    {
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(Fault::from(error).context(context())),
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

    /// Converts to a constant 500, `INTERNAL_ERROR`, with what was being done, for operators only.
    ///
    /// # Errors
    /// Returns a [`Fault`] if the value is missing.
    fn context(self, context: &'static str) -> Result<T, Fault>;

    /// The same with text that is made only if the value is missing.
    ///
    /// # Errors
    /// Returns a [`Fault`] if the value is missing.
    fn with_context<C: Into<Cow<'static, str>>>(self, context: impl FnOnce() -> C) -> Result<T, Fault>;
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

    #[track_caller]
    fn context(self, context: &'static str) -> Result<T, Fault> {
        self.with_context(|| context)
    }

    #[track_caller]
    fn with_context<C: Into<Cow<'static, str>>>(self, context: impl FnOnce() -> C) -> Result<T, Fault> {
        self.or_internal().with_context(context)
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
