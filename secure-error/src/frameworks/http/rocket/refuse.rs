//! Guards that fail.

use super::refusal::Refusal;
use crate::error::AsSecure;
use rocket::Request;
use rocket::http::Status;
use rocket::outcome::Outcome;

/// Fails a request guard with this error.
///
/// rocket passes only the status of a failed guard to the catcher, and drops the error. This function keeps the error for the
/// default catcher of the [`SecureErrorLayer`](crate::SecureErrorLayer), which responds with it. If a catcher of the application
/// responds with text and the same status instead, the error is the record of that response.
///
/// ```
/// use rocket::request::{FromRequest, Outcome, Request};
/// use secure_error::SecureError;
/// use secure_error::frameworks::rocket::{Refusal, refuse};
///
/// #[derive(SecureError)]
/// #[public(status = 401, code = "NO_KEY", challenge = "Bearer realm=\"api\"")]
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
/// It works in data guards (`FromData`) too. A handler that takes a `Result<Key, Refusal>` may respond with the [`Refusal`].
/// A handler that takes an `Option<Key>` has handled the error, which has no record behind the fairing. Without the fairing it
/// always has one.
pub fn refuse<S, F>(
    request: &Request<'_>,
    error: impl AsSecure + Send + Sync + 'static,
) -> Outcome<S, (Status, Refusal), F> {
    let refusal = Refusal::new(error, request);
    Outcome::Error((Status::new(refusal.status().as_u16()), refusal))
}
