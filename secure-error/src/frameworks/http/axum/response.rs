//! Errors as responses.

use axum_core::response::{IntoResponse, Response};

use crate::error::{AsSecure, Fault};

/// Converts an error into a response of axum. For the impls that the derive writes.
#[must_use]
pub fn answer(error: &impl AsSecure) -> Response {
    crate::frameworks::http::respond(error)
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        answer(&self)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> IntoResponse for crate::work::transaction::TransactionError<E> {
    fn into_response(self) -> Response {
        answer(&self)
    }
}

/// `impl IntoResponse` for a type with `#[secure_error(axum)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_axum {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::axum_core::response::IntoResponse for $type $($bounds)* {
            fn into_response(self) -> $crate::__private::axum_core::response::Response {
                $crate::__private::answer_axum(&self)
            }
        }
    };
}
