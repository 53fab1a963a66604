//! Builds a report, for derived code.

use crate::internal::field::FieldText;
use crate::internal::identity::Identity;
use crate::internal::nesting::nested;
use crate::internal::origin::Origin;
use crate::internal::report::{Cause, Causes, Field, Place, Report};
use crate::public::Violations;
use crate::public::error::PublicError;
use std::any::type_name;
use std::backtrace::Backtrace;
use std::error::Error;
use std::fmt;
use std::panic::Location;

/// Builds a [`Report`]. For derived code.
#[doc(hidden)]
#[must_use]
#[expect(
    missing_debug_implementations,
    reason = "the internal channel has no accidental outlet"
)]
pub struct ReportBuilder<'a>(Report<'a>);

impl<'a> ReportBuilder<'a> {
    /// The report of an error that has only its type and its public view.
    pub fn new(origin: Origin, public: PublicError<'a>) -> Self {
        Self(Report {
            origin,
            innermost: None,
            public,
            message: None,
            fields: Vec::new(),
            identity: None,
            cause: None,
            further: Vec::new(),
            face: None,
            about_cause: false,
            is_foreign: false,
            location: None,
            backtrace: None,
            request_id: None,
            besides: None,
            told: None,
            event_depth: 0,
        })
    }

    /// The error itself, by which its report is not shown twice.
    pub fn of<T: ?Sized>(mut self, error: &T) -> Self {
        self.0.identity = Some(Identity::of(error));
        self
    }

    /// The report of an error under a headline of its own, which says what was being done when it arose.
    pub(crate) fn around(inner: Report<'_>, error: Cause<'a>, public: PublicError<'a>) -> Self {
        let type_name = match inner.origin.type_name {
            erased if erased.contains("dyn ") => "Fault",
            name => name,
        };
        let origin = Origin {
            type_name,
            // That of the inner error, which has its fields.
            event: None,
            ..inner.origin
        };
        Self::new(origin, public).cause(error).inherit(|| Some(inner))
    }

    /// Its message and its causes were not written by the application, as far as is known.
    #[cfg(feature = "tower")]
    pub(crate) fn foreign(mut self) -> Self {
        self.0.is_foreign = true;
        self
    }

    /// The internal message.
    pub fn message(mut self, format: impl Fn(&mut fmt::Formatter<'_>) -> fmt::Result + 'a) -> Self {
        self.0.message = Some(FieldText::new(format));
        self
    }

    /// A field that operators may see.
    pub fn field(self, name: &'static str, text: FieldText<'a>) -> Self {
        self.push(name, Some(text), false)
    }

    /// A field marked `raw`: operators see it in full.
    pub fn raw_field(self, name: &'static str, text: FieldText<'a>) -> Self {
        self.push(name, Some(text), true)
    }

    fn push(mut self, name: &'static str, text: Option<FieldText<'a>>, raw: bool) -> Self {
        self.0.fields.push(Field { name, text, raw });
        self
    }

    /// A field that clients see under the name `member`: operators see it too.
    pub fn public_field(self, name: &'static str, member: &str) -> Self {
        let value = self
            .0
            .public
            .values()
            .find(|(other, _)| *other == member)
            .map(|(_, value)| value.clone());
        match value {
            Some(value) => self.raw_field(name, FieldText::new(move |f| fmt::Display::fmt(&value, f))),
            None => self,
        }
    }

    /// A sealed field: the report has its name only. The value is not read; passing it prevents a dead-code warning.
    pub fn sealed<T: ?Sized>(self, name: &'static str, _: &T) -> Self {
        self.push(name, None, false)
    }

    /// What caused the error. Violations are in the report already if the response lists them.
    pub fn cause(mut self, causes: impl Into<Causes<'a>>) -> Self {
        let Causes { first, further } = causes.into();
        let is_listed = |cause: &Cause<'_>| {
            self.0.public.violations().is_some() && cause.type_name == Some(type_name::<Violations>())
        };
        let first = first.filter(|cause| !is_listed(cause));
        // A face that is not the source is a cause besides it.
        let face = self.0.face.filter(|_| first.is_some());
        self.0.cause = first.or(self.0.cause);
        self.0.further.extend(further);
        self.0.further.extend(face);
        self
    }

    /// The error whose response this one forwards. It is a cause too, after the source.
    pub fn face(mut self, cause: impl Into<Causes<'a>>) -> Self {
        let Causes { first, .. } = cause.into();
        self.0.face = first;
        if self.0.cause.is_some() {
            self.0.further.extend(first);
        } else {
            self.0.cause = first;
        }
        self
    }

