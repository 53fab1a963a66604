//! An answer that a framework cannot carry on its way from the error to the boundary.
//!
//! Some frameworks take less of an error than an answer has: a status and a body of JSON, or two texts. Their boundary
//! leaves a place in the context of the request. Who turns an error into what the framework takes puts the whole answer
//! there, and the boundary sends that.

use crate::request::scope;
use http::Response;
use std::sync::{Arc, Mutex, PoisonError};

/// The place, which is empty until an error becomes an answer. Clones are the same place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held(Arc<Mutex<Option<Response<Vec<u8>>>>>);

impl Held {
    /// The one of the request that this thread is answering, if its boundary has one.
    pub(crate) fn current() -> Option<Self> {
        scope::current()?.extensions().get().cloned()
    }

    /// The last one counts: an error that was dealt with is no answer.
    pub(crate) fn put(&self, answer: Response<Vec<u8>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
    }

    /// Empties the place.
    pub(crate) fn take(&self) -> Option<Response<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
