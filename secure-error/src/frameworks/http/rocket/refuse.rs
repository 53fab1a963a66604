//! Guards that fail.

use super::local::Local;
use super::refusal::Refusal;
use super::respond::respond;
use crate::error::AsSecure;
use rocket::Request;
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::response::{Responder, Result};

/// A guard fails with this error.
///
/// rocket shows a catcher the status of a guard that fails, and drops the error. This leaves the error for the default
/// catcher of the [`SecureErrorLayer`](crate::SecureErrorLayer), which answers with it. If a catcher of the application
/// answers instead, or there is no fairing, the error is logged.
///
/// ```
/// use rocket::request::{FromRequest, Outcome, Request};
/// use secure_error::SecureError;
/// use secure_error::frameworks::rocket::{Refusal, refuse};
///
/// #[derive(SecureError)]
/// #[public(status = 401, code = "NO_KEY", challenge = "Bearer")]
/// #[internal("an unknown key for {tenant}")]
/// struct NoKey {
///     tenant: String,
/// }
///
/// struct Key;
///
/// #[rocket::async_trait]
/// impl<'r> FromRequest<'r> for Key {
///     type Error = Refusal;
///
///     async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Refusal> {
///         match request.headers().get_one("x-key") {
///             Some("sesame") => Outcome::Success(Self),
///             _ => refuse(request, NoKey { tenant: "acme".to_owned() }),
///         }
///     }
/// }
/// ```
///
/// It is for guards of data (`FromData`) too. A handler that takes a `Result<Key, Refusal>` may answer with the
/// [`Refusal`]. One that takes an `Option<Key>` has handled it: behind the fairing it is logged only if the request fails
/// after all; without the fairing it is always logged.
pub fn refuse<S, F>(
    request: &Request<'_>,
    error: impl AsSecure + Send + Sync + 'static,
) -> Outcome<S, (Status, Refusal), F> {
    let refusal = Refusal::new(error);
    let status = Status::new(refusal.status().as_u16());
    Local::of(request).keep_refusal(refusal.clone());
    Outcome::Error((status, refusal))
}

/// The answer of the error, for handlers that take a `Result<_, Refusal>`.
impl Responder<'_, 'static> for Refusal {
    fn respond_to(self, request: &Request<'_>) -> Result<'static> {
        drop(Local::of(request).take_refusal());
        respond(&self, request)
    }
}
