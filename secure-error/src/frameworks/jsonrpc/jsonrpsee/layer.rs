//! The RPC middleware.

use super::object::object;
use super::seal;
use crate::boundary::{PassThrough, Passage};
use crate::frameworks::jsonrpc::{self, Made, RpcError, Sealed};
use crate::panics::Panic;
use http::{Extensions, HeaderMap};
use jsonrpsee_core::TEN_MB_SIZE_BYTES;
use jsonrpsee_core::middleware::{Batch, BatchEntry, Notification, Request, RpcServiceT};
use jsonrpsee_core::server::{BatchResponseBuilder, MethodResponse};
use jsonrpsee_types::{Id, Response, ResponsePayload};
use serde::de::IgnoredAny;
use tower_layer::Layer;

/// An RPC middleware that makes a whole server safe. Put it outermost, which is first in an `RpcServiceBuilder`.
///
/// - Every call has an id, which is in the `data` of its error and in the log. With a
///   [`SecureErrorLayer`](crate::SecureErrorLayer) as HTTP middleware the calls of an HTTP request have its id; those of a
///   WebSocket each have their own.
/// - Every failed call is logged once, with the method that was called.
/// - Error objects that no [`SecureError`](crate::SecureError) made are replaced by what their code alone says (see
///   [`jsonrpsee`](super)), and their text goes to the log. An inner middleware that inserts a
///   [`PassThrough`](crate::layers::PassThrough) into the extensions of an answer vouches for it.
/// - A panic is answered with -32603. Its message goes to the log, with its location if there is a
///   [`PanicHook`](crate::PanicHook).
///
/// The calls of a batch are made one after the other, each for itself; a middleware inside sees calls and no batch. The
/// layer cannot see what jsonrpsee refuses before there is a call: what is no JSON-RPC (constant texts), and batches that
/// are too long.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct SecureRpcLayer {
    max_batch_response: usize,
}

impl Default for SecureRpcLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl SecureRpcLayer {
    /// With the defaults.
    pub fn new() -> Self {
        jsonrpc::look_at_errors();
        Self {
            max_batch_response: TEN_MB_SIZE_BYTES as usize,
        }
    }

    /// How large the answer to a batch may be, in bytes. The layer does not know the `max_response_body_size` of the server:
    /// if you change that, say it here too. The default is that of jsonrpsee, 10 MiB.
    pub const fn max_batch_response_size(mut self, bytes: usize) -> Self {
        self.max_batch_response = bytes;
        self
    }
}

impl<S> Layer<S> for SecureRpcLayer {
    type Service = SecureRpcService<S>;

    fn layer(&self, inner: S) -> SecureRpcService<S> {
        SecureRpcService { inner, layer: *self }
    }
}

/// A service behind a [`SecureRpcLayer`].
#[derive(Debug, Clone)]
pub struct SecureRpcService<S> {
    inner: S,
    layer: SecureRpcLayer,
}

