//! The layer, and the same padding for a handler.

use super::no_timer;
use super::padded::{NoTimer, Padded};
use super::quantum::Quantum;
use super::service::SecureTimingService;
use http::Response;
use std::time::Duration;
use tower_layer::Layer;

/// Pads response times to a fixed quantum, so that they reveal less about the work that was done (CWE-208; OWASP cheat
/// sheets on authentication and on forgotten passwords). For single routes, such as login, password recovery and sign-up.
///
/// With a quantum of 100 ms, a response that took 30 ms and one that took 80 ms are both sent after 100 ms; one that took
/// 120 ms is sent after 200 ms. Successes, errors, panics and errors of the service are delayed alike. The work starts at
/// once, no thread is blocked, and if the client disconnects, the work is dropped at once.
///
/// # In a handler, or as a layer
///
/// **A route that reads a body needs [`pad`](Self::pad), in the handler.** There the time starts when the body has been
/// read. Around the whole route ([`Layer`]) it starts when the head of the request has arrived. A client that sends its
/// body slowly could then choose where in the quantum the work starts, so that one case ends before a multiple and another
/// after it, which shows as a whole quantum of difference. Use the layer for routes without a body
/// (`GET /reset?token=…`), or inside middleware that has read the whole body first.
///
/// ```
/// # async fn check(_: u8) -> http::Response<Vec<u8>> { http::Response::default() }
/// use secure_error::SecureErrorLayer;
/// use secure_error::layers::SecureTimingLayer;
/// use std::time::Duration;
/// use tower_layer::Layer;
///
/// const LOGIN: SecureTimingLayer = SecureTimingLayer::new(Duration::from_millis(500));
///
/// # type Form = u8;
/// // In axum: `async fn login(Json(form): Json<Form>) -> Response`
/// async fn login(form: Form) -> http::Response<Vec<u8>> {
///     LOGIN.pad(async move { check(form).await }).await
/// }
///
/// // In axum: `Router::new().route("/reset", get(reset).layer(LOGIN)).layer(SecureErrorLayer::new())`
/// # let reset = ();
/// let service = SecureErrorLayer::new().layer(LOGIN.layer(reset));
/// ```
///
/// It belongs inside [`SecureErrorLayer`](crate::SecureErrorLayer), which responds to panics and assigns request IDs.
/// That layer works after the wait: return a [`SecureError`](crate::SecureError), which is rendered and formatted for the
/// log before the wait; its record is written when the response is sent.
///
/// # Padding is not the fix
///
/// The fix is to do the same work on every path. Padding hides the remaining difference as long as the work takes less
/// than the quantum, which does not hold on an overloaded server. A random delay hides nothing: it averages out.
///
/// ```
/// # struct User { hash: String }
/// # impl Users { fn find(&self, _: &str) -> Option<User> { None } }
/// # mod argon2 { pub fn verify(_: &str, _: &str) -> bool { false } }
/// struct Users {
///     /// The hash of a random password, created at startup with the same parameters as all others.
///     dummy_hash: String,
/// }
///
/// fn check(users: &Users, name: &str, password: &str) -> Option<User> {
///     let user = users.find(name);
///     let hash = user.as_ref().map_or(&users.dummy_hash, |user| &user.hash);
///     let matches = argon2::verify(password, hash); // always, before any decision
///     user.filter(|_| matches)
/// }
/// # check(&Users { dummy_hash: String::new() }, "", "");
/// ```
///
/// # What it does not hide
///
/// - The time after the head of a response, such as that of a streaming body, and work that continues in another task.
/// - Work that takes longer than the quantum: choose one that is longer than the slowest ordinary response. Each response
///   that took longer is logged once: level `WARN`, target `secure_error`, message
///   `a response took longer than its timing quantum`, with `quantum_ms`, `elapsed_ms` and the request IDs. This is
///   not the record of the request; a failure has its own.
/// - The load on the server, which slows other requests down. Each request stays open for at least one quantum, so limit
///   the number of concurrent requests.
///
/// # Where there is no timer
///
/// The delay uses tokio timers. In a runtime without timers (`enable_time` is missing), and outside tokio, no response can
/// be delayed: the work is dropped before it is polled, and the response is a constant 500 whose record states the cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct SecureTimingLayer {
    quantum: Quantum,
}

impl SecureTimingLayer {
    /// Creates a layer with a quantum of one millisecond to one hour. A longer quantum is reduced to one hour.
    ///
    /// A shorter quantum, such as zero from a missing setting, becomes **one second**: a mistake slows the route down, and
    /// does not disable the padding.
    pub const fn new(quantum: Duration) -> Self {
        Self {
            quantum: Quantum::new(quantum),
        }
    }

    /// The quantum: responses are sent at whole multiples of it.
    #[must_use]
    pub const fn quantum(&self) -> Duration {
        self.quantum.get()
    }

    /// Pads the response time inside a handler, measured from this call.
    ///
    /// Create the whole response in the future (`.into_response()` in axum), so that the error is rendered, and its record
    /// formatted, before the wait. The record is written when the response is sent.
    pub fn pad<F, B>(self, answer: F) -> impl Future<Output = Response<B>>
    where
        F: Future<Output = Response<B>>,
        B: From<Vec<u8>>,
    {
        let padded = Padded::new(self.quantum, || answer);
        async move { padded.await.unwrap_or_else(|NoTimer| no_timer::response()) }
    }
}

impl<S> Layer<S> for SecureTimingLayer {
    type Service = SecureTimingService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        SecureTimingService::new(inner, self.quantum)
    }
}
