//! Text of any field, by the best means that its type offers.
//!
//! The derive sees the tokens of a type, not its traits, so the choice between `Display` and `Debug` is made by method
//! lookup: [`loggable`] yields the top of a ladder of wrappers, and `.__secure_error_text()` finds the first one that fits.

use crate::internal::headline::Headline;
use crate::internal::report::Reported;
use std::fmt;
use std::ops::Deref;

/// A value of an error as operators will see it. Lazy: nothing is formatted before the report is logged or exposed.
pub struct FieldText<'a>(Box<dyn Fn(&mut fmt::Formatter<'_>) -> fmt::Result + 'a>);

impl<'a> FieldText<'a> {
    /// Text by closure, for `#[internal(with = …)]` and for templates.
    pub fn new(format: impl Fn(&mut fmt::Formatter<'_>) -> fmt::Result + 'a) -> Self {
        Self(Box::new(format))
    }

    pub(super) fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}

impl fmt::Debug for FieldText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FieldText(..)")
    }
}

/// The top of the ladder: `loggable(&value).__secure_error_text()`.
///
/// The name of the method is long, because a trait of the user's with a method of the same name for every type would win
/// over the lower rungs.
pub fn loggable<T: ?Sized>(value: &T) -> LogByReport<'_, T> {
    LogByReport(LogByDisplay(LogByDebug(NotLoggable(value))))
}

/// First choice: the value is an error with a report of its own.
#[derive(Debug)]
pub struct LogByReport<'a, T: ?Sized>(LogByDisplay<'a, T>);

impl<'a, T: Reported> LogByReport<'a, T> {
    /// The field by its internal message.
    #[must_use]
    pub fn __secure_error_text(&self) -> FieldText<'a> {
        let headline = Headline::new(self.0.0.0.0);
        FieldText::new(move |f| fmt::Display::fmt(&headline, f))
    }
}

impl<'a, T: ?Sized> Deref for LogByReport<'a, T> {
    type Target = LogByDisplay<'a, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Second choice: the type implements `Display`.
#[derive(Debug)]
pub struct LogByDisplay<'a, T: ?Sized>(LogByDebug<'a, T>);

impl<'a, T: fmt::Display + ?Sized> LogByDisplay<'a, T> {
    /// The field as its `Display` writes it.
    #[must_use]
    pub fn __secure_error_text(&self) -> FieldText<'a> {
        let value = self.0.0.0;
        FieldText::new(move |f| fmt::Display::fmt(value, f))
    }
}

impl<'a, T: ?Sized> Deref for LogByDisplay<'a, T> {
    type Target = LogByDebug<'a, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Third choice: the type implements `Debug` only (paths, options, vectors).
#[derive(Debug)]
pub struct LogByDebug<'a, T: ?Sized>(NotLoggable<'a, T>);

impl<'a, T: fmt::Debug + ?Sized> LogByDebug<'a, T> {
    /// The field as its `Debug` writes it.
    #[must_use]
    pub fn __secure_error_text(&self) -> FieldText<'a> {
        let value = self.0.0;
        FieldText::new(move |f| fmt::Debug::fmt(value, f))
    }
}

impl<'a, T: ?Sized> Deref for LogByDebug<'a, T> {
    type Target = NotLoggable<'a, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// The bottom: a compile error that says what to write.
#[derive(Debug)]
pub struct NotLoggable<'a, T: ?Sized>(&'a T);

impl<'a, T: ?Sized> NotLoggable<'a, T> {
    /// Never callable: nothing implements [`Loggable`].
    #[must_use]
    #[expect(clippy::unused_self, reason = "it is found by method lookup")]
    pub fn __secure_error_text(&self) -> FieldText<'a>
    where
        T: Loggable,
    {
        FieldText::new(|_| Err(fmt::Error))
    }
}

/// Never implemented; it carries the explanation when a field has no text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be logged",
    label = "this field has neither `Display` nor `Debug`",
    note = "implement `Display` or `Debug`, or write `#[internal(with = path)]` with a function that turns it into text",
    note = "without `#[internal]` the field is sealed: the log shows `[REDACTED]`"
)]
pub trait Loggable {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::internal::guard;
    use std::path::{Path, PathBuf};

    fn text(field: &FieldText<'_>) -> String {
        guard::value(|f| field.fmt(f)).text
    }

    #[derive(Debug)]
    struct Both;
    impl fmt::Display for Both {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("displayed")
        }
    }

    #[test]
    fn display_goes_before_debug() {
        assert_eq!(text(&loggable(&Both).__secure_error_text()), "displayed");
        assert_eq!(text(&loggable(&&&Both).__secure_error_text()), "displayed");
        assert_eq!(text(&loggable("plain").__secure_error_text()), "plain");
        assert_eq!(text(&loggable(&42_u8).__secure_error_text()), "42");
    }

    #[test]
    fn debug_serves_types_without_display() {
        assert_eq!(text(&loggable(&Some(1)).__secure_error_text()), "Some(1)");
        assert_eq!(text(&loggable(Path::new("/etc")).__secure_error_text()), "\"/etc\"");
        assert_eq!(
            text(&loggable(&PathBuf::from("/etc")).__secure_error_text()),
            "\"/etc\""
        );
        assert_eq!(text(&loggable([1, 2].as_slice()).__secure_error_text()), "[1, 2]");
    }

    #[test]
    fn generic_parameters_use_the_bound_they_have() {
        fn shown<T: fmt::Display>(value: &T) -> String {
            text(&loggable(value).__secure_error_text())
        }
        fn debugged<T: fmt::Debug>(value: &T) -> String {
            text(&loggable(value).__secure_error_text())
        }
        assert_eq!(shown(&Both), "displayed");
        assert_eq!(debugged(&Both), "Both");
    }

    #[test]
    fn borrowed_values_need_not_be_static() {
        let owned = String::from("short-lived");
        let borrowed: &str = &owned;
        assert_eq!(text(&loggable(&borrowed).__secure_error_text()), "short-lived");
    }

    #[test]
    fn nothing_is_formatted_before_it_is_asked_for() {
        let formatted = std::cell::Cell::new(false);
        let field = FieldText::new(|_| {
            formatted.set(true);
            Ok(())
        });
        assert_eq!(format!("{field:?}"), "FieldText(..)");
        assert!(!formatted.get());
        assert_eq!(text(&field), "");
        assert!(formatted.get());
    }
}
