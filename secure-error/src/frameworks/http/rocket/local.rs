//! The state of a request, in rocket's request-local cache.

use crate::boundary::{Exchange, SecureErrorLayer};
use crate::request::RequestId;
use http::{HeaderMap, HeaderValue, Method};
use rocket::Request;
use rocket::request::{FromRequest, Outcome};
use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The layer that is attached, in the managed state.
pub(super) struct Attached(pub(super) SecureErrorLayer);

/// One request.
pub(super) struct Local(Mutex<State>);

struct State {
    exchange: Exchange,
    boundary: Boundary,
}

/// Who sends the response.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Boundary {
    /// Not this crate, or not yet.
    Missing,
    /// The fairing, which has seen the request and will see the response.
    Fairing,
    /// A catcher. rocket calls no fairing for a request that it cannot read, such as one with an unknown method.
    Catcher,
    /// It was sent.
    Done,
}

impl State {
    fn is_sending(&self) -> bool {
        matches!(self.boundary, Boundary::Fairing | Boundary::Catcher)
    }
}

impl Local {
    /// The first caller opens it, so that one request has one ID, with the fairing and without.
    pub(super) fn of<'a>(request: &'a Request<'_>) -> &'a Self {
        request.local_cache(|| {
            Self(Mutex::new(State {
                exchange: opened(request),
                boundary: Boundary::Missing,
            }))
        })
    }

    /// The request, for code inside its boundary. Without a boundary, failures are recorded at once.
    pub(super) fn exchange(&self) -> Exchange {
        let state = self.state();
        if state.is_sending() {
            state.exchange.inside()
        } else {
            state.exchange.detached()
        }
    }

    /// The request, for its boundary, which does nothing more after that.
    pub(super) fn end(&self) -> Exchange {
        let mut state = self.state();
        state.boundary = Boundary::Done;
        state.exchange.clone()
    }

    /// For the fairing. A request that comes twice is one that a test sends again, and has another id then.
    pub(super) fn enter_fairing(&self, request: &Request<'_>) {
        let mut state = self.state();
        if state.boundary != Boundary::Missing {
            state.exchange = opened(request);
        }
        state.boundary = Boundary::Fairing;
    }

    /// Whether no fairing will see the response, although there is one. The catcher that asks is then the boundary.
    pub(super) fn enter_catcher(&self, request: &Request<'_>) -> bool {
        let mut state = self.state();
        let is_alone = attached(request).is_some() && state.boundary != Boundary::Fairing;
        if is_alone {
            state.boundary = Boundary::Catcher;
        }
        is_alone
    }

    /// The catcher that was the boundary has no response.
    pub(super) fn leave_catcher(&self) {
        let mut state = self.state();
        if state.boundary == Boundary::Catcher {
            state.boundary = Boundary::Missing;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Local {
    /// A request that ends without a response writes its records.
    fn drop(&mut self) {
        let state = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(ledger) = state.exchange.ledger().filter(|_| state.is_sending()) {
            ledger.write_open(state.exchange.scope().names());
        }
    }
}

fn attached<'r>(request: &Request<'r>) -> Option<&'r SecureErrorLayer> {
    request.rocket().state::<Attached>().map(|attached| &attached.0)
}

fn opened(request: &Request<'_>) -> Exchange {
    let method = Method::from_bytes(request.method().as_str().as_bytes()).unwrap_or_default();
    let default = SecureErrorLayer::new();
    let layer = attached(request).unwrap_or(&default);
    Exchange::open(layer, &method, request.uri().path().as_str(), &headers(request))
}

/// The headers that an [`Exchange`] reads. Two of each are enough: a repeated header is ignored.
fn headers(request: &Request<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in Exchange::READS {
        for value in request.headers().get(name).take(2) {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.append(name, value);
            }
        }
    }
    headers
}

/// The ID of the current request, also without a boundary.
#[rocket::async_trait]
impl<'r> FromRequest<'r> for RequestId {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Local::of(request).exchange().request_id())
    }
}
