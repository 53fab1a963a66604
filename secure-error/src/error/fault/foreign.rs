//! An error that is not a `SecureError`, with the response that was chosen for it.

use crate::error::SecureError;
use crate::error::sealed;
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::{Cause, Report};
use crate::public::derived::Seal;
use crate::public::error::PublicBuilder;
use crate::public::value::Value;
use crate::public::{ProblemType, PublicError, Violations};
use std::any::type_name;
use std::error::Error;
use std::fmt;

pub(super) struct Foreign {
    response: &'static ProblemType,
    /// The type name in the report.
    type_name: &'static str,
    what: What,
}

enum What {
    Nothing,
    Source(Box<dyn Error + Send + Sync>),
    Violations(Violations),
}

impl Foreign {
    pub(super) fn new<S: Into<Box<dyn Error + Send + Sync>>>(response: &'static ProblemType, source: S) -> Self {
        match source.into().downcast() {
            Ok(violations) => Self::of_violations(response, *violations),
            Err(source) => Self {
                response,
                type_name: name_of::<S>(),
                what: What::Source(source),
            },
        }
    }

    pub(super) const fn without_source(response: &'static ProblemType, type_name: &'static str) -> Self {
        Self {
            response,
            type_name,
            what: What::Nothing,
        }
    }

    pub(super) const fn of_violations(response: &'static ProblemType, violations: Violations) -> Self {
        Self {
            response,
            type_name: "Violations",
            what: What::Violations(violations),
        }
    }
}

impl SecureError for Foreign {
    fn problem_type(&self) -> &'static ProblemType {
        self.response
    }

    fn public(&self) -> PublicError<'_> {
        match &self.what {
            What::Violations(violations) => PublicBuilder::new(self.response)
                .param("errors", Value::Violations(violations))
                .build(),
            What::Nothing | What::Source(_) => PublicError::constant(self.response),
        }
    }

    fn report(&self) -> Report<'_> {
        let report = ReportBuilder::new(Origin::of_type(self.type_name), self.public()).of(self);
        match &self.what {
            What::Source(source) => report.about(Cause::plain(Some(self.type_name), &**source)).build(),
            What::Nothing | What::Violations(_) => report.build(),
        }
    }

    fn __only_the_derive_implements_this_trait(&self, _: Seal<'_>) {}
}

/// The type name of a source; plain text is named `Fault`.
fn name_of<S>() -> &'static str {
    match type_name::<S>() {
        "&str" | "alloc::string::String" | "alloc::borrow::Cow<str>" => "Fault",
        name => name,
    }
}

impl Error for Foreign {}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_display(self, f)
    }
}

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_debug(self, "Fault", f)
    }
}
