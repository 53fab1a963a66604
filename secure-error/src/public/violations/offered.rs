//! A type that refuses a value with `serde::de::Error::custom(violation::NOT_AN_EMAIL)`: the violation is recognised when it
//! is displayed, because nothing but its text gets through serde.

use std::cell::RefCell;
use std::fmt::{self, Write};

use super::{Value, Violation, ViolationKind};

/// A kind, and parameters.
pub(crate) type Offered = (ViolationKind, Vec<(&'static str, Value<'static>)>);

thread_local! {
    /// What was displayed since somebody began to listen.
    static HEARD: RefCell<Option<Option<Offered>>> = const { RefCell::new(None) };
}

/// The violation that `message` displays. Its text is dropped.
pub(crate) fn by(message: &impl fmt::Display) -> Option<Offered> {
    let before = HEARD.try_with(|heard| heard.replace(Some(None))).ok()?;
    // An error of the message itself changes nothing.
    let _ = write!(Nowhere, "{message}");
    HEARD.try_with(|heard| heard.replace(before)).ok().flatten().flatten()
}

/// For the `Display` of kinds and violations.
pub(super) fn offer(violation: impl FnOnce() -> Offered) {
    let _ = HEARD.try_with(|heard| {
        if let Ok(Some(heard)) = heard.try_borrow_mut().as_deref_mut() {
            heard.get_or_insert_with(violation);
        }
    });
}

struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

impl Violation {
    /// The violation that a type offered, with the pointer to the value.
    pub(crate) fn of_offer((kind, params): Offered, pointer: super::JsonPointer) -> Self {
        Self { pointer, kind, params }
    }
}
