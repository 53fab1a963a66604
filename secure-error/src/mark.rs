//! The mark on answers that were made of a [`PublicError`](crate::PublicError), in their extensions, where no client
//! sees it and nobody else can write it.
#![cfg_attr(not(feature = "tower"), allow(dead_code, reason = "only a boundary looks for marks"))]

use crate::request_id::RequestId;
use http::{Response, StatusCode};

/// What the answer was when it was made: whoever changes it must not keep the trust.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub(crate) id: RequestId,
    pub(crate) status: StatusCode,
    /// The length of the body, in bytes.
    pub(crate) length: usize,
}

impl Mark {
    /// Without a boundary there is nobody to look for it.
    pub(crate) fn put<B>(answer: &mut Response<B>, id: &RequestId, length: usize) {
        if cfg!(feature = "tower") {
            let status = answer.status();
            answer.extensions_mut().insert(Self {
                id: *id,
                status,
                length,
            });
        }
    }

    pub(crate) fn of<B>(answer: &Response<B>) -> Option<Self> {
        answer.extensions().get().copied()
    }
}
