//! What may be put into a security event.

use crate::internal::guard;
use crate::public::derived::Seal;
use crate::public::value::{self, PublicValue};
use crate::request::unwind::contained;
use std::fmt;

/// A value of a [`SecurityEvent`](crate::log::SecurityEvent): every [`PublicValue`] (numbers, `Uuid`, `&'static str`, lists of
/// them, your own newtypes), and [`EventText`].
///
/// `String` and `&str` are not accepted: such text may be typed by a user, and users type passwords into the field for the
/// name (NIST SI-11). [`EventText`] states how to log it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put into a security event as it is",
    label = "may be text that a user typed",
    note = "`EventText::masked(&text, mask)` logs its masked form; masks are functions such as `mask::redact`",
    note = "`EventText::raw(&text)` logs it as it is: for an identifier that your application issued"
)]
pub trait EventValue: Sized {
    #[doc(hidden)]
    fn __event_text(self, seal: Seal<'_>) -> EventText;
}

#[diagnostic::do_not_recommend]
impl<T: PublicValue> EventValue for T {
    fn __event_text(self, _: Seal<'_>) -> EventText {
        EventText::raw(value::read(&self))
    }
}

impl EventValue for EventText {
    fn __event_text(self, _: Seal<'_>) -> EventText {
        self
    }
}

/// Reads a value of an event.
pub(super) fn read(value: impl EventValue) -> String {
    Seal::with(|seal| value.__event_text(seal)).0
}

/// Text created at run time, for a [`SecurityEvent`](crate::log::SecurityEvent). It is always one line of at most 1 KiB,
/// reversibly escaped.
///
/// ```
/// use secure_error::log::{EventText, SecurityEvent};
/// use secure_error::mask;
///
/// # let (subject, typed) = (String::from("usr_7f3a"), String::from("hunter2"));
/// // An identifier that the application issued is not a secret.
/// SecurityEvent::authn_login_success().user(EventText::raw(&subject)).log();
/// // A typed name may contain anything.
/// SecurityEvent::authn_login_fail().user(EventText::masked(&typed, mask::redact)).log();
/// ```
#[derive(Clone)]
pub struct EventText(String);

impl EventText {
    /// The result of a mask, as in `#[internal(with = …)]`. If the mask panics, nothing is shown.
    pub fn masked<'a, T: ?Sized, D: fmt::Display + 'a>(value: &'a T, mask: impl FnOnce(&'a T) -> D) -> Self {
        let masked = contained(|| guard::display(&mask(value)).text);
        Self(masked.unwrap_or_else(|| guard::PANICKED.to_owned()))
    }

    /// The full text: for identifiers that the application issued, never for text that a user typed.
    ///
    /// Look for calls of this method in reviews.
    pub fn raw(text: impl fmt::Display) -> Self {
        Self(guard::display(&text).text)
    }
}

/// Shows no content: that is for the log only.
impl fmt::Debug for EventText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventText(..)")
    }
}
