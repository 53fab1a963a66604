//! salvo 1 (feature `salvo`, which needs Rust 1.95).
//!
//! A type with `#[secure_error(salvo)]` is a [`Scribe`](salvo_core::Scribe), so a handler may return `Result<_, MyError>`,
//! and `res.render(error)` works too. It replaces a body that was written before.
//!
//! [`SecureErrorLayer`](crate::SecureErrorLayer) is a hoop. Put it first among those of the service, where it also sees
//! requests without a route. With it the environment variable `SALVO_STATUS_ERROR` has no effect: a `StatusError` becomes a
//! response, and is recorded, before salvo would write it. Without it, set `SALVO_STATUS_ERROR=never_detail,never_cause`.
//!
//! Development details (`DevDetails`) work with the tower layer only: here they show nothing.

mod hoop;
mod pass_through;
pub(crate) mod scribe;

/// `impl Scribe` for a type with `#[secure_error(salvo)]`. That makes it a `Writer`: salvo has an impl for all of them.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_salvo {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::salvo_core::Scribe for $type $($bounds)* {
            fn render(self, response: &mut $crate::__private::salvo_core::Response) {
                $crate::__private::render_salvo(&self, response);
            }
        }
    };
}
