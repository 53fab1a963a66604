//! poem 3 (feature `poem`).
//!
//! A type with `#[secure_error(poem)]` is a [`ResponseError`](poem::error::ResponseError), so a handler may return
//! `Result<_, MyError>`, or use `?` where it returns `poem::Result`. Until its response is made it stays the error that it is:
//! `catch_error` and `downcast_ref` find it, and what they handle is not logged.
//!
//! [`SecureErrorLayer`](crate::SecureErrorLayer) is a middleware. Put it outermost. An error with a status below 400 is a 500
//! there, and logged; it may redirect (3xx), without a body. Where middleware inside makes the response of such an error,
//! nothing tells it from a success: it is sent as it is, and not logged. Development details (`DevDetails`) are for
//! the tower layer only: here they show nothing.

mod endpoint;
pub(crate) mod response;

pub use endpoint::SecureErrorEndpoint;

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
