//! The internal report of one error.

use crate::internal::Level;
use crate::internal::Retry;
use crate::internal::field::FieldText;
use crate::internal::guard::{self, Guarded};
use crate::internal::identity::Identity;
use crate::internal::origin::Origin;
use crate::internal::typed::Rule;
use crate::internal::walk::MAX_CAUSES;
use crate::public::error::PublicError;
use crate::request::RequestId;
use crate::request::told::Told;
use crate::request::unwind::contained;
use std::backtrace::Backtrace;
use std::error::Error;
use std::fmt;
use std::panic::Location;

/// Everything that operators may know about an error: variant, internal message, fields, the chain of causes, location
/// and backtrace.
///
/// A report cannot be shown by accident: it has no `Display`, `Debug` or `Serialize`. Send it to the log with
/// [`log`](Self::log). It is lazy: until then nothing is formatted.
///
/// ```compile_fail
/// # fn f(report: secure_error::Report<'_>) {
/// println!("{report:?}");
/// # }
/// ```
#[must_use = "a report does nothing until it is logged"]
#[expect(
    missing_debug_implementations,
    reason = "the internal channel has no accidental outlet"
)]
pub struct Report<'a> {
    pub(super) origin: Origin,
    /// The error that a transparent one forwards, at the end of all transparent ones.
    pub(super) innermost: Option<Origin>,
    pub(super) public: PublicError<'a>,
    pub(super) message: Option<FieldText<'a>>,
    pub(super) fields: Vec<Field<'a>>,
    /// The error itself.
    pub(super) identity: Option<Identity>,
    pub(super) cause: Option<Cause<'a>>,
    /// Causes besides the first.
    pub(super) further: Vec<Cause<'a>>,
    /// The cause that a transparent error forwards.
    pub(super) face: Option<Cause<'a>>,
    /// The report is about its cause, an error that has no report of its own.
    pub(super) about_cause: bool,
    /// Another crate has written its texts.
    pub(super) is_foreign: bool,
    /// File, line and column.
    pub(super) location: Option<Place<'a>>,
    pub(super) backtrace: Option<&'a Backtrace>,
    pub(super) request_id: Option<RequestId>,
    /// A second failure, and its name among the fields.
    pub(super) besides: Option<(&'static str, Cause<'a>)>,
    /// Whether the failure is in the log, if it has a record besides that of its response.
    pub(super) told: Option<&'a Told>,
    /// How many errors below this one the event was set: 0, except for a transparent error.
    pub(super) event_depth: u8,
}

/// A field of the error, without text if it is sealed.
pub(crate) struct Field<'a> {
    pub(super) name: &'static str,
    pub(super) text: Option<FieldText<'a>>,
    /// It is marked as not secret: its text is not scrubbed.
    pub(super) raw: bool,
}

impl<'a> Field<'a> {
    pub(crate) fn new(name: &'static str, value: &'a (impl fmt::Display + ?Sized)) -> Self {
        let text = FieldText::new(move |f| value.fmt(f));
        Self {
            name,
            text: Some(text),
            raw: false,
        }
    }

    /// The codes of the failures before this one.
    #[cfg(feature = "tower")]
    pub(crate) fn earlier(codes: Option<&'a String>) -> Option<Self> {
        codes.map(|codes| Self::new("earlier", codes))
    }
}

impl Field<'_> {
    /// The text for operators. Returns `None` if it is sealed.
    pub(super) fn shown(&self) -> Option<Guarded> {
        let text = self.text.as_ref()?;
        Some(if self.raw {
            guard::value(|f| text.fmt(f))
        } else {
            guard::scrubbed(Rule::Known, |f| text.fmt(f))
        })
    }
}

/// Where an error arose.
#[derive(Clone, Copy, Hash)]
pub(super) enum Place<'a> {
    Known(&'a Location<'static>),
    /// As a panic hook received it.
    Told(&'a str),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(location) => location.fmt(f),
            Self::Told(place) => place.fmt(f),
        }
    }
}

