//! axum, through `axum-core` only (feature `axum`).

#[cfg(feature = "axum")]
use axum_core::response::{IntoResponse, Response};

#[cfg(feature = "axum")]
use crate::{error::AsSecure, fault::Fault};

/// Answers with a new request id and logs the report under it. For the impls that the derive writes.
#[cfg(feature = "axum")]
#[must_use]
pub fn answer(error: &impl AsSecure) -> Response {
    super::answer(error)
}

#[cfg(feature = "axum")]
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        answer(&self)
    }
}

#[cfg(all(feature = "axum", feature = "transaction"))]
impl<E: AsSecure> IntoResponse for crate::transaction::TransactionError<E> {
    fn into_response(self) -> Response {
        answer(&self)
    }
}

/// `impl IntoResponse` for a type with `#[secure_error(axum)]`.
#[cfg(feature = "axum")]
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

/// Says which feature is missing.
///
/// ```compile_fail
/// #[derive(secure_error::SecureError)]
/// #[secure_error(axum)]
/// struct Error;
/// ```
#[cfg(not(feature = "axum"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_axum {
    ($($type:tt)*) => {
        $crate::__private::core::compile_error!(
            "`#[secure_error(axum)]` needs a feature of secure-error; write `features = [\"axum\"]` in Cargo.toml"
        );
    };
}
