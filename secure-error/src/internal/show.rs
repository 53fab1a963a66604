//! `{field}` in an internal message: the headline of a `SecureError`, `Display`, or the path of a `Path`, which has no `Display` of its own.
//!
//! The same ladder as in [`field`](super::field): [`shown`] yields the top, `.__secure_error_show()` finds the first rung that fits.

use crate::internal::headline::Headline;
use crate::internal::report::Reported;
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// The top of the ladder: `shown(&value).__secure_error_show()`.
pub fn shown<T: ?Sized>(value: &T) -> ByHeadline<'_, T> {
    ByHeadline(ByDisplay(ByPath(value)))
}

/// First choice: the value is an error with a report of its own.
#[derive(Debug)]
pub struct ByHeadline<'a, T: ?Sized>(ByDisplay<'a, T>);

impl<'a, T: Reported> ByHeadline<'a, T> {
    /// The error by its internal message.
    #[must_use]
    pub fn __secure_error_show(&self) -> Headline<'a> {
        Headline::new(self.0.0.0)
    }
}

impl<'a, T: ?Sized> Deref for ByHeadline<'a, T> {
    type Target = ByDisplay<'a, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Second choice: the value displays itself.
#[derive(Debug)]
pub struct ByDisplay<'a, T: ?Sized>(ByPath<'a, T>);

impl<'a, T: fmt::Display + ?Sized> ByDisplay<'a, T> {
    /// The value itself.
    #[must_use]
    pub fn __secure_error_show(&self) -> &'a T {
        self.0.0
    }
}

impl<'a, T: ?Sized> Deref for ByDisplay<'a, T> {
    type Target = ByPath<'a, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Third choice: `Path` and `PathBuf`, lossily where they are not UTF-8.
#[derive(Debug)]
pub struct ByPath<'a, T: ?Sized>(&'a T);

impl<'a, T: ?Sized> ByPath<'a, T> {
    /// The path as text. The bound is on the method, so that a type with neither gets the diagnostic.
    #[must_use]
    pub fn __secure_error_show(&self) -> std::path::Display<'a>
    where
        T: Showable,
    {
        self.0.path().display()
    }
}

/// Types that a plain `{field}` can show without `Display`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shown by `{{…}}` in a message",
    label = "does not implement `Display`",
    note = "write `{{field:?}}` if it implements `Debug`, or `#[internal(with = …)]` with a function that turns it into text"
)]
pub trait Showable {
    /// The path.
    fn path(&self) -> &Path;
}

impl Showable for Path {
    fn path(&self) -> &Path {
        self
    }
}

impl Showable for std::path::PathBuf {
    fn path(&self) -> &Path {
        self
    }
}

impl Showable for Cow<'_, Path> {
    fn path(&self) -> &Path {
        self
    }
}

macro_rules! pointers {
    ($($pointer:ty),*) => {$(
        impl<T: Showable + ?Sized> Showable for $pointer {
            fn path(&self) -> &Path {
                (**self).path()
            }
        }
    )*};
}

pointers!(&T, Box<T>, Rc<T>, Arc<T>);

/// `{field:p}`: the pointer that the field is, not where the field lies.
#[derive(Debug)]
pub struct Pointer<'a, T: ?Sized>(pub &'a T);

impl<T: fmt::Pointer + ?Sized> fmt::Pointer for Pointer<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::internal::capture;
    use crate::internal::fixtures::AccountError;
    use std::path::PathBuf;

    #[test]
    fn a_path_is_shown_as_text_and_anything_else_as_it_displays_itself() {
        assert_eq!(shown(&42).__secure_error_show().to_string(), "42");
        assert_eq!(shown("text").__secure_error_show().to_string(), "text");
        assert_eq!(shown(Path::new("/etc")).__secure_error_show().to_string(), "/etc");
        assert_eq!(shown(&PathBuf::from("/etc")).__secure_error_show().to_string(), "/etc");
        assert_eq!(
            format!(
                "{:>4}|{:.1}",
                shown(&7).__secure_error_show(),
                shown(&1.25).__secure_error_show()
            ),
            "   7|1.2"
        );
    }

    #[test]
    fn a_secure_error_shows_its_headline_to_reports_only() {
        let error = AccountError::new("NotFound", "no row");
        let headline = shown(&error).__secure_error_show();
        assert_eq!(headline.to_string(), "Account not found");
        let (text, net) = capture::around(9, Vec::new(), || headline.to_string());
        assert_eq!((text.as_str(), net.caught.len()), ("no row", 1));
        let (text, _) = capture::around(9, Vec::new(), || format!("{headline:>8}|{headline:.2}"));
        assert_eq!(text, "  no row|no");
        assert_eq!(format!("{headline:?}"), "Headline(..)");
    }

    #[test]
    fn a_pointer_is_the_field_itself() {
        let target = 1;
        let field = &raw const target;
        assert_eq!(format!("{:p}", Pointer(&field)), format!("{field:p}"));
    }
}
