//! What was being done when an error arose.

use crate::error::sealed;
use crate::error::{Fault, SecureError};
use crate::internal::Retry;
use crate::internal::builder::ReportBuilder;
use crate::internal::field::FieldText;
use crate::internal::report::{Cause, Report};
use crate::public::derived::Seal;
use crate::public::{ProblemType, PublicError};
use std::borrow::Cow;
use std::error::Error;
use std::fmt;

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
