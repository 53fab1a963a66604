//! What a subscription sends by itself: it has a way to the client that no middleware is on.

use super::object::error_object;
use super::seal;
use crate::error::AsSecure;
use crate::frameworks::jsonrpc::{Call, INTERNAL_ERROR};
use crate::request::scope::{self, RequestScope};
use http::HeaderMap;
use jsonrpsee_core::server::{
    MethodCallback, MethodResponse, MethodSink, Methods, SubscriptionCloseResponse, SubscriptionMethod,
};
use jsonrpsee_core::{JsonRawValue, RegisterMethodError, SubscriptionError};
use jsonrpsee_types::{ErrorObject, ErrorObjectOwned, Id, Params};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::sync::mpsc;

/// The same methods, where the errors of subscriptions are sealed too: of one that is rejected, such as for its params, and
/// of one that ends with an error. jsonrpsee sends those past every middleware, so they are looked at on their way.
///
/// It goes together with a [`SecureRpcLayer`](super::SecureRpcLayer). To end a subscription with an error that clients may
/// see, use [`close`]: `?` turns any error into its text, which does not say what error it was.
///
/// # Errors
/// Those of `Methods::verify_and_insert`, which has no reason to fail here.
pub fn seal_subscriptions(methods: impl Into<Methods>) -> Result<Methods, RegisterMethodError> {
    let mut methods = methods.into();
    let mut sealed = Methods::new();
    for name in methods.method_names() {
        let callback = match methods.method(name) {
            Some(MethodCallback::Subscription(inner)) => MethodCallback::Subscription(looked_at(name, inner)),
            Some(other) => other.clone(),
            None => continue,
        };
        sealed.verify_and_insert(name, callback)?;
    }
    *sealed.extensions_mut() = std::mem::take(methods.extensions_mut());
    Ok(sealed)
}

/// How a subscription ends: with nothing, or with an error as clients may see it.
///
/// ```
/// # use secure_error::{Fault, frameworks::jsonrpsee::close};
/// # use jsonrpsee_core::server::{PendingSubscriptionSink, SubscriptionCloseResponse};
/// async fn watch(pending: PendingSubscriptionSink) -> SubscriptionCloseResponse {
///     close(watched(pending).await)
/// }
///
/// async fn watched(pending: PendingSubscriptionSink) -> Result<(), Fault> {
///     // …
/// #   Ok(())
/// }
/// ```
pub fn close<E: AsSecure>(end: Result<(), E>) -> SubscriptionCloseResponse {
    let Err(error) = end else {
        return SubscriptionCloseResponse::None;
    };
    match serde_json::value::to_raw_value(&error_object(&error)) {
        Ok(json) => SubscriptionCloseResponse::NotifErr(SubscriptionError::from_json(json)),
        Err(_) => SubscriptionCloseResponse::None,
    }
}

/// In the extensions of the response to a subscription: its messages are looked at where they are sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct LookedAt;

fn looked_at(name: &'static str, inner: &SubscriptionMethod<'static>) -> SubscriptionMethod<'static> {
    let inner = Arc::clone(inner);
    Arc::new(
        move |id: Id<'_>, params: Params<'_>, sink: MethodSink, state, extensions| {
            let (sender, messages) = mpsc::channel(sink.max_capacity().max(1));
            let inner_sink = MethodSink::new_with_limit(sender, sink.max_response_size());
            tokio::spawn(forward(messages, sink, scope::current(), name));
            let subscribed = inner(id, params, inner_sink, state, extensions);
            Box::pin(async move {
                let mut response = subscribed.await;
                response.extensions_mut().insert(LookedAt);
                response
            })
        },
    )
}

/// Sends what a subscription says, until one of the two sides is gone.
async fn forward(
    mut messages: mpsc::Receiver<Box<JsonRawValue>>,
    sink: MethodSink,
    scope: Option<Arc<RequestScope>>,
    method: &'static str,
) {
    loop {
        let next = {
            let mut closed = pin!(sink.closed());
            poll_fn(|cx| match messages.poll_recv(cx) {
                Poll::Ready(message) => Poll::Ready(message),
                Poll::Pending => closed.as_mut().poll(cx).map(|()| None),
            })
            .await
        };
        let Some(message) = next else { return };
        let instead = scope::within_any(scope.as_ref(), || look(&message, method));
        let message = instead.unwrap_or(message);
        if sink.send(message).await.is_err() {
            return;
        }
    }
}

type Object<'a> = BTreeMap<String, &'a JsonRawValue>;

/// What is to be sent instead of a message; nothing if it may go on.
fn look(message: &JsonRawValue, method: &'static str) -> Option<Box<JsonRawValue>> {
    // jsonrpsee writes all of these messages itself, so the name of the member is never escaped.
    if !message.get().contains("\"error\"") {
        return None;
    }
    let members: Object<'_> = serde_json::from_str(message.get()).ok()?;
    if let (Some(error), Some(id)) = (members.get("error"), members.get("id")) {
        let error = look_at_object(error, method)?;
        let id: Id<'_> = serde_json::from_str(id.get()).unwrap_or(Id::Null);
        return Some(MethodResponse::error(id, error).into_json());
    }
    let params: Object<'_> = serde_json::from_str(members.get("params")?.get()).ok()?;
    let error = look_at_object(params.get("error")?, method)?;
    let error = serde_json::to_string(&error).unwrap_or_default();
    let notification = members.get("method").map_or("\"\"", |it| it.get());
    let subscription = params.get("subscription").map_or("null", |it| it.get());
    let json = format!(
        r#"{{"jsonrpc":"2.0","method":{notification},"params":{{"subscription":{subscription},"error":{error}}}}}"#
    );
    JsonRawValue::from_string(json).ok()
}

/// What is to be sent instead of an error, which may be an error object or anything else.
fn look_at_object(error: &JsonRawValue, method: &'static str) -> Option<ErrorObjectOwned> {
    // The call ended when it was accepted, and each further failure is one more.
    let call = Call::open(&HeaderMap::new(), method);
    call.end(|| match serde_json::from_str::<ErrorObject<'_>>(error.get()) {
        Ok(object) => seal::instead(&object, &call).0,
        Err(_) => Some(seal::instead_of_other(INTERNAL_ERROR, error.get(), &call)),
    })
}
