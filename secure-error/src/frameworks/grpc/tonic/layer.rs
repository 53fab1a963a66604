//! The layer and its options.

use crate::boundary::SecureErrorLayer;
use crate::public::problem_type::assert_domain;
use crate::request::scope::RequestScope;
use http::Extensions;
use std::time::Duration;

/// A tower layer that protects a whole gRPC server, including the statuses of tonic itself. Make it the outermost layer:
/// `Server::builder().layer(SecureStatusLayer::new())`.
///
/// - Every call has a request ID. Inner services, interceptors and handlers find it in the metadata `x-request-id`, and so
///   does the client, in the initial metadata of every response. The client's own ID is only logged.
/// - Every failed call has one record, of the status that is sent. A call that succeeds has none, even if errors occurred.
/// - A status of a [`SecureError`](crate::SecureError) is sent as it was issued, with the metadata that was added to it.
/// - A status that does not come from a [`SecureError`](crate::SecureError) keeps its code only and loses message, details and
///   metadata. That includes those of upstream services, of `Status::from_error`, of interceptors, and tonic's own (unknown
///   methods, messages that are too large or cannot be decoded). The text goes to the log, with its causes (unless it
///   ended a stream: tonic has dropped them by then), the size of the details, and the names of the metadata. Use
///   [`pass_through`](super::pass_through) to keep such a status.
/// - The same holds for the status at the end of a stream, after any number of messages. A stream that fails, panics, or
///   ends without a status gets one: `INTERNAL`.
/// - An error of an inner service, and a panic, become a constant status. With `panic = "abort"` there is no response to a
///   panic.
/// - The deadline of the client (`grpc-timeout`), and the [timeout](Self::timeout) of the layer, end a call with
///   `DEADLINE_EXCEEDED`, unless the response has begun.
/// - A gRPC call gets a gRPC response: an HTTP response with an error status (a router's 404) becomes a status. A request
///   that is not gRPC gets the response of [`SecureErrorLayer`].
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
/// A [`SecureErrorLayer`] may be around this one or inside it; either way there is one ID and one record. Put it around this
/// one if the port also serves anything other than gRPC.
///
/// `GrpcWebLayer` of `tonic-web` goes around this one: inside, the errors of streams would be hidden in the body, where
/// this layer does not look. So does CORS. gRPC compresses messages, which has no effect on statuses.
///
/// # What the layer cannot see
///
/// - `Server::timeout` and `Server::load_shed` are around all layers: the client gets tonic's constant text (`CANCELLED`,
///   "Timeout expired") without an ID, and there is no record. Use [`timeout`](Self::timeout) instead.
/// - Requests that the server rejects before it calls the layer.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct SecureStatusLayer {
    pub(super) http: SecureErrorLayer,
    pub(super) domain: Option<Domain>,
    pub(super) timeout: Option<Duration>,
}

/// The domain of errors without their own, in the request scope.
#[derive(Debug, Clone, Copy)]
pub(super) struct Domain(pub(super) &'static str);

/// In the request scope: whether there is an outer layer of this type, which sends the status.
#[derive(Debug, Clone, Copy)]
struct IsInner(bool);

pub(super) fn is_inner(scope: &RequestScope) -> bool {
    scope.extensions().get().is_some_and(|IsInner(is_inner)| *is_inner)
}

impl SecureStatusLayer {
    /// Creates a layer with the defaults.
    pub const fn new() -> Self {
        Self {
            http: SecureErrorLayer::new(),
            domain: None,
            timeout: None,
        }
    }

    /// Stores in the request scope what inner code needs.
    pub(super) fn prepare(&self, scope: &mut Extensions) {
        let is_inner = scope.get::<IsInner>().is_some();
        scope.insert(IsInner(is_inner));
        if let Some(domain) = self.domain {
            scope.insert(domain);
        }
    }

    /// Sets the `domain` of `google.rpc.ErrorInfo` for types without their own, and for sealed statuses: a globally unique
    /// name, usually that of the service (AIP-193).
    ///
    /// # Panics
    ///
    /// Unless it has 1 to 255 letters, digits, `.` or `-`. In a constant this is a compile error.
    pub const fn domain(mut self, domain: &'static str) -> Self {
        assert_domain(domain);
        self.domain = Some(Domain(domain));
        self
    }

    /// Sets how long a call may take until its response begins. Use it instead of `Server::timeout`, which is not logged.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Uses the options of a [`SecureErrorLayer`]: whether client IDs are trusted, and the formats of responses to requests
    /// that are not gRPC.
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
