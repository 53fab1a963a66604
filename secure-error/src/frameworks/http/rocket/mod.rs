//! rocket 0.5 (feature `rocket`): errors as responders, and [`SecureErrorLayer`](crate::SecureErrorLayer) as a fairing.
//!
//! ```
//! use rocket::{Build, Rocket, get, routes};
//! use secure_error::{SecureError, SecureErrorLayer, frameworks};
//!
//! #[derive(SecureError)]
//! #[secure_error(rocket)]
//! enum DeskError {
//!     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
//!     #[internal("no account {account}")]
//!     NoAccount { account: u64 },
//! }
//!
//! #[get("/accounts/<account>")]
//! fn owner(account: u64) -> Result<&'static str, DeskError> {
//!     Err(DeskError::NoAccount { account })
//! }
//!
//! fn service() -> Rocket<Build> {
//!     rocket::build()
//!         .attach(SecureErrorLayer::new())
//!         .mount("/", frameworks::rocket::routes(routes![owner]))
//! }
//! # let _ = service;
//! ```
//!
//! The fairing sets the ID of every request and response, records every failed request once, and seals responses of 400 and
//! above that do not come from a [`SecureError`](crate::SecureError). Attach it first, so that other fairings see the ID; for
//! responses it runs after those that are attached to the `Rocket` before launch, wherever it stands. If there is no default
//! catcher for `/`, the fairing registers one.
//!
//! [`routes`] and [`catchers`] do what a fairing cannot, because it does not run the handlers: inside them
//! [`RequestId::current`](crate::RequestId::current) returns the ID, and a panic becomes a response whose record has its
//! message. A [`RequestId`](crate::RequestId) is also a request guard, which needs neither. [`refuse`] is for guards that fail.
//!
//! It cannot see a failure below 400: rocket sends the `Err` of a `Result<T, String>` as a 200. `DevDetails` adds nothing
//! here.

mod body;
mod catcher;
mod convert;
mod fairing;
mod handlers;
mod local;
mod mark;
mod outgoing;
mod passed;
mod refusal;
mod refuse;
pub(crate) mod respond;

pub use {
    handlers::{catchers, passing_through, routes},
    passed::PassedThrough,
    refusal::Refusal,
    refuse::refuse,
};

/// `impl Responder` for a type with `#[secure_error(rocket)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_rocket {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::rocket::response::Responder<'_, 'static> for $type $($bounds)* {
            fn respond_to(
                self,
                request: &$crate::__private::rocket::Request<'_>,
            ) -> $crate::__private::rocket::response::Result<'static> {
                $crate::__private::respond_rocket(&self, request)
            }
        }
    };
}