    /// What caused the error, if anything did.
    pub fn cause_if<T>(self, source: Option<&'a T>, causes: impl FnOnce(&'a T) -> Causes<'a>) -> Self {
        match source {
            Some(source) => self.cause(causes(source)),
            None => self,
        }
    }

    /// The cause of an `unsealed` error, with its own text.
    pub fn own_source(self, source: Option<&'a (dyn Error + 'static)>) -> Self {
        match source {
            Some(source) => self.cause(Cause::plain(None, source)),
            None => self,
        }
    }

    /// Level, retry, alert and event of a `transparent` inner error, unless the outer one sets them, and which error it is.
    /// Deep in a chain of transparent errors this stops.
    pub fn inherit<'b>(mut self, inner: impl FnOnce() -> Option<Report<'b>>) -> Self {
        let inherited = nested(|| {
            let inner = inner()?;
            let innermost = inner.innermost.unwrap_or(inner.origin);
            Some((inner.level(), inner.origin, innermost, inner.event_depth))
        });
        let Some((level, inner, innermost, event_depth)) = inherited.flatten() else {
            return self;
        };
        self.0.innermost = Some(innermost);
        if self.0.origin.event.is_none() {
            self.0.event_depth = event_depth.saturating_add(1);
        }
        let own = &mut self.0.origin;
        own.level = own.level.or(Some(level));
        own.event = own.event.or(inner.event);
        own.alert |= inner.alert;
        own.retry = own.retry.or(inner.retry);
        own.is_own = inner.is_own;
        self
    }

    /// The error that this is, if it has no report of its own: its name and text are those of the report.
    pub(crate) fn about(mut self, error: Cause<'a>) -> Self {
        self.0.about_cause = true;
        self.cause(error)
    }

    /// Where the error arose.
    pub fn location(mut self, location: &'a Location<'static>) -> Self {
        self.0.location = Some(Place::Known(location));
        self
    }

    /// Where the error arose, if that is known.
    pub fn location_if<T>(self, field: Option<&'a T>, location: impl FnOnce(&'a T) -> &'a Location<'static>) -> Self {
        match field {
            Some(field) => self.location(location(field)),
            None => self,
        }
    }

    /// Where the error arose, as text, if that is known.
    pub(crate) fn place_if(mut self, place: Option<&'a String>) -> Self {
        if let Some(place) = place {
            self.0.location = Some(Place::Told(place));
        }
        self
    }

    /// How the program got there.
    pub fn backtrace(mut self, backtrace: &'a Backtrace) -> Self {
        self.0.backtrace = Some(backtrace);
        self
    }

    /// How the program got there, if that is known.
    pub fn backtrace_if<T>(self, field: Option<&'a T>, backtrace: impl FnOnce(&'a T) -> &'a Backtrace) -> Self {
        match field {
            Some(field) => self.backtrace(backtrace(field)),
            None => self,
        }
    }

    /// The report.
    pub fn build(self) -> Report<'a> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::SecureError;
    use crate::internal::Level;
    use crate::internal::Retry;
    use crate::internal::chain::source;
    use crate::internal::fixtures::{AccountError, Driver, busy};
    use std::sync::Arc;

    #[test]
    fn optional_parts_are_there_or_not() {
        let error = AccountError::bare();
        let (here, backtrace) = (Some(Location::caller()), Some(Arc::new(Backtrace::force_capture())));
        let driver = Some(Driver::chain(2));
        let page = ReportBuilder::new(error.origin, error.public())
            .location_if(here.as_ref(), |it| it)
            .backtrace_if(backtrace.as_ref(), |it| it)
            .cause_if(driver.as_ref(), |it| source(it).__secure_error_cause())
            .build()
            .expose_internal()
            .to_string();
        for part in ["location  ", "backtrace  ", "Driver: level 1"] {
            assert!(page.contains(part), "{page}");
        }
        let page = ReportBuilder::new(error.origin, error.public())
            .location_if(None::<&&Location<'static>>, |it| it)
            .backtrace_if(None::<&Backtrace>, |it| it)
            .cause_if(None::<&Driver>, |it| source(it).__secure_error_cause())
            .own_source(None)
            .build()
            .expose_internal()
            .to_string();
        assert_eq!(page, error.report().expose_internal().to_string());
    }

    #[test]
    fn a_transparent_error_inherits_what_it_does_not_say() {
        let (inner, outer) = (busy(), AccountError::bare());
        let report = ReportBuilder::new(outer.origin, inner.public())
            .inherit(|| Some(inner.report()))
            .build();
        assert_eq!(
            (report.type_name(), report.origin.variant),
            ("AccountError", Some("Bare"))
        );
        assert_eq!((report.level(), report.retry()), (Level::Error, Retry::Transient));
        assert_eq!((report.alert(), report.event()), (true, Some("sys_crash")));

        let says = Origin {
            level: Some(Level::Debug),
            event: Some("authz_fail"),
            ..outer.origin
        };
        let report = ReportBuilder::new(says, inner.public())
            .inherit(|| Some(inner.report()))
            .build();
        assert_eq!((report.level(), report.event()), (Level::Debug, Some("authz_fail")));
    }

    #[test]
    fn an_unsealed_error_tells_its_own_causes() {
        let (error, driver) = (AccountError::bare(), Driver::chain(3));
        let report = ReportBuilder::new(error.origin, error.public())
            .own_source(Error::source(&driver))
            .build();
        let page = report.expose_internal().to_string();
        assert!(
            page.contains("caused by   Driver: level 1\n              Driver: root"),
            "{page}"
        );
    }

    #[test]
    fn nothing_is_formatted_before_the_report_is_used() {
        let formatted = std::cell::Cell::new(false);
        let note = |_: &mut fmt::Formatter<'_>| {
            formatted.set(true);
            Ok(())
        };
        let error = AccountError::bare();
        let report = ReportBuilder::new(error.origin, error.public())
            .message(note)
            .field("f", FieldText::new(note))
            .build();
        assert!(!formatted.get());
        let _ = report.expose_internal();
        assert!(formatted.get());
    }
}
