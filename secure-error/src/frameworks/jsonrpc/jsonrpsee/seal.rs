//! An error object that no `SecureError` made becomes what its code alone says.

use super::object::{key, object};
use crate::frameworks::jsonrpc::{Call, Outgoing, Sealed};
use crate::public::problem;
use crate::request::RequestId;
use jsonrpsee_types::error::{
    BATCHES_NOT_SUPPORTED_CODE, BATCHES_NOT_SUPPORTED_MSG, OVERSIZED_REQUEST_CODE, OVERSIZED_REQUEST_MSG,
    OVERSIZED_RESPONSE_CODE, OVERSIZED_RESPONSE_MSG, SERVER_IS_BUSY_CODE, SERVER_IS_BUSY_MSG,
    TOO_BIG_BATCH_REQUEST_CODE, TOO_BIG_BATCH_REQUEST_MSG, TOO_BIG_BATCH_RESPONSE_CODE, TOO_BIG_BATCH_RESPONSE_MSG,
    TOO_MANY_SUBSCRIPTIONS_CODE, TOO_MANY_SUBSCRIPTIONS_MSG,
};
use jsonrpsee_types::{ErrorObject, ErrorObjectOwned};

/// What is to be sent instead of an error, whose record is written; `None` if it goes on as it is. With the id that the
/// client gets.
pub(super) fn instead(error: &ErrorObject<'_>, call: &Call) -> (Option<ErrorObjectOwned>, RequestId) {
    let code = error.code();
    let (outgoing, entry) = call.send(key(error).as_deref(), code, &sealed(code), || text(error));
    match outgoing {
        Outgoing::AsItIs => (None, entry.id()),
        Outgoing::Again(body) => {
            let again = serde_json::from_slice(&body);
            let again = again.unwrap_or_else(|_| object(call.instead(&sealed(code))));
            (Some(again), call.request_id())
        }
        Outgoing::Instead(error) => (Some(object(error)), call.request_id()),
    }
}

/// What is sent instead of something that should be an error object with this code and is not.
pub(super) fn instead_of_other(code: i32, text: &str, call: &Call) -> ErrorObjectOwned {
    let sealed = sealed(code);
    call.foreign("ForeignResponse", code, &sealed, text);
    object(call.instead(&sealed))
}

/// For operators.
fn text(error: &ErrorObject<'_>) -> String {
    let (code, message) = (error.code(), error.message());
    match error
        .data()
        .map(|data| (data, serde_json::from_str::<String>(data.get())))
    {
        Some((_, Ok(data))) => format!("{code} {message}: {data}"),
        Some((data, Err(_))) => format!("{code} {message}: {data}"),
        None => format!("{code} {message}"),
    }
}

/// What is said instead of an error with this code.
pub(super) fn sealed(code: i32) -> Sealed {
    let (problem, meaning) = match code {
        BATCHES_NOT_SUPPORTED_CODE => (&problem::BAD_REQUEST, BATCHES_NOT_SUPPORTED_MSG),
        TOO_MANY_SUBSCRIPTIONS_CODE => (&problem::TOO_MANY_REQUESTS, TOO_MANY_SUBSCRIPTIONS_MSG),
        OVERSIZED_REQUEST_CODE => (&problem::CONTENT_TOO_LARGE, OVERSIZED_REQUEST_MSG),
        OVERSIZED_RESPONSE_CODE => (&problem::INTERNAL_ERROR, OVERSIZED_RESPONSE_MSG),
        SERVER_IS_BUSY_CODE => (&problem::SERVICE_UNAVAILABLE, SERVER_IS_BUSY_MSG),
        TOO_BIG_BATCH_REQUEST_CODE => (&problem::CONTENT_TOO_LARGE, TOO_BIG_BATCH_REQUEST_MSG),
        TOO_BIG_BATCH_RESPONSE_CODE => (&problem::CONTENT_TOO_LARGE, TOO_BIG_BATCH_RESPONSE_MSG),
        _ => return Sealed::predefined(code).unwrap_or(Sealed::INTERNAL),
    };
    Sealed::named(problem, code, meaning)
}
