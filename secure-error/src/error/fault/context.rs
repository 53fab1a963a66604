//! What was being done when an error arose.

use crate::error::sealed;
use crate::error::{Fault, OptionExt, SecureError};
use crate::internal::Retry;
use crate::internal::builder::ReportBuilder;
use crate::internal::field::FieldText;
use crate::internal::report::{Cause, Report};
use crate::public::derived::Seal;
use crate::public::{ProblemType, PublicError};
use std::borrow::Cow;
use std::error::Error;
use std::fmt;

/// Adds what was being done when an error arose, or a value was missing: for operators only.
///
/// ```
/// use secure_error::{ContextExt, Fault, ResultExt};
///
/// fn terms() -> Result<String, Fault> {
///     std::fs::read_to_string("/no/such/terms").or_internal().context("reading the terms")
/// }
///
/// let fault = terms().unwrap_err();
/// assert_eq!(fault.to_string(), "An internal error occurred");
/// assert!(fault.report().expose_internal().to_string().contains("reading the terms"));
/// ```
///
/// The error is a [`Fault`] or a [`SecureError`], whose response stays as it is: see [`Fault::context`]. An error of another
/// crate has no response yet; `.or_internal()` or `.or_problem(…)` chooses it first. (That is why this is not part of
/// [`ResultExt`](crate::ResultExt): beside `anyhow::Context` the two would be ambiguous for the errors of other crates.) A
/// missing value is a constant 500.
pub trait ContextExt<T>: sealed_context::Sealed {
    /// Adds a constant text.
    ///
    /// # Errors
    /// Returns the error as a [`Fault`].
    fn context(self, context: &'static str) -> Result<T, Fault>;

    /// Adds text that is made only if there is an error.
    ///
    /// # Errors
    /// Returns the error as a [`Fault`].
    fn with_context<C: Into<Cow<'static, str>>>(self, context: impl FnOnce() -> C) -> Result<T, Fault>;
}

impl<T, E> ContextExt<T> for Result<T, E>
where
    Fault: From<E>,
{
    #[track_caller]
    fn context(self, context: &'static str) -> Result<T, Fault> {
        self.with_context(|| context)
    }

    #[track_caller]
    fn with_context<C: Into<Cow<'static, str>>>(self, context: impl FnOnce() -> C) -> Result<T, Fault> {
        // Not `map_err`: the recorded caller would be the closure.
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(Fault::from(error).context(context())),
        }
    }
}

impl<T> ContextExt<T> for Option<T> {
    #[track_caller]
    fn context(self, context: &'static str) -> Result<T, Fault> {
        self.or_internal().context(context)
    }

    #[track_caller]
    fn with_context<C: Into<Cow<'static, str>>>(self, context: impl FnOnce() -> C) -> Result<T, Fault> {
        self.or_internal().with_context(context)
    }
}

mod sealed_context {
    pub trait Sealed {}
    impl<T, E> Sealed for Result<T, E> {}
    impl<T> Sealed for Option<T> {}
}

/// How many contexts one error keeps, those nearest to it. Code that adds one in a loop must exhaust neither the stack nor
/// the report.
const MOST: u8 = 8;

/// An error with a context: the public view is that of the error.
pub(super) struct Context {
    text: Cow<'static, str>,
    error: Fault,
    /// Contexts around the error, this one included.
    depth: u8,
    /// Contexts that were added when there were too many.
    omitted: u64,
}

impl Context {
    pub(super) fn new(text: Cow<'static, str>, error: Fault) -> Self {
        match error.held::<Self>() {
            Some(full) if full.depth >= MOST => Self {
                text: full.text.clone(),
                error: full.error.clone(),
                depth: full.depth,
                omitted: full.omitted.saturating_add(1),
            },
            inner => Self {
                text,
                depth: inner.map_or(0, |inner| inner.depth).saturating_add(1),
                omitted: 0,
                error,
            },
        }
    }

    /// The error without this context.
    pub(super) const fn error(&self) -> &Fault {
        &self.error
    }
}

impl SecureError for Context {
    fn problem_type(&self) -> &'static ProblemType {
        self.error.problem_type()
    }

    fn public(&self) -> PublicError<'_> {
        self.error.public()
    }

    fn report(&self) -> Report<'_> {
        let report = ReportBuilder::around(self.error.report(), Cause::secure(&self.error), self.public())
            .message(|f| f.write_str(&self.text));
        if self.omitted == 0 {
            return report.build();
        }
        let omitted = FieldText::new(|f| fmt::Display::fmt(&self.omitted, f));
        report.raw_field("contexts_omitted", omitted).build()
    }

    fn __only_the_derive_implements_this_trait(&self, _: Seal<'_>) {}

    fn retry(&self) -> Retry {
        self.error.retry()
    }
}

impl Error for Context {}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_display(self, f)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_debug(self, "Fault", f)
    }
}
