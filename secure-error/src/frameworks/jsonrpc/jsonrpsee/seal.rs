//! An error object that no `SecureError` made becomes what its code alone says.

use super::object::{key, object};
use crate::boundary::Passage;
use crate::frameworks::jsonrpc::{self, By, RpcError, Sealed};
use crate::public::problem;
use jsonrpsee_types::error::{
    BATCHES_NOT_SUPPORTED_CODE, BATCHES_NOT_SUPPORTED_MSG, OVERSIZED_REQUEST_CODE, OVERSIZED_REQUEST_MSG,
    OVERSIZED_RESPONSE_CODE, OVERSIZED_RESPONSE_MSG, SERVER_IS_BUSY_CODE, SERVER_IS_BUSY_MSG,
    TOO_BIG_BATCH_REQUEST_CODE, TOO_BIG_BATCH_REQUEST_MSG, TOO_BIG_BATCH_RESPONSE_CODE, TOO_BIG_BATCH_RESPONSE_MSG,
    TOO_MANY_SUBSCRIPTIONS_CODE, TOO_MANY_SUBSCRIPTIONS_MSG,
};
use jsonrpsee_types::{ErrorObject, ErrorObjectOwned};

/// What is to be sent instead of an error, after it was logged; nothing if it may go on.
///
/// `passage` is the call that it belongs to, which this thread must be answering.
pub(super) fn instead(error: &ErrorObject<'_>, passage: &Passage, method: &str) -> Option<ErrorObjectOwned> {
    let sealed = match made_by(error) {
        Some(By::PublicFace) => return None,
        Some(By::Voucher) => {
            let sealed = sealed(error.code());
            jsonrpc::log_foreign(
                &passage,
                "PassedThrough",
                sealed.answer,
                "an error was passed on as it is",
                method,
            );
            return None;
        }
        None => sealed(error.code()),
    };
    jsonrpc::log_foreign(&passage, "ForeignAnswer", sealed.answer, &text(error), method);
    Some(object(RpcError::instead(&sealed, &passage.request_id())))
}

pub(super) fn made_by(error: &ErrorObject<'_>) -> Option<By> {
    key(error).and_then(|key| jsonrpc::take(&key))
}

/// Whether somebody answers for it, who may be asked again.
pub(super) fn is_known(error: &ErrorObject<'_>) -> bool {
    key(error).is_some_and(|key| jsonrpc::look_up(&key).is_some())
}

/// For operators.
pub(super) fn text(error: &ErrorObject<'_>) -> String {
    let (code, message) = (error.code(), error.message());
    match error.data() {
        Some(data) => format!("{code} {message}: {data}"),
        None => format!("{code} {message}"),
    }
}

/// What is said instead of an error with this code.
pub(super) fn sealed(code: i32) -> Sealed {
    let (answer, meaning) = match code {
        BATCHES_NOT_SUPPORTED_CODE => (&problem::BAD_REQUEST, BATCHES_NOT_SUPPORTED_MSG),
        TOO_MANY_SUBSCRIPTIONS_CODE => (&problem::TOO_MANY_REQUESTS, TOO_MANY_SUBSCRIPTIONS_MSG),
        OVERSIZED_REQUEST_CODE => (&problem::CONTENT_TOO_LARGE, OVERSIZED_REQUEST_MSG),
        OVERSIZED_RESPONSE_CODE => (&problem::INTERNAL_ERROR, OVERSIZED_RESPONSE_MSG),
        SERVER_IS_BUSY_CODE => (&problem::SERVICE_UNAVAILABLE, SERVER_IS_BUSY_MSG),
        TOO_BIG_BATCH_REQUEST_CODE => (&problem::CONTENT_TOO_LARGE, TOO_BIG_BATCH_REQUEST_MSG),
        TOO_BIG_BATCH_RESPONSE_CODE => (&problem::CONTENT_TOO_LARGE, TOO_BIG_BATCH_RESPONSE_MSG),
        _ => return Sealed::predefined(code).unwrap_or(Sealed::INTERNAL),
    };
    Sealed::named(answer, code, meaning)
}
