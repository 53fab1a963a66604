//! A panic that was caught, and goes on later.

use crate::panics::Panic;
use crate::request::unwind::{Catcher, catcher};
use std::panic::resume_unwind;
use std::sync::Arc;

/// A caught panic. The code that catches it in the end gets it and logs it; the panic hook has been called already.
pub(super) struct HeldPanic(Option<Arc<Panic>>);

impl HeldPanic {
    pub(super) const fn new(panic: Arc<Panic>) -> Self {
        Self(Some(panic))
    }

    /// Resumes it without its payload, so that foreign code that catches it has nothing to show and nothing to log. It is
    /// logged here unless an outer boundary does.
    pub(super) fn resume(mut self) -> ! {
        let panic = self.0.take().unwrap_or_default();
        if catcher() != Catcher::Reporter {
            panic.log();
        }
        resume_unwind(Box::new(panic))
    }
}

/// The request was dropped before that time, so the panic is logged here.
impl Drop for HeldPanic {
    fn drop(&mut self) {
        if let Some(panic) = self.0.take() {
            panic.log();
        }
    }
}
