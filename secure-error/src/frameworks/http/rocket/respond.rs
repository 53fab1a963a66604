//! Errors as responders.

use super::local::Local;
use super::mark::marked;
use crate::error::AsSecure;
use crate::error::Fault;
use rocket::Request;
use rocket::response::{Responder, Result};

/// The response with the request ID. The error is entered for the request.
///
/// # Errors
///
/// None: rocket would send its own page for them.
pub fn respond(error: &(impl AsSecure + ?Sized), request: &Request<'_>) -> Result<'static> {
    let exchange = Local::of(request).exchange();
    let response = exchange.within(|| crate::frameworks::http::respond(error));
    Ok(marked(response, &exchange))
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
