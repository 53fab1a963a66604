//! An error for the tests, written by hand as the derive would write it.

use crate::error::SecureError;
use crate::error::sealed;
use crate::internal::Retry;
use crate::internal::builder::ReportBuilder;
use crate::internal::chain::source;
use crate::internal::field::loggable;
use crate::internal::origin::Origin;
use crate::internal::report::Report;
use crate::public::derived::Seal;
use crate::public::{ProblemType, PublicError, problem};
use std::backtrace::Backtrace;
use std::error::Error;
use std::fmt;
use std::panic::Location;

pub(crate) const NOT_FOUND: ProblemType = ProblemType::new(404, "ACCOUNT_NOT_FOUND", "Account not found");

/// An application error. It may borrow.
pub(crate) struct AccountError<'a> {
    pub(crate) answer: &'static ProblemType,
    pub(crate) origin: Origin,
    pub(crate) message: &'a str,
    /// Sealed if there is no text.
    pub(crate) fields: Vec<(&'static str, Option<String>)>,
    pub(crate) cause: Inner,
    pub(crate) location: Option<&'static Location<'static>>,
    pub(crate) backtrace: Option<Backtrace>,
}

pub(crate) enum Inner {
    None,
    Plain(Box<dyn Error + Send + Sync>),
    Redacted(Box<dyn Error + Send + Sync>),
    Secure(Box<dyn SecureError + Send + Sync>),
}

impl<'a> AccountError<'a> {
    pub(crate) const fn new(variant: &'static str, message: &'a str) -> Self {
        let origin = Origin {
            variant: Some(variant),
            is_own: true,
            ..Origin::of_type("AccountError")
        };
        Self {
            answer: &NOT_FOUND,
            origin,
            message,
            fields: Vec::new(),
            cause: Inner::None,
            location: None,
            backtrace: None,
        }
    }

    pub(crate) fn because(self, cause: Inner) -> Self {
        Self { cause, ..self }
    }

    /// Nothing but its public face.
    pub(crate) fn bare() -> Self {
        Self {
            answer: &problem::UNAUTHORIZED,
            ..Self::new("Bare", "")
        }
    }
}

impl SecureError for AccountError<'_> {
    fn problem_type(&self) -> &'static ProblemType {
        self.answer
    }

    fn public(&self) -> PublicError<'_> {
        PublicError::constant(self.answer)
    }

    fn report(&self) -> Report<'_> {
        let mut report = ReportBuilder::new(self.origin, self.public()).of(self);
        if !self.message.is_empty() {
            report = report.message(|f| f.write_str(self.message));
        }
        for (name, text) in &self.fields {
            report = match text {
                Some(text) => report.field(name, loggable(text).__secure_error_text()),
                None => report.sealed(name, &()),
            };
        }
        report = match &self.cause {
            Inner::None => report,
            Inner::Plain(error) => report.cause(source(error).__secure_error_cause()),
            Inner::Redacted(error) => report.cause(source(error).__secure_error_cause().redacted()),
            Inner::Secure(error) => report.cause(source(error).__secure_error_cause()),
        };
        if let Some(location) = self.location {
            report = report.location(location);
        }
        if let Some(backtrace) = &self.backtrace {
            report = report.backtrace(backtrace);
        }
        report.build()
    }

    fn __only_the_derive_implements_this_trait(&self, _: Seal<'_>) {}

    fn retry(&self) -> Retry {
        self.origin.retry.unwrap_or_default()
    }
}

impl Error for AccountError<'_> {}

impl fmt::Display for AccountError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_display(self, f)
    }
}

impl fmt::Debug for AccountError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_debug(self, "AccountError", f)
    }
}

/// An error of another crate, with a source of its own. Dropping a long chain does not recurse.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) text: String,
    pub(crate) source: Option<Box<Driver>>,
}

impl Driver {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            source: None,
        }
    }

    pub(crate) fn chain(length: usize) -> Self {
        (1..length).fold(Self::new("root"), |source, level| Self {
            text: format!("level {level}"),
            source: Some(Box::new(source)),
        })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let mut next = self.source.take();
        while let Some(mut error) = next {
            next = error.source.take();
        }
    }
}

impl fmt::Display for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Driver {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// An error with everything that a report can hold, a request id included.
pub(crate) fn busy() -> AccountError<'static> {
    const BUSY: ProblemType =
        ProblemType::new(503, "SERVICE_UNAVAILABLE", "Service temporarily unavailable").with_retry_after(30);
    const GATEWAY: ProblemType = ProblemType::new(502, "PAYMENT_GATEWAY", "The payment provider did not answer");

    let gateway = AccountError {
        answer: &GATEWAY,
        origin: Origin {
            variant: Some("Gateway"),
            is_own: true,
            ..Origin::of_type("BillingError")
        },
        fields: vec![("invoice", Some("7".to_owned())), ("attempts", Some("3".to_owned()))],
        location: Some(Location::caller()),
        ..AccountError::new("Gateway", "provider timed out")
    };
    let retry = Retry::Transient;
    let event = Some("sys_crash");
    AccountError {
        answer: &BUSY,
        origin: Origin {
            variant: Some("Busy"),
            retry: Some(retry),
            alert: true,
            event,
            is_own: true,
            ..Origin::of_type("AccountError")
        },
        fields: vec![
            ("table", Some("accounts".to_owned())),
            ("id", Some("42".to_owned())),
            ("attempt", None),
            ("note", Some("two\nlines \u{202e}and \"quotes\"".to_owned())),
        ],
        location: Some(Location::caller()),
        ..AccountError::new("Busy", "ledger of account 42 is locked")
    }
    .because(Inner::Secure(Box::new(
        gateway.because(Inner::Plain(Box::new(Driver::chain(2)))),
    )))
}
