//! The RPC middleware.

use super::limit::BatchSize;
use super::object::{key, object};
use super::seal;
use super::subscription::LookedAt;
use crate::boundary::{CarriedId, PassThrough};
use crate::frameworks::jsonrpc::Call;
use http::{Extensions, HeaderMap};
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
/// - Every failed call is logged once, when its response is sent. A call that succeeds in the end leaves no record.
/// - Error objects that no [`SecureError`](crate::SecureError) made are replaced by what their code alone says (see
///   [`jsonrpsee`](super)), and their text goes to the log with the method that was called. An inner middleware that inserts a
///   [`PassThrough`](crate::layers::PassThrough) into the extensions of a response vouches for it.
/// - A panic is a -32603. Its message goes to the log, with its location if there is a
///   [`PanicHook`](crate::PanicHook).
///
/// The calls of a batch are made one after the other, as separate calls, and their response is no larger than the
/// `max_response_body_size` of the server. Middleware inside sees the calls, and instead of the batch only a query for that
/// size: a batch with one refused entry, and an ID of many dashes. The layer cannot see what jsonrpsee refuses before there is
/// a call: what is not JSON-RPC (constant texts), and batches that are too long.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
#[must_use]
pub struct SecureRpcLayer;

impl SecureRpcLayer {
    /// With the defaults.
    pub const fn new() -> Self {
        Self
    }
}

impl<S> Layer<S> for SecureRpcLayer {
    type Service = SecureRpcService<S>;

    fn layer(&self, inner: S) -> SecureRpcService<S> {
        SecureRpcService { inner }
    }
}

/// A service behind a [`SecureRpcLayer`].
#[derive(Debug, Clone)]
pub struct SecureRpcService<S> {
    inner: S,
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

    fn call<'a>(&self, mut request: Request<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let inner = self.inner.clone();
        async move {
            let id = request.id.clone().into_owned();
            let call = Call::open(&HeaderMap::new(), &*request.method);
            request.extensions_mut().insert(InCall(call.clone()));
            let outcome = call.run(|| inner.call(request)).await;
            call.end(|| match outcome {
                Ok(response) => sent(response, id, &call),
                Err(panic) => MethodResponse::error(id, object(call.panicked(&panic).0)),
            })
        }
    }

    fn batch<'a>(&self, batch: Batch<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let this = self.clone();
        async move {
            let mut responses = BatchResponseBuilder::new_with_limit(usize::MAX);
            let mut size = BatchSize::new();
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
                        sent_of_batch(MethodResponse::error(id.clone(), error), id)
                    }
                };
                // What is left of the batch is not done, as without the layer.
                let call = Call::open(&HeaderMap::new(), BATCH);
                let fits = match call.run(|| size.add(&response, &this.inner)).await {
                    Ok(fits) => fits.and_then(|()| responses.append(response)),
                    Err(panic) => Err(MethodResponse::error(Id::Null, object(call.caught(&panic)))),
                };
                if let Err(refused) = fits {
                    return call.end(|| sent(refused, Id::Null, &call));
                }
            }
            if responses.is_empty() && notified {
                return MethodResponse::notification();
            }
            let mut response = MethodResponse::from_batch(responses.finish());
            // There may be several.
            response.extensions_mut().remove::<CarriedId>();
            response
        }
    }

    fn notification<'a>(&self, notification: Notification<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let inner = self.inner.clone();
        async move {
            let call = Call::open(&HeaderMap::new(), &*notification.method);
            let outcome = call.run(|| inner.notification(notification)).await;
            call.end(|| {
                outcome.unwrap_or_else(|panic| {
                    call.panicked(&panic);
                    MethodResponse::notification()
                })
            })
        }
    }
}

/// In the extensions of a request: the call, for a method that is run on another thread.
#[derive(Debug, Clone)]
pub(super) struct InCall(pub(super) Call);

/// The method of what belongs to a batch, but to none of its calls.
const BATCH: &str = "(batch)";

/// An entry of a batch that is not a call.
fn sent_of_batch(response: MethodResponse, id: Id<'_>) -> MethodResponse {
    let call = Call::open(&HeaderMap::new(), BATCH);
    call.end(|| sent(response, id, &call))
}

/// A response as clients may see it. The record of its failure is written.
fn sent(mut response: MethodResponse, id: Id<'_>, call: &Call) -> MethodResponse {
    let Some(code) = response.as_error_code() else {
        return response;
    };
    if response.extensions().get::<PassThrough>().is_some() {
        call.foreign("PassedThrough", code, &seal::sealed(code), response.as_json().get());
        return response;
    }
    let json = response.as_json().get();
    let parsed = serde_json::from_str::<Response<'_, IgnoredAny>>(json).map(|response| response.payload);
    let error = match &parsed {
        Ok(ResponsePayload::Error(error)) => Some(error),
        _ => None,
    };
    let (instead, name) = match error {
        // It was sent already, past all middleware. In a batch it is sent again.
        _ if response.is_subscription() && response.extensions().get::<LookedAt>().is_some() => {
            let is_known = error.and_then(key).is_some_and(|key| call.find(&key).is_some());
            let instead = (!is_known).then(|| object(call.instead(&seal::sealed(code))));
            (instead, call.request_id())
        }
        Some(error) => seal::instead(error, call),
        None => (Some(seal::instead_of_other(code, json, call)), call.request_id()),
    };
    if let Some(error) = instead {
        let instead = if response.is_subscription() {
            MethodResponse::subscription_error(id, error)
        } else {
            MethodResponse::error(id, error)
        };
        return instead.with_extensions(extensions(response));
    }
    if name != call.request_id() {
        response.extensions_mut().insert(CarriedId(name));
    }
    response
}

/// What is left of a response that is replaced.
fn extensions(response: MethodResponse) -> Extensions {
    let (_, waits, extensions) = response.into_parts();
    // Code that waits for the response to be sent learns that it was an error.
    if let Some(waits) = waits {
        waits.notify(false);
    }
    extensions
}
