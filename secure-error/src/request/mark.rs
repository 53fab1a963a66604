//! The mark on answers that were made of a [`PublicError`](crate::PublicError), in their extensions, where no client
//! sees it and nobody else can write it.
#![cfg_attr(not(feature = "tower"), allow(dead_code, reason = "only a boundary looks for marks"))]

use crate::request::RequestId;
#[cfg(feature = "dev-details")]
use crate::request::scope;
use http::{Extensions, Response, StatusCode};
#[cfg(feature = "dev-details")]
use std::sync::Arc;

/// What the answer was when it was made: whoever changes it must not keep the trust.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) id: RequestId,
    pub(crate) status: StatusCode,
    /// The length of the body, in bytes.
    pub(crate) length: usize,
    /// Whether its record was written when it was made.
    pub(crate) is_logged: bool,
    copy: Cloned,
    /// The body, for a boundary that adds to it.
    #[cfg(feature = "dev-details")]
    pub(crate) body: Option<Arc<[u8]>>,
}

/// Whether the answer is the clone of another, as a cache makes them: what was logged once would be sent many times.
#[derive(Debug, Default)]
struct Cloned(bool);

impl Clone for Cloned {
    fn clone(&self) -> Self {
        Self(true)
    }
}

/// In the context of a request: the marks of its answers [keep the bodies](Mark::body).
#[cfg(feature = "dev-details")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeepBodies;

impl Mark {
    pub(crate) fn new(id: &RequestId, status: StatusCode, body: &[u8]) -> Self {
        Self {
            id: *id,
            status,
            length: body.len(),
            is_logged: false,
            copy: Cloned::default(),
            #[cfg(feature = "dev-details")]
            body: scope::current()
                .is_some_and(|context| context.extensions().get::<KeepBodies>().is_some())
                .then(|| body.into()),
        }
    }

    /// For an answer whose record is written, in the request that it is sent to.
    pub(crate) fn logged(self) -> Self {
        Self {
            is_logged: true,
            copy: Cloned::default(),
            ..self
        }
    }

    pub(crate) const fn is_copy(&self) -> bool {
        self.copy.0
    }

    /// Without a boundary there is nobody to look for it.
    pub(crate) fn put<B>(self, answer: &mut Response<B>) {
        if cfg!(feature = "tower") {
            answer.extensions_mut().insert(self);
        }
    }

    pub(crate) fn of<B>(answer: &Response<B>) -> Option<Self> {
        Self::among(answer.extensions())
    }

    pub(crate) fn among(extensions: &Extensions) -> Option<Self> {
        let mark: &Self = extensions.get()?;
        Some(Self {
            copy: Cloned(mark.copy.0),
            ..mark.clone()
        })
    }
}