impl<'a> Report<'a> {
    /// The name of the error type.
    pub(crate) const fn type_name(&self) -> &'static str {
        self.origin.type_name
    }

    /// The log level: that of the error, or else that of its status.
    #[must_use]
    pub fn level(&self) -> Level {
        self.origin
            .level
            .unwrap_or_else(|| Level::for_status(self.public.status().as_u16()))
    }

    /// What of its texts must not be in the log. A foreign text about a failure of a client may repeat what that has sent.
    pub(super) fn rule(&self) -> Rule {
        if self.is_foreign && self.public.status().as_u16() < 500 {
            Rule::Strict
        } else {
            Rule::Known
        }
    }

    /// Whether a retry can succeed. Defaults to [`Permanent`](Retry::Permanent): nothing is retried by guess.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.origin.retry.unwrap_or_default()
    }

    /// The same as far as the application has declared it, which it does with each error of its own.
    pub(super) fn declared_retry(&self) -> Option<Retry> {
        self.origin.retry.or(self.origin.is_own.then(Retry::default))
    }

    /// Whether the failure should raise an alert.
    #[must_use]
    pub const fn alert(&self) -> bool {
        self.origin.alert
    }

    /// The security event of this failure, named by the OWASP Application Logging Vocabulary. Returns `None` if it has none.
    #[must_use]
    pub const fn event(&self) -> Option<&'static str> {
        self.origin.event
    }

    /// What caused the error.
    pub(super) fn causes(&self) -> impl DoubleEndedIterator<Item = Cause<'a>> {
        self.cause.into_iter().chain(self.further.iter().copied())
    }

    /// The report of the error that a transparent one forwards, if it is not redacted.
    pub(super) fn face_report(&self) -> Option<Report<'a>> {
        match self.face.filter(|cause| !cause.redacted)?.kind {
            Kind::Secure(error) => contained(|| error.own_report()),
            Kind::Plain(_) => None,
        }
    }

    /// Sets the ID of the failed request, so that the record can be found by the ID that the client received.
    pub fn with_request_id(mut self, id: &RequestId) -> Self {
        self.request_id = Some(*id);
        self
    }

    /// For the error that ends the program, which is one for operators unless the error states a level.
    pub(crate) fn of_the_program(mut self) -> Self {
        self.origin.level.get_or_insert(Level::Error);
        self
    }

    /// Adds fields about the circumstances of the error.
    pub(crate) fn with_fields(mut self, fields: impl IntoIterator<Item = Field<'a>>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// For a failure that has a record besides that of its response: each record of this report includes it.
    #[cfg(feature = "tokio")]
    pub(crate) fn which_tells(mut self, told: &'a Told) -> Self {
        self.told = Some(told);
        self
    }

    /// Adds a failure during the handling of the error, which leaves an unknown outcome: both are reported, with an alert.
    #[cfg(feature = "transaction")]
    pub(crate) fn with_unknown_outcome(mut self, name: &'static str, failure: Cause<'a>) -> Self {
        self.besides = Some((name, failure));
        self.origin.retry = Some(Retry::UnknownOutcome);
        self.origin.level = Some(Level::Error);
        self.origin.alert = true;
        self
    }

    /// Where the error arose, unless the error has a location itself.
    pub(crate) fn or_location(mut self, location: &'a Location<'static>) -> Self {
        self.location.get_or_insert(Place::Known(location));
        self
    }
}

/// Something that has a report of its own.
pub trait Reported {
    /// Its report.
    fn own_report(&self) -> Report<'_>;
}

/// One cause of an error.
#[derive(Clone, Copy)]
pub struct Cause<'a> {
    /// As the compiler writes it; known for the first error of a chain only.
    pub(super) type_name: Option<&'static str>,
    pub(super) kind: Kind<'a>,
    pub(super) redacted: bool,
    /// The pointer to it, if it may be one that captures a backtrace.
    pub(super) pointer: Option<&'a dyn fmt::Debug>,
}

#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    /// An error with both channels: its internal one is used.
    Secure(&'a dyn Reported),
    /// Any other error: its `Display` and `source()` are used.
    Plain(&'a (dyn Error + 'a)),
}

impl<'a> Cause<'a> {
    pub(crate) fn secure<T: Reported>(value: &'a T) -> Self {
        Self {
            type_name: Some(std::any::type_name::<T>()),
            kind: Kind::Secure(value),
            redacted: false,
            pointer: None,
        }
    }

