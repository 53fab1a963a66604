//! The layer and its options.

use crate::render::{Format, Formats};
use std::sync::Arc;

/// A tower layer that protects a whole service, including the error responses of the framework itself. Make it the
/// outermost layer; only layers that change every response, such as CORS or compression, go around it.
///
/// - Every request has an ID: the value of `x-request-id` for inner services, on every response and in the log.
/// - Every failed request is logged once, when its response is sent. An error that never became a response is not
///   logged.
/// - Responses with a status of 400 or above that do not come from a [`SecureError`](crate::SecureError) (an unknown path,
///   an unreadable body, text that a handler sends) are replaced by a constant response for their status. Their text goes
///   to the log; below 500 without what the client may have typed: what is in quotes or brackets, and long numbers.
/// - A panic becomes a constant 500. Its message goes to the log, with its location if a
///   [`PanicHook`](crate::PanicHook) is installed. With `panic = "abort"` there is no response; the hook writes the record.
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
/// The inner service returns `http::Response<B>`, where `B` can be created from bytes, such as `axum::body::Body` or
/// `http_body_util::Full<Bytes>`; [`SecureErrorBody`](crate::layers::SecureErrorBody) wraps any other body type. Responses
/// below 400, gRPC responses and those marked with [`PassThrough`](crate::layers::PassThrough) keep their bodies.
///
/// A replaced response loses the headers that describe its old body, and its extensions. Its other headers stay: do not
/// put secrets into them.
///
/// Timeouts and limits go inside this layer: a timeout around it cancels it, so it cannot send a response of its own.
/// Compression goes around it; otherwise the text of foreign responses cannot be logged. The span of a `TraceLayer` inside
/// can record the request ID (feature `tower-http`, or `tower-http-06`); the span of a `TraceLayer` around it also covers what only this layer
/// sees, such as a panic.
///
/// An error of the inner service itself is logged and returned unchanged. The layer cannot see requests that the server
/// rejects before it calls the service, a service that never becomes ready, or a detached task (`spawn_reported`, feature
/// `tokio`, logs how such a task ends).
///
/// A body that fails after its head was sent cannot become another response. The layer logs its error under the ID of the
/// request, if it is an `axum::body::Body` (feature `axum`) or a [`SecureErrorBody`](crate::layers::SecureErrorBody) whose
/// length is not known; see [`stream`](crate::stream) for others.
///
/// # Frameworks without tower
///
/// The same layer, with the same options, is also middleware for other frameworks, each behind the feature of its name:
/// `App::new().wrap(SecureErrorLayer::new())` on actix-web, `rocket::build().attach(SecureErrorLayer::new())` on rocket,
/// `route.with(SecureErrorLayer::new())` on poem, and `Service::new(router).hoop(SecureErrorLayer::new())` on salvo.
/// Development details are available with tower only.
///
/// # Formats
///
/// Every error response is RFC 9457 problem details, whatever the client accepts. [`default_format`](Self::default_format)
/// sets another format for all clients; [`offer`](Self::offer) adds one for clients that prefer it.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct SecureErrorLayer {
    pub(super) trust_incoming_request_id: bool,
    pub(super) omit_url_path: bool,
    /// `None` unless the application chose formats.
    pub(super) formats: Option<Arc<Formats>>,
    #[cfg(feature = "dev-details")]
    pub(super) dev_details: Option<super::dev_details::DevDetails>,
}

impl SecureErrorLayer {
    /// Creates a layer with the defaults: problem details for every client, and a new ID for every request. The client's
    /// own `x-request-id` is logged as `client_request_id` and used nowhere else.
    pub const fn new() -> Self {
        Self {
            trust_incoming_request_id: false,
            omit_url_path: false,
            formats: None,
            #[cfg(feature = "dev-details")]
            dev_details: None,
        }
    }

    /// Takes the request ID from the `x-request-id` header, if there is exactly one and it is a valid
    /// [`RequestId`](crate::RequestId).
    ///
    /// Use this only if the service is reachable solely through a proxy of your own that replaces the header. Otherwise a
    /// client can reuse the ID of another request.
    pub const fn trust_incoming_request_id(mut self) -> Self {
        self.trust_incoming_request_id = true;
        self
    }

    /// Leaves `url.path` out of the log, for a service whose paths have secrets in them, such as reset links.
    ///
    /// Records have `http.request.method`, and `http.route` (the template, such as `/accounts/{id}`) where the framework
    /// knows it. Where it does not, as for an unknown path, they have `url.path` instead: what the client wrote, sanitised,
    /// at most 1 KiB, without quoted values and long numbers, and never the query.
    pub const fn omit_url_path(mut self) -> Self {
        self.omit_url_path = true;
        self
    }

    /// Responds in this format instead of problem details, unless the client prefers an [offered](Self::offer) one.
    ///
    /// ```
    /// use secure_error::{SecureErrorLayer, render::Envelope};
    ///
    /// let layer = SecureErrorLayer::new().default_format(Envelope);
    /// ```
    pub fn default_format(mut self, format: impl Format + 'static) -> Self {
        self.formats_mut().set_default(format);
        self
    }

    /// Responds in this format if the client prefers it to the default.
    ///
    /// ```
    /// use secure_error::{SecureErrorLayer, render::Html};
    ///
    /// // A page for browsers, problem details for all other clients.
    /// let layer = SecureErrorLayer::new().offer(Html);
    /// ```
    ///
    /// This applies to every error response of a request: rendered errors, sealed responses and panics. The preference is
    /// read from `Accept` (RFC 9110 section 12.5.1):
    ///
    /// - A format has the quality of the most specific range that matches it; of `text/html`, `text/*` and `*/*` that is
    ///   the first. The highest quality wins. A tie goes to the default, then to the format offered first.
    /// - `q=0` excludes a format. If every format is excluded, or none matches, the default is sent: an error never becomes
    ///   a 406.
    /// - `application/json` also matches every `application/…+json`, such as problem details, unless some format is exactly
    ///   `application/json`. The parameter `charset=utf-8` is ignored.
    /// - Malformed ranges are ignored. An `Accept` that contradicts itself, occurs twice, is longer than 2,048 bytes or has
    ///   more than 64 ranges is ignored as a whole.
    ///
    /// A format that the application passes itself ([`respond_with`](crate::respond_with),
    /// [`render::respond_with`](crate::render::respond_with)) takes precedence. A response created in another task has no
    /// request scope, and is problem details. A layer inside this one that sets no formats inherits them.
    pub fn offer(mut self, format: impl Format + 'static) -> Self {
        self.formats_mut().offer(format);
        self
    }

    /// For a server that assigns response IDs itself, which would contradict a client's ID.
    #[cfg(feature = "dropshot")]
    pub(crate) const fn distrusting(mut self) -> Self {
        self.trust_incoming_request_id = false;
        self
    }

    fn formats_mut(&mut self) -> &mut Formats {
        Arc::make_mut(self.formats.get_or_insert_default())
    }
}
