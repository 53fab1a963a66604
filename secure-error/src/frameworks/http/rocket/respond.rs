//! Errors as responders.

use super::convert;
use super::local::Local;
use crate::error::AsSecure;
use crate::error::Fault;
use rocket::response::{Responder, Result};
use rocket::{Request, Response};

/// The answer under the id of the request, after its report was logged under that.
///
/// # Errors
///
/// None: rocket would send its own page for them.
pub fn respond(error: &(impl AsSecure + ?Sized), request: &Request<'_>) -> Result<'static> {
    let local = Local::of(request);
    let answer = local.passage().within(|| crate::frameworks::http::respond(error));
    Ok(vouched(answer, local))
}

/// An answer of ours as one of rocket, which the fairing recognises.
pub(super) fn vouched(mut answer: http::Response<Vec<u8>>, local: &Local) -> Response<'static> {
    let extensions = std::mem::take(answer.extensions_mut());
    let mut answer = convert::rocket(answer);
    local.vouch(&mut answer, extensions);
    answer
}

impl Responder<'_, 'static> for Fault {
    fn respond_to(self, request: &Request<'_>) -> Result<'static> {
        respond(&self, request)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> Responder<'_, 'static> for crate::work::transaction::TransactionError<E> {
    fn respond_to(self, request: &Request<'_>) -> Result<'static> {
        respond(&self, request)
    }
}