    /// An error of which only the trait is known.
    pub(crate) fn plain(type_name: Option<&'static str>, error: &'a (dyn Error + 'a)) -> Self {
        Self {
            type_name,
            kind: Kind::Plain(error),
            redacted: false,
            pointer: None,
        }
    }

    /// The error behind a pointer, which may be one that captures a backtrace.
    pub(super) fn behind<T: fmt::Debug>(pointer: &'a T, error: &'a (dyn Error + 'a)) -> Self {
        Self {
            pointer: Some(pointer),
            ..Self::plain(Some(std::any::type_name::<T>()), error)
        }
    }

    /// The text that may end in a backtrace: `anyhow::Error` and `eyre::Report` show theirs by `Debug` only, boxed or not.
    pub(super) fn with_backtrace(&self) -> Option<FieldText<'a>> {
        let (kind, pointer) = (self.kind, self.pointer);
        matches!(self.type_name, Some("anyhow::Error" | "eyre::Report")).then(|| {
            FieldText::new(move |f| match (kind, pointer) {
                (_, Some(pointer)) => pointer.fmt(f),
                (Kind::Plain(error), None) => fmt::Debug::fmt(error, f),
                (Kind::Secure(_), None) => Ok(()),
            })
        })
    }
}

/// The causes of an error: one, or several.
#[derive(Debug, Clone)]
pub struct Causes<'a> {
    pub(super) first: Option<Cause<'a>>,
    pub(super) further: Vec<Cause<'a>>,
}

impl<'a> Causes<'a> {
    pub(crate) const fn none() -> Self {
        Self {
            first: None,
            further: Vec::new(),
        }
    }

    /// As many as a report can hold, and one more, by which it is known that there are more.
    pub(super) fn several(mut causes: impl Iterator<Item = Cause<'a>>) -> Self {
        Self {
            first: causes.next(),
            further: causes.take(MAX_CAUSES).collect(),
        }
    }

    /// Omits their text, and everything below them, from the report: only the types stay.
    #[must_use]
    pub fn redacted(mut self) -> Self {
        for cause in self.first.iter_mut().chain(&mut self.further) {
            cause.redacted = true;
        }
        self
    }
}

impl<'a> From<Cause<'a>> for Causes<'a> {
    fn from(cause: Cause<'a>) -> Self {
        Self {
            first: Some(cause),
            further: Vec::new(),
        }
    }
}

impl fmt::Debug for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cause(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::SecureError;
    use crate::internal::fixtures::{AccountError, busy};
    use crate::public::{Violations, violation};

    #[test]
    fn a_report_says_what_the_error_says() {
        let error = busy();
        let report = error.report();
        assert_eq!(
            (report.type_name(), report.origin.variant),
            ("AccountError", Some("Busy"))
        );
        assert_eq!(
            (report.retry(), report.alert(), report.event()),
            (Retry::Transient, true, Some("sys_crash"))
        );
    }

    #[test]
    fn the_level_follows_from_the_status_unless_it_is_given() {
        let mut error = AccountError::new("NotFound", "");
        assert_eq!(error.report().level(), Level::Info);
        assert_eq!(AccountError::bare().report().level(), Level::Warn);
        assert_eq!(busy().report().level(), Level::Error);
        error.origin.level = Some(Level::Error);
        assert_eq!(error.report().level(), Level::Error);
    }

    #[test]
    fn the_place_that_the_error_names_goes_before_any_other() {
        let here = Location::caller();
        let shown = |report: Report<'_>| {
            report
                .or_location(here)
                .expose_internal()
                .to_string()
                .contains(&here.to_string())
        };
        assert!(shown(AccountError::bare().report()));
        assert!(!shown(busy().report()));
    }

    #[test]
    fn violations_are_in_the_report() {
        let mut violations = Violations::new();
        violations.push(violation::MALFORMED.at("email"));
        let fault = crate::Fault::from(violations);
        let page = fault.report().expose_internal().to_string();
        assert!(
            page.contains("violations = /email: This value does not have the expected form"),
            "{page}"
        );
    }
}
