//! The layer, and what can be chosen about it.

use crate::boundary::SecureErrorLayer;
use crate::public::problem_type::assert_domain;
use crate::request::scope::RequestScope;
use http::Extensions;
use std::time::Duration;

/// A tower layer that makes a whole gRPC server safe, the responses of tonic included. Put it outermost:
/// `Server::builder().layer(SecureStatusLayer::new())`.
///
/// - Every call has an id. Inner services, interceptors and handlers find it in the metadata `x-request-id`, and so does
///   the client, in the initial metadata of every response. What the client calls itself is logged, and nothing else.
/// - Every failed call has one record: of what is sent to its client. A call that succeeds has none, whatever failed in it.
/// - A status of a [`SecureError`](crate::SecureError) leaves as it was issued, with the metadata that was added to it.
/// - A status that no [`SecureError`](crate::SecureError) made keeps its code and loses the rest: message, details and
///   metadata. That includes those of upstream services, of `Status::from_error`, of interceptors, and tonic's own (unknown
///   methods, messages that are too large or cannot be decoded). The text goes to the log, with its causes (unless it
///   ended a stream: tonic has dropped them by then), the size of the details, and the names of the metadata. [`pass_through`](super::pass_through) is the way
///   around.
/// - The same holds for the status at the end of a stream, after any number of messages. A stream that fails, panics, or
///   ends without a status gets one: `INTERNAL`.
/// - An error of an inner service, and a panic, are answered with a constant status. In a program with `panic = "abort"`
///   there is no answer to a panic.
/// - The time that a client gives a call (`grpc-timeout`), and that which [you give](Self::timeout), end with
///   `DEADLINE_EXCEEDED`, unless the answer has begun.
/// - A call of gRPC is answered by gRPC: an answer of HTTP with an error status (a router's 404) becomes a status. A request
///   that is no gRPC gets what [`SecureErrorLayer`] would answer.
///
/// ```
/// use secure_error::frameworks::tonic::SecureStatusLayer;
/// use tower_layer::Layer;
///
/// # let service = ();
/// let service = SecureStatusLayer::new().domain("desk.example.com").layer(service);
/// ```
///
/// # Other layers
///
/// A [`SecureErrorLayer`] may be around this one or inside of it; either way there is one id and one record. Around is
/// better, if there is anything else than gRPC on the same port.
///
/// `GrpcWebLayer` of `tonic-web` goes around this one: inside, the errors of streams would be hidden in the body, where
/// this layer does not look. So does CORS. The compression of gRPC is that of messages and has no effect on statuses.
///
/// # What the layer cannot see
///
/// - `Server::timeout` and `Server::load_shed` are around all layers: the client gets tonic's constant words (`CANCELLED`,
///   "Timeout expired") without an id, and there is no record. Use [`timeout`](Self::timeout) instead.
/// - What the server refuses before there is a request.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct SecureStatusLayer {
    pub(super) http: SecureErrorLayer,
    pub(super) domain: Option<Domain>,
    pub(super) timeout: Option<Duration>,
}

/// The domain of errors that have none of their own, in the scope of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Domain(pub(super) &'static str);

/// In the scope of a request: whether a layer like this one is around, which sends the status.
#[derive(Debug, Clone, Copy)]
struct IsInner(bool);

pub(super) fn is_inner(scope: &RequestScope) -> bool {
    scope.extensions().get().is_some_and(|IsInner(is_inner)| *is_inner)
}

impl SecureStatusLayer {
    /// With the defaults.
    pub const fn new() -> Self {
        Self {
            http: SecureErrorLayer::new(),
            domain: None,
            timeout: None,
        }
    }

    /// Leaves in the scope of a request what code inside needs to know.
    pub(super) fn prepare(&self, scope: &mut Extensions) {
        let is_inner = scope.get::<IsInner>().is_some();
        scope.insert(IsInner(is_inner));
        if let Some(domain) = self.domain {
            scope.insert(domain);
        }
    }

    /// The `domain` of `google.rpc.ErrorInfo` where a type has none of its own, and of sealed statuses: a name that is
    /// yours everywhere, usually that of the service (AIP-193).
    ///
    /// # Panics
    ///
    /// Unless it has 1 to 255 letters, digits, `.` or `-`. In a constant the compiler says so.
    pub const fn domain(mut self, domain: &'static str) -> Self {
        assert_domain(domain);
        self.domain = Some(Domain(domain));
        self
    }

    /// How long a call may take until its answer begins: instead of `Server::timeout`, which nobody logs.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// What is chosen there holds here too: whose ids are trusted, and the formats of answers to requests that are no gRPC.
    ///
    /// ```
    /// # use secure_error::{SecureErrorLayer, frameworks::tonic::SecureStatusLayer};
    /// let layer = SecureStatusLayer::new().http(SecureErrorLayer::new().trust_incoming_request_id());
    /// ```
    pub fn http(mut self, http: SecureErrorLayer) -> Self {
        self.http = http;
        self
    }
}
