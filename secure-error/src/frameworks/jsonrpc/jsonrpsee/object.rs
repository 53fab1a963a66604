//! Error objects of ours.

use crate::error::AsSecure;
use crate::error::Fault;
use crate::frameworks::jsonrpc::{self, By, RpcError};
use jsonrpsee_types::{ErrorObject, ErrorObjectOwned};
use serde_json::value::RawValue;

/// The error object of an error, after the report went to the log under the id that is in its `data`.
///
/// It is what `From` does, for a [`SecureError`](crate::SecureError) that has no `#[secure_error(jsonrpsee)]`.
#[must_use]
pub fn error_object(error: &(impl AsSecure + ?Sized)) -> ErrorObjectOwned {
    let object = object(jsonrpc::answer(error));
    note(&object, By::PublicFace);
    object
}

/// Says that an error object is meant for clients although no [`SecureError`](crate::SecureError) made it. Whoever calls
/// this vouches for every byte.
///
/// It holds for one answer: a [`SecureRpcLayer`](super::SecureRpcLayer) passes it on as it is, and logs that.
#[must_use]
pub fn pass_through(object: ErrorObjectOwned) -> ErrorObjectOwned {
    note(&object, By::Voucher);
    object
}

pub(super) fn object(error: RpcError) -> ErrorObjectOwned {
    let data = RawValue::from_string(error.data).ok();
    ErrorObject::owned(error.code, error.message, data)
}

/// How an error object is recognised: as it is sent.
pub(super) fn key(object: &ErrorObject<'_>) -> Option<String> {
    serde_json::to_string(object).ok()
}

pub(super) fn note(object: &ErrorObject<'_>, by: By) {
    if let Some(key) = key(object) {
        jsonrpc::note(&key, by);
    }
}

impl From<Fault> for ErrorObjectOwned {
    fn from(fault: Fault) -> Self {
        error_object(&fault)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> From<crate::work::transaction::TransactionError<E>> for ErrorObjectOwned {
    fn from(error: crate::work::transaction::TransactionError<E>) -> Self {
        error_object(&error)
    }
}
