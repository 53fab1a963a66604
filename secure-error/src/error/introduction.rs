//! Types whose values are recognised after type erasure to `dyn Any`.
//!
//! Some frameworks keep an error as `Arc<dyn Any>` beside its text. That allows a downcast to one known type, but not the
//! question whether it is a [`SecureError`]. So a type whose attribute names such a framework registers itself whenever
//! one of its values is displayed, which the framework does before it erases the type.
#![cfg_attr(
    not(feature = "async-graphql"),
    allow(dead_code, reason = "only some frameworks forget types")
)]

use crate::error::{Forgotten, Introduction, SecureError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

/// Whether any framework looks up types.
static EXPECTED: AtomicBool = AtomicBool::new(false);

/// Bounded by the number of types in the program that ask for it.
static KNOWN: RwLock<Vec<Introduction>> = RwLock::new(Vec::new());

/// Enables registration. Until then, no error pays for it.
pub(crate) fn expect() {
    EXPECTED.store(true, Ordering::Relaxed);
}

/// Registers a type.
pub(crate) fn introduce(introduction: Introduction) {
    if !EXPECTED.load(Ordering::Relaxed) {
        return;
    }
    let is_known = |known: &[Introduction]| known.iter().any(|known| known.is_of_the_same_type(&introduction));
    if is_known(&KNOWN.read().unwrap_or_else(PoisonError::into_inner)) {
        return;
    }
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if !is_known(&known) {
        known.push(introduction);
    }
}

/// Returns the error if its type is registered.
pub(crate) fn known(value: &Forgotten) -> Option<&dyn SecureError> {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    known.iter().find_map(|known| known.view(value))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::any::TypeId;

    #[test]
    fn a_type_is_remembered_once_and_not_before_somebody_asks() {
        struct Type;
        let count = || {
            let known = KNOWN.read().unwrap();
            let of_it = Introduction::new(TypeId::of::<Type>(), |_| None);
            known.iter().filter(|known| known.is_of_the_same_type(&of_it)).count()
        };
        let of_it = || Introduction::new(TypeId::of::<Type>(), |_| None);
        // Another test may have asked already.
        if !EXPECTED.load(Ordering::Relaxed) {
            introduce(of_it());
        }
        expect();
        introduce(of_it());
        introduce(of_it());
        assert_eq!(count(), 1);
    }
}