impl<S> RpcServiceT for SecureRpcService<S>
where
    S: RpcServiceT<
            MethodResponse = MethodResponse,
            BatchResponse = MethodResponse,
            NotificationResponse = MethodResponse,
        > + Clone
        + Send
        + Sync
        + 'static,
{
    type MethodResponse = MethodResponse;
    type NotificationResponse = MethodResponse;
    type BatchResponse = MethodResponse;

    fn call<'a>(&self, request: Request<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let inner = self.inner.clone();
        async move {
            let id = request.id.clone().into_owned();
            let method = request.method.clone().into_owned();
            let passage = jsonrpc::open(&HeaderMap::new());
            let outcome = passage.run(|| inner.call(request)).await;
            passage.within(|| match outcome {
                Ok(response) => answered(response, id, &passage, &method),
                Err(panic) => panicked(&panic, id, &passage, &method),
            })
        }
    }

    fn batch<'a>(&self, batch: Batch<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let this = self.clone();
        async move {
            let mut responses = BatchResponseBuilder::new_with_limit(this.layer.max_batch_response);
            let mut notified = false;
            for entry in batch {
                let response = match entry {
                    Ok(BatchEntry::Call(request)) => this.call(request).await,
                    Ok(BatchEntry::Notification(notification)) => {
                        notified = true;
                        this.notification(notification).await;
                        continue;
                    }
                    Err(refused) => {
                        let (error, id) = refused.into_parts();
                        let id = id.into_owned();
                        let passage = jsonrpc::open(&HeaderMap::new());
                        let refused = MethodResponse::error(id.clone(), error);
                        passage.within(|| answered(refused, id, &passage, BATCH))
                    }
                };
                // What is left of the batch is not done, as without the layer.
                if let Err(too_large) = responses.append(response) {
                    let passage = jsonrpc::open(&HeaderMap::new());
                    return passage.within(|| answered(too_large, Id::Null, &passage, BATCH));
                }
            }
            if responses.is_empty() && notified {
                return MethodResponse::notification();
            }
            MethodResponse::from_batch(responses.finish())
        }
    }

    fn notification<'a>(&self, notification: Notification<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let inner = self.inner.clone();
        async move {
            let method = notification.method.clone().into_owned();
            let passage = jsonrpc::open(&HeaderMap::new());
            let outcome = passage.run(|| inner.notification(notification)).await;
            outcome.unwrap_or_else(|panic| {
                jsonrpc::log_panic(&passage, &panic, &method);
                MethodResponse::notification()
            })
        }
    }
}

/// Stands for the method where a batch itself is refused.
const BATCH: &str = "(batch)";

fn answered(response: MethodResponse, id: Id<'_>, passage: &Passage, method: &str) -> MethodResponse {
    let Some(code) = response.as_error_code() else {
        return response;
    };
    if response.extensions().get::<PassThrough>().is_some() {
        let answer = seal::sealed(code).answer;
        jsonrpc::log_foreign(
            &passage,
            "PassedThrough",
            answer,
            "an error was passed on as it is",
            method,
        );
        return response;
    }
    let json = response.as_json().get();
    let parsed = serde_json::from_str::<Response<'_, IgnoredAny>>(json).map(|response| response.payload);
    if response.is_subscription() {
        // It was sent already, past all middleware. In a batch it is sent again.
        let is_looked_at = Made::current().is_some_and(|made| made.subscription_is_sealed());
        let instead = match &parsed {
            Ok(ResponsePayload::Error(error)) if !is_looked_at => seal::instead(error, passage, method),
            Ok(ResponsePayload::Error(error)) if seal::is_known(error) => None,
            _ => Some(object(RpcError::instead(&seal::sealed(code), &passage.request_id()))),
        };
        return match instead {
            None => response,
            Some(error) => MethodResponse::subscription_error(id, error).with_extensions(extensions(response)),
        };
    }
    let instead = if let Ok(ResponsePayload::Error(error)) = &parsed {
        seal::instead(error, passage, method)
    } else {
        let sealed = seal::sealed(code);
        jsonrpc::log_foreign(&passage, "ForeignAnswer", sealed.answer, json, method);
        Some(object(RpcError::instead(&sealed, &passage.request_id())))
    };
    match instead {
        None => response,
        Some(error) => MethodResponse::error(id, error).with_extensions(extensions(response)),
    }
}

/// What is left of a response that is replaced.
fn extensions(response: MethodResponse) -> Extensions {
    let (_, waits, extensions) = response.into_parts();
    // Whoever waits for the answer to be sent learns that it was an error.
    if let Some(waits) = waits {
        waits.notify(false);
    }
    extensions
}

fn panicked(panic: &Panic, id: Id<'_>, passage: &Passage, method: &str) -> MethodResponse {
    jsonrpc::log_panic(&passage, panic, method);
    let error = RpcError::instead(&Sealed::INTERNAL, &passage.request_id());
    MethodResponse::error(id, object(error))
}
