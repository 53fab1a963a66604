//! `lambda_http` 1, and `lambda_runtime` 1 below it (feature `lambda-http`).
//!
//! ```no_run
//! use lambda_http::tower::Layer;
//! use lambda_http::{Error, Request, service_fn};
//! use secure_error::SecureError;
//! use secure_error::frameworks::lambda_http::SecureLambdaLayer;
//!
//! #[derive(SecureError)]
//! #[secure_error(lambda_http)]
//! enum AccountError {
//!     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
//!     NotFound,
//! }
//!
//! async fn handle(_: Request) -> Result<String, AccountError> {
//!     Err(AccountError::NotFound)
//! }
//!
//! # async fn start() -> Result<(), Error> {
//! lambda_http::run(SecureLambdaLayer::new().layer(service_fn(handle))).await
//! # }
//! ```
//!
//! A type with `#[secure_error(lambda_http)]` converts into a response (`lambda_http::IntoResponse`), and into the
//! diagnostic of a failed handler (`Into<lambda_runtime::Diagnostic>`): its code and its public message. So do
//! [`Fault`](crate::Fault) and `TransactionError` (feature `transaction`).
//!
//! A `Diagnostic` is not an HTTP response. It goes to the invoker of the function, and a gateway turns it into a 502.
//! [`SecureLambdaLayer`] sends the response of the error, and seals everything else.

pub(crate) mod answer;
mod future;
mod layer;

pub use future::{SecureLambdaEventFuture, SecureLambdaHttpFuture};
pub use layer::{SecureLambdaLayer, SecureLambdaService};

/// Makes a type with `#[secure_error(lambda_http)]` a response, and a failure of a function.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_lambda_http {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::lambda_http::IntoResponse for $type $($bounds)* {
            fn into_response(self) -> $crate::__private::LambdaAnswer {
                $crate::__private::answer_lambda(&self)
            }
        }

        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::core::convert::From<$type>
            for $crate::__private::lambda_http::lambda_runtime::Diagnostic $($bounds)*
        {
            fn from(error: $type) -> Self {
                $crate::__private::diagnostic(&error)
            }
        }
    };
}
