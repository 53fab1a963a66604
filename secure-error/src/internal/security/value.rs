//! What may be put into a security event.

use crate::internal::guard;
use crate::public::derived::Seal;
use crate::public::value::{self, PublicValue};
use crate::request::unwind::contained;
use std::fmt;

/// What a [`SecurityEvent`](crate::log::SecurityEvent) may hold: every [`PublicValue`], which clients may see and operators
/// too (numbers, `Uuid`, `&'static str`, lists of them, your own newtypes), and [`EventText`].
///
/// Not `String` and `&str`: such text may be what somebody typed, and people type passwords into the field for the name
/// (NIST SI-11). [`EventText`] says what to do with it.
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

/// Text that is made at run time, for a [`SecurityEvent`](crate::log::SecurityEvent). Always on one line, of at most 1 KiB, and
/// reversibly escaped.
///
/// ```
/// use secure_error::log::{EventText, SecurityEvent};
/// use secure_error::mask;
///
/// # let (subject, typed) = (String::from("usr_7f3a"), String::from("hunter2"));
/// // The identifier that we gave to a user is no secret.
/// SecurityEvent::authn_login_success().user(EventText::raw(&subject)).log();
/// // What was typed as a name may be anything.
/// SecurityEvent::authn_login_fail().user(EventText::masked(&typed, mask::redact)).log();
/// ```
#[derive(Clone)]
pub struct EventText(String);

impl EventText {
    /// What a mask makes of a value, as in `#[internal(with = …)]`. A mask that panics shows nothing.
    pub fn masked<'a, T: ?Sized, D: fmt::Display + 'a>(value: &'a T, mask: impl FnOnce(&'a T) -> D) -> Self {
        let masked = contained(|| guard::display(&mask(value)).text);
        Self(masked.unwrap_or_else(|| guard::PANICKED.to_owned()))
    }

    /// The text as it is: for identifiers that the application gave out, never for what somebody typed.
    ///
    /// This call is worth finding in a review.
    pub fn raw(text: impl fmt::Display) -> Self {
        Self(guard::display(&text).text)
    }
}

/// Says nothing: what is in it is for the log.
impl fmt::Debug for EventText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventText(..)")
    }
}
