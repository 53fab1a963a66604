//! Finds the [`SecureError`] in what async-graphql keeps of an error.
//!
//! `?` makes an `async_graphql::Error` of any error, by an impl that no type can replace: it displays the error, and keeps it
//! as `Arc<dyn Any>`. That is enough to ask for one known type, and not enough to ask whether it is a [`SecureError`]. So a
//! type with `#[secure_error(async_graphql)]` introduces itself whenever one of its values is displayed, and is known then.

use crate::error::{AsSecure, Fault, SecureError};
use std::any::{Any, TypeId};
use std::sync::{Arc, PoisonError, RwLock};

type Forgotten = dyn Any + Send + Sync;
type View = fn(&Forgotten) -> Option<&dyn SecureError>;

/// As many as the program has types that ask for it.
static KNOWN: RwLock<Vec<(TypeId, View)>> = RwLock::new(Vec::new());

/// Remembers a type, and what usually holds its values.
pub fn introduce<E: AsSecure + 'static>() {
    let id = TypeId::of::<E>();
    let is_known = |known: &[(TypeId, View)]| known.iter().any(|(known, _)| *known == id);
    if is_known(&KNOWN.read().unwrap_or_else(PoisonError::into_inner)) {
        return;
    }
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if !is_known(&known) {
        known.push((id, view::<E>));
    }
}

/// The error that it is, if it is one of ours, or of a type that was introduced.
pub(super) fn recognise(value: &Forgotten) -> Option<&dyn SecureError> {
    let ours: [View; 3] = [
        view::<Fault>,
        view::<Box<dyn SecureError + Send + Sync>>,
        view::<Arc<dyn SecureError + Send + Sync>>,
    ];
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    let introduced = known.iter().map(|(_, view)| view);
    ours.iter().chain(introduced).find_map(|view| view(value))
}

fn view<E: AsSecure + 'static>(value: &Forgotten) -> Option<&dyn SecureError> {
    let boxed = || value.downcast_ref::<Box<E>>().map(|error| &**error);
    let shared = || value.downcast_ref::<Arc<E>>().map(|error| &**error);
    let error = value.downcast_ref::<E>().or_else(boxed).or_else(shared);
    let error = error.map(AsSecure::as_secure);
    #[cfg(feature = "transaction")]
    let error = error.or_else(|| {
        let failed = value.downcast_ref::<crate::work::transaction::TransactionError<E>>()?;
        Some(failed.as_secure())
    });
    error
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
        introduce::<Owned>();
        introduce::<Owned>();
        let of_it = |(id, _): &&(TypeId, View)| *id == TypeId::of::<Owned>();
        assert_eq!(KNOWN.read().unwrap().iter().filter(of_it).count(), 1);
        let expected = Some("SERVICE_UNAVAILABLE");
        assert_eq!(code(busy()), expected);
        assert_eq!(code(Box::new(busy())), expected);
        assert_eq!(code(Arc::new(busy())), expected);
        #[cfg(feature = "transaction")]
        assert_eq!(
            code(crate::work::transaction::TransactionError::undone(busy())),
            expected
        );
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
