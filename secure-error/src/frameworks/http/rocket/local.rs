//! What is known about a request, in rocket's request-local cache.

use super::refusal::Refusal;
use crate::boundary::{Passage, SecureErrorLayer};
use crate::request::RequestId;
use http::{Extensions, HeaderMap, HeaderValue, Method};
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, Response};
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Ties an answer to what we know of it: rocket's answers have no extensions. No client sees it.
const VOUCHER: &str = "x-secure-error-voucher";

/// The layer that is attached, in the managed state.
pub(super) struct Attached(pub(super) SecureErrorLayer);

/// One request.
pub(super) struct Local {
    passage: Mutex<Passage>,
    /// The fairing has seen the request, and will see the answer.
    has_fairing: AtomicBool,
    /// It has not, and catchers stand in for it.
    is_alone: AtomicBool,
    /// The last answer that somebody vouches for, by the number that it carries.
    vouched: Mutex<Option<(RequestId, Extensions)>>,
    /// Why a guard has failed, as long as nobody knows what becomes of it.
    refusal: Mutex<Option<Refusal>>,
}

impl Local {
    /// It is opened by who comes first, so that one request has one id, with the fairing and without.
    pub(super) fn of<'a>(request: &'a Request<'_>) -> &'a Self {
        request.local_cache(|| Self {
            passage: Mutex::new(opened(request)),
            has_fairing: AtomicBool::new(false),
            is_alone: AtomicBool::new(false),
            vouched: Mutex::default(),
            refusal: Mutex::default(),
        })
    }

    pub(super) fn passage(&self) -> Passage {
        locked(&self.passage).clone()
    }

    /// For the fairing. A request that comes twice is one that a test sends again, and has another id then.
    pub(super) fn enter_boundary(&self, request: &Request<'_>) {
        if self.has_fairing.swap(true, Ordering::Relaxed) {
            *locked(&self.passage) = opened(request);
        }
    }

    /// Whether no fairing will see the answer, although there is one: rocket asks none about a request that it cannot read,
    /// such as one with a method of its own. The catcher that asks is then the boundary.
    pub(super) fn enter_alone(&self, request: &Request<'_>) -> bool {
        let is_alone = attached(request).is_some() && !self.has_fairing.load(Ordering::Relaxed);
        self.is_alone.store(is_alone, Ordering::Relaxed);
        is_alone
    }

    /// The catcher that was the boundary has not answered.
    pub(super) fn leave(&self) {
        self.is_alone.store(false, Ordering::Relaxed);
    }

    fn has_boundary(&self) -> bool {
        self.has_fairing.load(Ordering::Relaxed) || self.is_alone.load(Ordering::Relaxed)
    }

    /// Marks an answer, for the fairing only.
    pub(super) fn vouch(&self, answer: &mut Response<'_>, extensions: Extensions) {
        if self.has_boundary() {
            let number = RequestId::generate();
            answer.set_raw_header(VOUCHER, number.to_string());
            *locked(&self.vouched) = Some((number, extensions));
        }
    }

    /// What is known of an answer, which is rid of the mark.
    pub(super) fn vouched(&self, answer: &mut Response<'_>) -> Extensions {
        let number = answer.headers().get_one(VOUCHER).map(str::to_owned);
        if number.is_some() {
            answer.remove_header(VOUCHER);
        }
        let last = locked(&self.vouched).take();
        last.filter(|(last, _)| number.as_deref() == Some(last.as_str()))
            .map(|(_, extensions)| extensions)
            .unwrap_or_default()
    }

    pub(super) fn keep_refusal(&self, refusal: Refusal) {
        // The error that it replaces may do anything when it is dropped.
        let replaced = self.swap_refusal(Some(refusal));
        drop(replaced);
    }

    pub(super) fn take_refusal(&self) -> Option<Refusal> {
        self.swap_refusal(None)
    }

    fn swap_refusal(&self, new: Option<Refusal>) -> Option<Refusal> {
        std::mem::replace(&mut *locked(&self.refusal), new)
    }
}

impl Drop for Local {
    /// Without the fairing nobody has asked for it.
    fn drop(&mut self) {
        if let Some(refusal) = self.take_refusal() {
            refusal.log(&self.passage());
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn attached<'r>(request: &Request<'r>) -> Option<&'r SecureErrorLayer> {
    request.rocket().state::<Attached>().map(|attached| &attached.0)
}

fn opened(request: &Request<'_>) -> Passage {
    let method = Method::from_bytes(request.method().as_str().as_bytes()).unwrap_or_default();
    let default = SecureErrorLayer::new();
    Passage::open(attached(request).unwrap_or(&default), &method, &headers(request))
}

/// What a [`Passage`] reads. Of each two are enough: what is there twice says nothing.
fn headers(request: &Request<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in Passage::READS {
        for value in request.headers().get(name).take(2) {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.append(name, value);
            }
        }
    }
    headers
}

/// The id of the request that is being answered, also where no boundary is attached.
#[rocket::async_trait]
impl<'r> FromRequest<'r> for RequestId {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Local::of(request).passage().request_id())
    }
}
