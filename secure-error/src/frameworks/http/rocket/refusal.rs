//! Why a guard has failed.

use crate::boundary::Passage;
use crate::error::{AsSecure, SecureError};
use crate::frameworks::answered::answered;
use crate::request::unwind::contained;
use http::StatusCode;
use std::fmt;
use std::sync::Arc;

/// Why a guard has failed: see [`refuse`](super::refuse).
///
/// rocket logs the `Debug` of it, which shows status and code.
#[derive(Clone)]
pub struct Refusal(Arc<dyn AsSecure + Send + Sync>);

impl Refusal {
    pub(super) fn new(error: impl AsSecure + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }

    pub(super) fn status(&self) -> StatusCode {
        contained(|| self.as_secure().public().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Logs it for an answer that somebody else has made.
    pub(super) fn log_as_answer(&self, passage: &Passage) {
        passage.within(|| answered(self.as_secure(), |_, _| ((), None)));
    }

    /// Logs it beside the answer.
    pub(super) fn log(&self, passage: &Passage) {
        passage.within(|| contained(|| self.as_secure().report().log()));
    }
}

impl AsSecure for Refusal {
    fn as_secure(&self) -> &dyn SecureError {
        self.0.as_secure()
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
