//! Why a guard has failed.

use super::local::Local;
use super::mark::marked;
use crate::error::{AsSecure, SecureError};
use crate::frameworks::issue::issue;
use crate::render;
use crate::request::ledger::Entry;
use http::StatusCode;
use rocket::Request;
use rocket::response::{Responder, Result};
use std::fmt;
use std::sync::Arc;

/// Why a guard has failed: see [`refuse`](super::refuse).
///
/// rocket logs the `Debug` of it, which shows status and code.
#[derive(Clone)]
pub struct Refusal {
    error: Arc<dyn AsSecure + Send + Sync>,
    entry: Arc<Entry>,
}

impl Refusal {
    /// Enters it for the request.
    pub(super) fn new(error: impl AsSecure + Send + Sync + 'static, request: &Request<'_>) -> Self {
        let ((), entry) = Local::of(request).exchange().within(|| {
            issue(error.as_secure(), |public, id| {
                let (issued, source) = render::issue(public, id);
                ((), issued.status, source)
            })
        });
        Self {
            error: Arc::new(error),
            entry,
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.entry.status()
    }
}

/// The response of the error, for handlers that take a `Result<_, Refusal>`.
impl Responder<'_, 'static> for Refusal {
    fn respond_to(self, request: &Request<'_>) -> Result<'static> {
        Ok(marked(render::marked(&self.entry), &Local::of(request).exchange()))
    }
}

impl AsSecure for Refusal {
    fn as_secure(&self) -> &dyn SecureError {
        self.error.as_secure()
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = self.as_secure();
        f.debug_struct("Refusal")
            .field("status", &error.status().as_u16())
            .field("code", &error.error_code())
            .finish()
    }
}
