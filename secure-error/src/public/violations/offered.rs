//! A type that refuses a value with `serde::de::Error::custom(violation::NOT_AN_EMAIL)`: the violation is recognised when it
//! is displayed, because nothing but its text gets through serde.

use std::cell::RefCell;
use std::fmt::{self, Write};

use super::{Value, Violation, ViolationKind};

/// A kind, and parameters.
pub(crate) type Offered = (ViolationKind, Vec<(&'static str, Value<'static>)>);

thread_local! {
    static HEARD: RefCell<Ear> = const { RefCell::new(Ear::Shut) };
}

/// What was displayed since a caller began to listen.
enum Ear {
    Shut,
    Open,
    Heard(Offered),
}

/// The violation that `message` displays. Its text is dropped.
pub(crate) fn by(message: &impl fmt::Display) -> Option<Offered> {
    let before = HEARD.try_with(|ear| ear.replace(Ear::Open)).ok()?;
    // An error of the message itself changes nothing.
    let _ = write!(Nowhere, "{message}");
    match HEARD.try_with(|ear| ear.replace(before)) {
        Ok(Ear::Heard(offered)) => Some(offered),
        _ => None,
    }
}

/// For the `Display` of kinds and violations.
pub(super) fn offer(violation: impl FnOnce() -> Offered) {
    let _ = HEARD.try_with(|ear| {
        if let Ok(mut ear) = ear.try_borrow_mut() {
            if matches!(*ear, Ear::Open) {
                *ear = Ear::Heard(violation());
            }
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
