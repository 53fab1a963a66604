//! Finds the `SecureError` in a value of which only `dyn Any` is left.
//!
//! Some frameworks keep an error as `Arc<dyn Any>` beside its text. That is enough to ask for one known type, and not
//! enough to ask whether it is a [`SecureError`]. So a type whose attribute names such a framework introduces itself
//! whenever one of its values is displayed, which the framework does before it forgets the type. From then on values of
//! it, and of the usual pointers to it, are known.
#![cfg_attr(
    not(feature = "async-graphql"),
    allow(dead_code, reason = "only some frameworks forget types")
)]

use crate::error::{AsSecure, SecureError};
use crate::fault::Fault;
use std::any::{Any, TypeId};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// A value of which only this is left.
type Forgotten = dyn Any + Send + Sync;

/// How the values of one type are recognised.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Introduction {
    id: TypeId,
    view: fn(&Forgotten) -> Option<&dyn SecureError>,
}

impl Introduction {
    /// Of a type, and of what usually holds its values.
    #[must_use]
    pub fn of<E: AsSecure + 'static>() -> Self {
        Self {
            id: TypeId::of::<E>(),
            view: view::<E>,
        }
    }
}

fn view<E: AsSecure + 'static>(value: &Forgotten) -> Option<&dyn SecureError> {
    let boxed = || value.downcast_ref::<Box<E>>().map(|error| &**error);
    let shared = || value.downcast_ref::<Arc<E>>().map(|error| &**error);
    let error = value.downcast_ref::<E>().or_else(boxed).or_else(shared);
    let error = error.map(AsSecure::as_secure);
    #[cfg(feature = "transaction")]
    let error = error.or_else(|| {
        let failed = value.downcast_ref::<crate::transaction::TransactionError<E>>()?;
        Some(failed.as_secure())
    });
    error
}

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
    let is_known = |known: &[Introduction]| known.iter().any(|known| known.id == introduction.id);
    if is_known(&KNOWN.read().unwrap_or_else(PoisonError::into_inner)) {
        return;
    }
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if !is_known(&known) {
        known.push(introduction);
    }
}

/// The error that it is, if it is one of ours, or of a type that was introduced.
pub(crate) fn recognise(value: &Forgotten) -> Option<&dyn SecureError> {
    let ours: [fn() -> Introduction; 3] = [
        Introduction::of::<Fault>,
        Introduction::of::<Box<dyn SecureError + Send + Sync>>,
        Introduction::of::<Arc<dyn SecureError + Send + Sync>>,
    ];
    let ours = ours.iter().find_map(|ours| (ours().view)(value));
    ours.or_else(|| {
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().find_map(|known| (known.view)(value))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::internal::fixtures::{AccountError, busy};

    type Owned = AccountError<'static>;

    fn code(value: impl Any + Send + Sync) -> Option<&'static str> {
        recognise(&value).map(SecureError::error_code)
    }

    #[test]
    fn a_type_is_known_from_its_introduction_on_and_so_are_pointers_to_it() {
        assert_eq!(code(busy()), None);
        introduce(Introduction::of::<Owned>());
        assert_eq!(code(busy()), None, "nobody expected it");
        expect();
        introduce(Introduction::of::<Owned>());
        introduce(Introduction::of::<Owned>());
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner).clone();
        assert_eq!(known.iter().filter(|it| it.id == TypeId::of::<Owned>()).count(), 1);
        let expected = Some("SERVICE_UNAVAILABLE");
        assert_eq!(code(busy()), expected);
        assert_eq!(code(Box::new(busy())), expected);
        assert_eq!(code(Arc::new(busy())), expected);
        #[cfg(feature = "transaction")]
        assert_eq!(code(crate::transaction::TransactionError::undone(busy())), expected);
    }

    #[test]
    fn what_has_no_type_any_more_is_known_from_the_start_and_text_never() {
        let expected = Some("SERVICE_UNAVAILABLE");
        assert_eq!(code(Fault::from(busy())), expected);
        assert_eq!(code(Box::new(busy()) as Box<dyn SecureError + Send + Sync>), expected);
        assert_eq!(code(Arc::new(busy()) as Arc<dyn SecureError + Send + Sync>), expected);
        assert_eq!(code("text"), None);
        assert_eq!(code(std::io::Error::other("text")), None);
    }
}
