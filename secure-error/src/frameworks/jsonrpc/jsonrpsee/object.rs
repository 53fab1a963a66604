//! Error objects of ours.

use crate::error::AsSecure;
use crate::error::Fault;
use crate::frameworks::jsonrpc::{self, RpcError};
use jsonrpsee_types::{ErrorObject, ErrorObjectOwned};
use serde_json::value::RawValue;

/// The error object of an error. Its record is written under the id that is in its `data` when it is sent; where there is no
/// [`SecureRpcLayer`](super::SecureRpcLayer), at once.
///
/// It is what `From` does, for a [`SecureError`](crate::SecureError) that has no `#[secure_error(jsonrpsee)]`.
#[must_use]
pub fn error_object(error: &(impl AsSecure + ?Sized)) -> ErrorObjectOwned {
    jsonrpc::entered(error, |error| {
        let object = object(error);
        let key = key(&object);
        (object, key)
    })
}

/// Says that an error object is meant for clients although no [`SecureError`](crate::SecureError) made it. The caller
/// vouches for every byte.
///
/// A [`SecureRpcLayer`](super::SecureRpcLayer) passes an error object of these bytes on as it is, and logs that.
#[must_use]
pub fn pass_through(object: ErrorObjectOwned) -> ErrorObjectOwned {
    jsonrpc::vouched(key(&object));
    object
}

pub(super) fn object(error: RpcError) -> ErrorObjectOwned {
    let data = RawValue::from_string(error.data).ok();
    ErrorObject::owned(error.code, error.message, data)
}

/// How an error object is found again: as it is sent.
pub(super) fn key(object: &ErrorObject<'_>) -> Option<Vec<u8>> {
    serde_json::to_vec(object).ok()
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
