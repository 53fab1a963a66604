//! The layer, and the same for a handler.

use super::no_timer;
use super::padded::{NoTimer, Padded};
use super::quantum::Quantum;
use super::service::SecureTimingService;
use http::Response;
use std::time::Duration;
use tower_layer::Layer;

/// Makes answers leave at whole multiples of a quantum of time, so that the time of an answer says less about what was
/// done for it (CWE-208; OWASP cheat sheets on authentication and on forgotten passwords). For single routes, such as login,
/// password recovery and sign-up.
///
/// An answer that took 30 ms and one that took 80 ms both leave after 100 ms if that is the quantum; one that took
/// 120 ms leaves after 200 ms. Successes, errors, panics and failures of the service are held alike. The work begins at
/// once, no thread waits, and if the client goes away the work is dropped at once.
///
/// # In a handler, or as a layer
///
/// **A route that reads a body needs [`pad`](Self::pad), in the handler.** There the time begins when the body has been
/// read. Around the whole route ([`Layer`]) it begins when the head of the request is there, and so a client that sends
/// its body slowly chooses where in the quantum the work begins: it lets the work of one case end before a multiple and
/// that of another one after it, and sees a whole quantum of difference. As a layer it is for routes without a body
/// (`GET /reset?token=…`), or inside of something that has read the whole body first.
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
/// It belongs inside of [`SecureErrorLayer`](crate::SecureErrorLayer), which answers panics and names requests. What
/// that layer does to an answer, it does after the wait: answer with a [`SecureError`](crate::SecureError), which is
/// rendered and logged before it.
///
/// # Padding is not the fix
///
/// The fix is to do the same work on every path. Padding hides what is left of the difference, as long as the work takes
/// less than the quantum; on a busy server it does not. A random delay hides nothing: it averages out.
///
/// ```
/// # struct User { hash: String }
/// # impl Users { fn find(&self, _: &str) -> Option<User> { None } }
/// # mod argon2 { pub fn verify(_: &str, _: &str) -> bool { false } }
/// struct Users {
///     /// The hash of a password that nobody has, made at the start with the parameters of all others.
///     nobody: String,
/// }
///
/// fn check(users: &Users, name: &str, password: &str) -> Option<User> {
///     let user = users.find(name);
///     let hash = user.as_ref().map_or(&users.nobody, |user| &user.hash);
///     let matches = argon2::verify(password, hash); // always, and before anything is decided
///     user.filter(|_| matches)
/// }
/// # check(&Users { nobody: String::new() }, "", "");
/// ```
///
/// # What it does not hide
///
/// - The time after the head of an answer, such as that of a streaming body, and work that goes on in another task.
/// - Work that takes longer than the quantum: take one longer than the slowest ordinary answer. Each answer that took
///   longer is remarked upon in the log, once: level `WARN`, target `secure_error`, message
///   `a response took longer than its timing quantum`, with `quantum_ms`, `elapsed_ms` and the ids of the request. That
///   is not the record of the request; a failure has its own.
/// - The load that work puts on the server, which slows other requests down. Each request stays open for a quantum at
///   least, so limit how many there may be at once.
///
/// # Where there is no timer
///
/// It waits with the timers of tokio. In a runtime without them (`enable_time` is missing), and outside of tokio, nothing
/// can be held: the work is dropped before it is polled, and the answer is a constant 500 whose record says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct SecureTimingLayer {
    quantum: Quantum,
}

impl SecureTimingLayer {
    /// A quantum from one millisecond to one hour; a longer one is an hour.
    ///
    /// A shorter one, such as the zero of a forgotten setting, is taken to be **one second**: a mistake slows the route
    /// down, and does not switch the padding off.
    pub const fn new(quantum: Duration) -> Self {
        Self {
            quantum: Quantum::new(quantum),
        }
    }

    /// How far apart the moments are at which answers leave.
    #[must_use]
    pub const fn quantum(&self) -> Duration {
        self.quantum.get()
    }

    /// Pads an answer inside of a handler, from this call on.
    ///
    /// Make the whole answer in there (`.into_response()` in axum), so that the error is rendered and logged before the
    /// wait and not after it.
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
