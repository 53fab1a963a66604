//! How large the response to a batch may be.

use jsonrpsee_core::server::{MethodCallback, MethodResponse};
use jsonrpsee_types::error::reject_too_big_batch_response;
use jsonrpsee_types::{Id, Params};
use std::sync::Arc;

/// The limit as long as the server has told none, in bytes. It is small, because that of the server may be.
const UNKNOWN: usize = 16 * 1024;

/// In the extensions of a response: the `max_response_body_size` of the server, which it tells to methods and to nobody else.
#[derive(Debug, Clone, Copy)]
struct MaxResponse(usize);

/// The same method, whose responses tell the limit of the server.
pub(super) fn telling(method: &MethodCallback) -> MethodCallback {
    match method {
        MethodCallback::Sync(method) => {
            let method = Arc::clone(method);
            MethodCallback::Sync(Arc::new(move |id: Id<'_>, params: Params<'_>, most, extensions| {
                told(method(id, params, most, extensions), most)
            }))
        }
        MethodCallback::Async(method) => {
            let method = Arc::clone(method);
            MethodCallback::Async(Arc::new(move |id, params, connection, most, extensions| {
                let called = method(id, params, connection, most, extensions);
                Box::pin(async move { told(called.await, most) })
            }))
        }
        other => other.clone(),
    }
}

fn told(mut response: MethodResponse, most: usize) -> MethodResponse {
    response.extensions_mut().insert(MaxResponse(most));
    response
}

/// The size of the response to a batch, as far as it is there.
pub(super) struct BatchSize {
    bytes: usize,
    /// What the application has said.
    said: Option<usize>,
    /// What the server has told.
    told: Option<usize>,
}

impl BatchSize {
    pub(super) const fn new(said: Option<usize>) -> Self {
        Self {
            // The opening bracket.
            bytes: 1,
            said,
            told: None,
        }
    }

    /// # Errors
    /// The response to the whole batch if this one is too much.
    pub(super) fn add(&mut self, response: &MethodResponse) -> Result<(), MethodResponse> {
        if let Some(MaxResponse(most)) = response.extensions().get() {
            self.told = Some(*most);
        }
        // With the comma or bracket behind it.
        self.bytes = self
            .bytes
            .saturating_add(response.as_json().get().len())
            .saturating_add(1);
        let most = self.said.into_iter().chain(self.told).min().unwrap_or(UNKNOWN);
        if self.bytes > most {
            return Err(MethodResponse::error(Id::Null, reject_too_big_batch_response(most)));
        }
        Ok(())
    }
}
