//! Guards that fail.

use super::local::Local;
use super::respond::respond;
use crate::boundary::Passage;
use crate::error::{AsSecure, SecureError};
use crate::frameworks::answered::answered;
use crate::unwind::contained;
use http::StatusCode;
use rocket::Request;
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::response::{Responder, Result};
use std::fmt;
use std::sync::Arc;

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
    let refusal = Refusal(Arc::new(error));
    let status = Status::new(refusal.status().as_u16());
    Local::of(request).keep_refusal(refusal.clone());
    Outcome::Error((status, refusal))
}

/// Why a guard has failed: see [`refuse`].
///
/// rocket logs the `Debug` of it, which shows status and code.
#[derive(Clone)]
pub struct Refusal(Arc<dyn AsSecure + Send + Sync>);

impl Refusal {
    pub(super) fn status(&self) -> StatusCode {
        contained(|| self.as_secure().public().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Logs it for an answer that somebody else has made.
    pub(super) fn log_as_answer(&self, passage: &Passage) {
        passage.within(|| answered(self.as_secure(), |_, _| ((), None)));
    }

    /// Logs it beside the answer.
    pub(super) fn log(&self, passage: &Passage) {
        passage.within(|| contained(|| self.as_secure().report().log()));
    }
}

impl AsSecure for Refusal {
    fn as_secure(&self) -> &dyn SecureError {
        self.0.as_secure()
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = self.as_secure();
        f.debug_struct("Refusal")
            .field("status", &error.status().as_u16())
            .field("code", &error.error_code())
            .finish()
    }
}

/// The answer of the error, for handlers that take a `Result<_, Refusal>`.
impl Responder<'_, 'static> for Refusal {
    fn respond_to(self, request: &Request<'_>) -> Result<'static> {
        drop(Local::of(request).take_refusal());
        respond(&self, request)
    }
}
