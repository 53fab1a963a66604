//! juniper 0.18 (feature `juniper`).
//!
//! Resolvers return their own errors or a [`Fault`], and a `SecureErrorExecution` goes around the execution.
//!
//! The error in the response has its public message, and in `extensions` the `code`, `status` and `request_id`, the public
//! parameters, and `errors` and `retry_after` if there are any, each named as in problem details.
//!
//! juniper keeps nothing of an error but its text and `extensions`. So return `Result<T, MyError>` or `Result<T, Fault>`:
//! `?` in a function that returns a `FieldResult` forgets everything but the public message.

mod executed;
mod execution;
mod issued;

pub use self::{executed::Executed, execution::SecureErrorExecution};
use super::entering;
use crate::error::{AsSecure, Fault};
use ::juniper::{FieldError, IntoFieldError, ScalarValue};

/// The error as clients see it, entered for its request. For the impls that the derive writes.
#[must_use]
pub(crate) fn field_error<S: ScalarValue>(error: &impl AsSecure) -> FieldError<S> {
    entering(|| issued::own(error.as_secure()))
}

impl<S: ScalarValue> IntoFieldError<S> for Fault {
    fn into_field_error(self) -> FieldError<S> {
        field_error(&self)
    }
}

#[cfg(feature = "transaction")]
impl<S: ScalarValue, E: AsSecure> IntoFieldError<S> for crate::work::transaction::TransactionError<E> {
    fn into_field_error(self) -> FieldError<S> {
        field_error(&self)
    }
}

/// `impl IntoFieldError` for a type with `#[secure_error(juniper)]`, for every type of scalar: that is one more generic
/// parameter, at the end of those of the type.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_juniper {
    (($($attributes:tt)*) () ($type:ty) ($($bounds:tt)*)) => {
        $crate::__impl_juniper! { @append [<] [>] [$($attributes)*] [$type] [$($bounds)*] }
    };
    (($($attributes:tt)*) ($($generics:tt)+) ($type:ty) ($($bounds:tt)*)) => {
        $crate::__impl_juniper! { @append [] [$($generics)+] [$($attributes)*] [$type] [$($bounds)*] }
    };
    (@append [<] [>] $($rest:tt)*) => {
        $crate::__impl_juniper! { @write [<] $($rest)* }
    };
    (@append [$($seen:tt)+] [$(,)? >] $($rest:tt)*) => {
        $crate::__impl_juniper! { @write [$($seen)+ ,] $($rest)* }
    };
    (@append [$($seen:tt)*] [$next:tt $($more:tt)+] $($rest:tt)*) => {
        $crate::__impl_juniper! { @append [$($seen)* $next] [$($more)+] $($rest)* }
    };
    (@write [$($generics:tt)+] [$($attributes:tt)*] [$type:ty] [$($bounds:tt)*]) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)+ __SecureErrorScalar: $crate::__private::juniper::ScalarValue>
            $crate::__private::juniper::IntoFieldError<__SecureErrorScalar> for $type $($bounds)*
        {
            fn into_field_error(self) -> $crate::__private::juniper::FieldError<__SecureErrorScalar> {
                $crate::__private::field_error(&self)
            }
        }
    };
}
