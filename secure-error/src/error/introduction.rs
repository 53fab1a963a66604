//! Types whose values are recognised when only `dyn Any` is left of them.
//!
//! Some frameworks keep an error as `Arc<dyn Any>` beside its text. That is enough to ask for one known type, and not
//! enough to ask whether it is a [`SecureError`]. So a type whose attribute names such a framework introduces itself
//! whenever one of its values is displayed, which the framework does before it forgets the type. From then on it is known.
#![cfg_attr(
    not(feature = "async-graphql"),
    allow(dead_code, reason = "only some frameworks forget types")
)]

use crate::error::{Forgotten, Introduction, SecureError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

/// Whether anybody will ask.
static EXPECTED: AtomicBool = AtomicBool::new(false);

/// As many as the program has types that ask for it.
static KNOWN: RwLock<Vec<Introduction>> = RwLock::new(Vec::new());

/// From now on somebody asks; before that, no error has to pay for a list.
pub(crate) fn expect() {
    EXPECTED.store(true, Ordering::Relaxed);
}

/// Remembers a type.
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

/// The error that it is, if it is of a type that was introduced.
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
