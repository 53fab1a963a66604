//! actix-web 4 (feature `actix-web`).
//!
//! A type with `#[secure_error(actix_web)]` is a `ResponseError`, so a handler returns `Result<impl Responder, MyError>`, or
//! converts it into an `actix_web::Error` with `?`. The boundary is `App::new().wrap(SecureErrorLayer::new())`.
//!
//! ```
//! use actix_web::{App, web};
//! use secure_error::{SecureError, SecureErrorLayer};
//!
//! #[derive(SecureError)]
//! #[secure_error(actix_web)]
//! enum AccountError {
//!     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
//!     #[internal("no row in accounts_v2 for account {id}")]
//!     NotFound { id: u64 },
//! }
//!
//! async fn account(id: web::Path<u64>) -> Result<String, AccountError> {
//!     Err(AccountError::NotFound { id: id.into_inner() })
//! }
//!
//! let app = App::new()
//!     .route("/accounts/{id}", web::get().to(account))
//!     .wrap(SecureErrorLayer::new()); // what is wrapped later is around it
//! # let _ = app;
//! ```
//!
//! A response that was created from an error is a failure whatever its status: below 400 it becomes a 500, and is logged. An
//! error may redirect (3xx), without a body. Middleware that turns a failure into a success must build a new response.

mod body;
mod convert;
mod failure;
mod middleware;
mod outgoing;
mod pass_through;
pub(crate) mod response;

pub use middleware::{SecureErrorMiddleware, SecureErrorMiddlewareFuture};
pub use pass_through::{PassThroughMiddleware, PassThroughMiddlewareFuture};
pub use response::response;

/// `impl ResponseError` for a type with `#[secure_error(actix_web)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_actix_web {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::actix_web::ResponseError for $type $($bounds)* {
            fn status_code(&self) -> $crate::__private::actix_web::http::StatusCode {
                $crate::__private::status_actix_web(self)
            }

            fn error_response(&self) -> $crate::__private::actix_web::HttpResponse {
                $crate::__private::answer_actix_web(self)
            }
        }
    };
}
