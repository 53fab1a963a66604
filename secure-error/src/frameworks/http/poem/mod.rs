//! poem 3 (feature `poem`).
//!
//! A type with `#[secure_error(poem)]` is a [`ResponseError`](poem::error::ResponseError), so a handler may return
//! `Result<_, MyError>`, or use `?` in a handler that returns `poem::Result`. Until its response is created it stays the same
//! error: `catch_error` and `downcast_ref` find it, and what they handle is not logged.
//!
//! [`SecureErrorLayer`](crate::SecureErrorLayer) is a middleware. Make it the outermost one. An error with a status below 400
//! becomes a 500 there, and is logged; it may redirect (3xx), without a body. If inner middleware creates the response of
//! such an error, it looks like a success: it is sent unchanged, and not logged. Development details (`DevDetails`) work with
//! the tower layer only: here they show nothing.

mod endpoint;
mod pass_through;
pub(crate) mod response;

pub use endpoint::SecureErrorEndpoint;
pub use pass_through::PassThroughEndpoint;

/// `impl ResponseError` for a type with `#[secure_error(poem)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_poem {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::poem::error::ResponseError for $type $($bounds)* {
            fn status(&self) -> $crate::__private::poem::http::StatusCode {
                $crate::__private::status_poem(self)
            }

            fn as_response(&self) -> $crate::__private::poem::Response {
                $crate::__private::answer_poem(self)
            }
        }
    };
}
