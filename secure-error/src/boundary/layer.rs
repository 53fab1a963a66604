//! The layer, and what can be chosen about it.

use crate::render::{Format, Formats};
use std::sync::Arc;

/// A tower layer that makes a whole service safe, the answers of its frameworks included. Put it outermost; only what
/// must change every answer, such as CORS or compression, goes around it.
///
/// - Every request has an id. It is the value of `x-request-id` for inner services, on every answer and in the log.
/// - Every failed request is logged once. An error that never became an answer is not logged.
/// - Answers of 400 and above that no [`SecureError`](crate::SecureError) made (an unknown path, a body that cannot be
///   read, text that a handler sends) are replaced by what their status alone says. The text goes to the log.
/// - A panic is answered with a constant 500. Its message goes to the log, with its location if there is a
///   [`PanicHook`](crate::PanicHook). In a program with `panic = "abort"` there is no answer, and the hook writes the record.
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
/// `http_body_util::Full<Bytes>`; [`SecureErrorBody`](crate::layers::SecureErrorBody) goes around any other. Answers below 400,
/// answers of gRPC and those marked with [`PassThrough`](crate::layers::PassThrough) keep their bodies.
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
/// task that nobody waits for (`spawn_reported`, feature `tokio`, logs how that ends).
///
/// # Frameworks without tower
///
/// The same layer, with the same choices, is the middleware of other frameworks, each with a feature of its name:
/// `App::new().wrap(SecureErrorLayer::new())` on actix-web, `rocket::build().attach(SecureErrorLayer::new())` on rocket,
/// `route.with(SecureErrorLayer::new())` on poem, and `Service::new(router).hoop(SecureErrorLayer::new())` on salvo. Only
/// development details are for tower alone.
///
/// # Formats
///
/// Every answer is RFC 9457 problem details, whatever the client accepts. [`default_format`](Self::default_format)
/// chooses another format for all of them, and [`offer`](Self::offer) one for those who prefer it.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct SecureErrorLayer {
    pub(super) trust_incoming_request_id: bool,
    /// If the application said anything about them.
    pub(super) formats: Option<Arc<Formats>>,
    #[cfg(feature = "dev-details")]
    pub(super) dev_details: Option<super::dev_details::DevDetails>,
}

impl SecureErrorLayer {
    /// With the defaults: a client's `x-request-id` gets into the log as `client_request_id`, and nowhere else.
    pub const fn new() -> Self {
        Self {
            trust_incoming_request_id: false,
            formats: None,
            #[cfg(feature = "dev-details")]
            dev_details: None,
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

    /// Answers in this format instead of problem details, unless the client prefers one that is [offered](Self::offer).
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

    /// Answers in this format if the client prefers it to the default.
    ///
    /// ```
    /// use secure_error::{SecureErrorLayer, render::Html};
    ///
    /// // A page for browsers, problem details for everybody else.
    /// let layer = SecureErrorLayer::new().offer(Html);
    /// ```
    ///
    /// It holds for every error answer of a request: those of errors, those that are sealed, and panics. What the client
    /// prefers is what its `Accept` says by RFC 9110 section 12.5.1:
    ///
    /// - A format has the quality of the most specific range that names it; of `text/html`, `text/*` and `*/*` that is the
    ///   first. The highest quality wins. A tie goes to the default, then to what was offered first.
    /// - `q=0` excludes a format. If all are excluded, or none is named, the default is sent: an error is not answered with
    ///   a 406.
    /// - `application/json` names every `application/…+json` too, such as problem details, unless there is a format that is
    ///   just `application/json`. `charset=utf-8` is no difference.
    /// - Ranges that are malformed are ignored. An `Accept` that contradicts itself, is there twice, has more than 2,048
    ///   bytes or more than 64 ranges is ignored as a whole.
    ///
    /// A format that the application names itself ([`respond_with`](crate::respond_with),
    /// [`render::respond_with`](crate::render::respond_with)) wins over all of this. An answer that another task makes
    /// does not know the request, and is problem details. A layer inside of this one that says nothing about formats
    /// has those of this one.
    pub fn offer(mut self, format: impl Format + 'static) -> Self {
        self.formats_mut().offer(format);
        self
    }

    /// For a server that names its answers itself, and would contradict an id of the client's.
    #[cfg(feature = "dropshot")]
    pub(crate) const fn distrusting(mut self) -> Self {
        self.trust_incoming_request_id = false;
        self
    }

    fn formats_mut(&mut self) -> &mut Formats {
        Arc::make_mut(self.formats.get_or_insert_default())
    }
}
