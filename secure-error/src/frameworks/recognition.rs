//! Finds the [`SecureError`] in a `dyn Any`: of a type that was [registered](crate::error::introduction), of a type of this
//! crate, or in one of the usual pointers to them.
#![cfg_attr(
    not(feature = "async-graphql"),
    allow(dead_code, reason = "only some frameworks forget types")
)]

use crate::error::Fault;
use crate::error::introduction;
use crate::error::{AsSecure, Forgotten, Introduction, SecureError};
use std::any::TypeId;
use std::sync::Arc;

/// For a type, and the usual pointers to its values.
#[must_use]
pub fn introduction_of<E: AsSecure + 'static>() -> Introduction {
    Introduction::new(TypeId::of::<E>(), view::<E>)
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

/// Returns the error if its type is one of this crate, or registered.
pub(crate) fn recognise(value: &Forgotten) -> Option<&dyn SecureError> {
    let ours = [
        view::<Fault>,
        view::<Box<dyn SecureError + Send + Sync>>,
        view::<Arc<dyn SecureError + Send + Sync>>,
    ];
    ours.iter()
        .find_map(|view| view(value))
        .or_else(|| introduction::known(value))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::error::introduction::{expect, introduce};
    use crate::internal::fixtures::{AccountError, busy};
    use std::any::Any;

    type Owned = AccountError<'static>;

    fn code(value: impl Any + Send + Sync) -> Option<&'static str> {
        recognise(&value).map(SecureError::error_code)
    }

    #[test]
    fn a_type_is_known_from_its_introduction_on_and_so_are_pointers_to_it() {
        assert_eq!(code(busy()), None);
        expect();
        introduce(introduction_of::<Owned>());
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
