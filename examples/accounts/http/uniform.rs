//! Responses whose time does not reveal who is a customer.
//!
//! Inside of the handlers: only there is the body of the request complete, which a client may send as slowly as it likes.

use super::Bank;
use axum::response::{IntoResponse, Response};

/// Makes the whole response, the record of a failure included, and lets it go at the next multiple of the quantum.
pub async fn padded<T: IntoResponse, E: IntoResponse>(
    bank: &Bank,
    work: impl Future<Output = Result<T, E>>,
) -> Response {
    bank.uniform_time.pad(async { work.await.into_response() }).await
}
