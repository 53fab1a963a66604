//! async-graphql 7 (feature `async-graphql`; needs Rust 1.89).
//!
//! `SecureErrorExtension` goes into the schema, and resolvers return their own errors or a [`Fault`].
//!
//! The error in the response has its public message, and in `extensions` the `code`, `status` and `request_id`, the public
//! parameters, and `errors` and `retry_after` if there are any, each named as in problem details.
//!
//! Without the extension, `?` shows the public message and nothing else, and nothing is logged. `ErrorExtensions::extend` of
//! the error adds its extensions, and is logged then.

mod arguments;
mod client_error;
mod extension;
mod input;
pub(crate) mod introduction;
mod issued;
mod sealing;

pub use self::{extension::SecureErrorExtension, issued::seal};
use super::entering;
use crate::error::{AsSecure, Fault};
use ::async_graphql::{Error, ErrorExtensions};

/// The error as clients see it, entered for its request. For the impls that the derive writes.
#[must_use]
pub(crate) fn extended(error: &impl AsSecure) -> Error {
    entering(|| issued::IssuedError::own(error.as_secure(), None)).into_error()
}

impl ErrorExtensions for Fault {
    fn extend(&self) -> Error {
        extended(self)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> ErrorExtensions for crate::work::transaction::TransactionError<E> {
    fn extend(&self) -> Error {
        extended(self)
    }
}

/// `impl ErrorExtensions` for a type with `#[secure_error(async_graphql)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_async_graphql {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::async_graphql::ErrorExtensions for $type $($bounds)* {
            fn extend(&self) -> $crate::__private::async_graphql::Error {
                $crate::__private::extended(self)
            }
        }
    };
}
