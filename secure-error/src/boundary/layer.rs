//! The layer, and what can be chosen about it.

use super::service::SecureErrorService;
use tower_layer::Layer;

/// A tower layer that makes a whole service safe, the answers of its frameworks included. Put it outermost; only what
/// must change every answer, such as CORS or compression, goes around it.
///
/// - Every request has an id. It is the value of `x-request-id` for inner services, on every answer and in the log.
/// - Every failed request is logged once. An error that never became an answer is not logged.
/// - Answers of 400 and above that no [`SecureError`](crate::SecureError) made (an unknown path, a body that cannot be
///   read, text that a handler sends) are replaced by what their status alone says. The text goes to the log.
/// - A panic is answered with a constant 500. Its message goes to the log.
///
/// ```
/// # async fn not_found() -> http::Response<Vec<u8>> { http::Response::default() }
/// use secure_error::SecureErrorLayer;
/// use tower_layer::Layer;
///
/// # let service = ();
/// let service = SecureErrorLayer::new().layer(service); // axum: `router.layer(SecureErrorLayer::new())`
/// ```
///
/// The inner service answers with `http::Response<B>` where `B` can be made of bytes, such as `axum::body::Body` or
/// `http_body_util::Full<Bytes>`; [`SecureErrorBody`](crate::SecureErrorBody) goes around any other. Answers below 400,
/// answers of gRPC and those marked with [`PassThrough`](crate::PassThrough) keep their bodies.
///
/// What describes the old body goes with it, and so do the extensions of the answer; all other headers of a foreign
/// answer stay: do not write secrets there.
///
/// Timeouts and limits go inside: a timeout around the layer cancels it, so nobody would answer or log. Compression goes
/// around, or the text of foreign answers is not legible for the log. The span of a `TraceLayer` inside can know the id
/// (feature `tower-http`); that of one around is also the span of what only the layer sees, such as a panic.
///
/// An error of the inner service itself goes on as it is, after it was logged. The layer cannot see what the server
/// refuses before there is a request, a service that is never ready, a body that fails after its head was sent, or a
/// task that nobody waits for.
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
pub struct SecureErrorLayer {
    trust_incoming_request_id: bool,
}

impl SecureErrorLayer {
    /// With the defaults: a client's `x-request-id` gets into the log as `client_request_id`, and nowhere else.
    pub const fn new() -> Self {
        Self {
            trust_incoming_request_id: false,
        }
    }

    /// Takes the id of a request from its `x-request-id` header, if that is a valid [`RequestId`](crate::RequestId) and
    /// the only one.
    ///
    /// For services that only a proxy of your own can reach, and that proxy must replace what clients send. Whoever
    /// chooses an id can choose that of somebody else.
    pub const fn trust_incoming_request_id(mut self) -> Self {
        self.trust_incoming_request_id = true;
        self
    }
}

impl<S> Layer<S> for SecureErrorLayer {
    type Service = SecureErrorService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        SecureErrorService::new(inner, self.trust_incoming_request_id)
    }
}
