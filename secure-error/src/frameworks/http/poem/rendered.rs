//! How a boundary knows an error of ours among those of poem.
//!
//! poem throws away what an error leaves in the extensions of its answer, the mark included, and knows neither the type
//! of an error nor whether it makes its own answer. So whatever error of ours is asked for its status or its answer says
//! so in the context of the request.

use crate::render::X_REQUEST_ID;
use crate::request::mark::Mark;
use crate::request::scope;
use http::Extensions;
use http_body::Body;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What errors of ours have done in one request, for the boundary of that request.
#[derive(Debug, Clone, Default)]
pub(super) struct Rendered(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    was_asked: bool,
    /// Of the last answer.
    mark: Option<Mark>,
}

impl Rendered {
    /// In the request that this thread is answering, if it has a boundary of poem.
    fn current() -> Option<Self> {
        scope::current()?.extensions().get().cloned()
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An error of ours was asked for its status.
    pub(super) fn note_status() {
        if let Some(rendered) = Self::current() {
            rendered.noted().was_asked = true;
        }
    }

    /// An error of ours became an answer with these extensions.
    pub(super) fn note_answer(extensions: &Extensions) {
        if let Some(rendered) = Self::current() {
            rendered.noted().mark = Mark::among(extensions);
        }
    }

    /// Whether an error of ours answers for this error of poem: only that is asked for its status.
    pub(super) fn is_own(&self, error: &poem::Error) -> bool {
        self.noted().was_asked = false;
        let _ = error.status();
        self.noted().was_asked
    }

    /// Gives an answer its mark back, if it is the last that an error of ours became: the same id, status and length.
    pub(super) fn recognise<B: Body>(&self, answer: &mut http::Response<B>) {
        if Mark::of(answer).is_some() {
            return;
        }
        let Some(mark) = self.noted().mark.take() else { return };
        let id = answer.headers().get(&X_REQUEST_ID).map(http::HeaderValue::as_bytes);
        let length = answer.body().size_hint().exact();
        let is_same = id == Some(mark.id.as_bytes())
            && answer.status() == mark.status
            && length.is_some_and(|length| usize::try_from(length) == Ok(mark.length));
        if is_same {
            mark.put(answer);
        }
    }
}
