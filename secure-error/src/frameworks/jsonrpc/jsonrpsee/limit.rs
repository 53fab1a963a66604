//! How large the response to a batch may be.
//!
//! The server passes its `max_response_body_size` only to its own service, the innermost one, which is asked for it: it
//! refuses an entry that is too large, and a response with an entry of a given size is as large as one of many entries.

use jsonrpsee_core::middleware::{Batch, BatchEntryErr, RpcServiceT};
use jsonrpsee_core::server::MethodResponse;
use jsonrpsee_types::error::{TOO_BIG_BATCH_RESPONSE_CODE, reject_too_big_batch_response};
use jsonrpsee_types::{ErrorCode, ErrorObject, Id, Response, ResponsePayload};
use serde::de::IgnoredAny;

/// The first size that is asked for, in bytes. A larger one is asked for when it is needed.
const FIRST: usize = 4 * 1024;

/// The size of the response to a batch, as far as it is there.
pub(super) struct BatchSize {
    bytes: usize,
    /// What the server is known to allow.
    allowed: usize,
    /// It allows no more.
    is_exact: bool,
}

impl BatchSize {
    pub(super) const fn new() -> Self {
        Self {
            // The opening bracket.
            bytes: 1,
            allowed: 0,
            is_exact: false,
        }
    }

    /// # Errors
    /// The response to the whole batch if this one is too much, or if `server` refuses any batch.
    pub(super) async fn add<S>(&mut self, response: &MethodResponse, server: &S) -> Result<(), MethodResponse>
    where
        S: RpcServiceT<BatchResponse = MethodResponse>,
    {
        // With the comma or bracket behind it.
        self.bytes = self.bytes.saturating_add(length(response)).saturating_add(1);
        if self.bytes > self.allowed && !self.is_exact {
            self.ask(server).await?;
        }
        if self.bytes > self.allowed {
            return Err(MethodResponse::error(
                Id::Null,
                reject_too_big_batch_response(self.allowed),
            ));
        }
        Ok(())
    }

    /// Asks for more than there is, so that few questions are needed however many entries follow.
    async fn ask<S>(&mut self, server: &S) -> Result<(), MethodResponse>
    where
        S: RpcServiceT<BatchResponse = MethodResponse>,
    {
        let ample = self.bytes.saturating_mul(2).max(FIRST);
        let response = server.batch(of_size(ample)).await;
        if response.as_json().get().starts_with('[') {
            self.allowed = ample;
            return Ok(());
        }
        if response.as_error_code() != Some(TOO_BIG_BATCH_RESPONSE_CODE) {
            return Err(response);
        }
        // If a later jsonrpsee words it differently, what is allowed so far is all.
        self.allowed = told(&response).unwrap_or(self.allowed);
        self.is_exact = true;
        Ok(())
    }
}

/// A batch that does nothing, and whose response has this size, in bytes.
fn of_size(bytes: usize) -> Batch<'static> {
    let error = || ErrorObject::from(ErrorCode::InvalidRequest);
    let around = length(&MethodResponse::error(Id::Str("".into()), error())).saturating_add("[]".len());
    let id = Id::Str("-".repeat(bytes.saturating_sub(around)).into());
    Batch::from(vec![Err(BatchEntryErr::new(id, error()))])
}

fn length(response: &MethodResponse) -> usize {
    response.as_json().get().len()
}

/// The limit that jsonrpsee names.
fn told(response: &MethodResponse) -> Option<usize> {
    let response: Response<'_, IgnoredAny> = serde_json::from_str(response.as_json().get()).ok()?;
    let ResponsePayload::Error(error) = response.payload else {
        return None;
    };
    let text: String = serde_json::from_str(error.data()?.get()).ok()?;
    text.rsplit(' ').next()?.parse().ok()
}
