//! A panic that was caught, and goes on later.

use crate::panics::Panic;
use crate::request::unwind::{Catcher, catcher};
use std::panic::resume_unwind;
use std::sync::Arc;

/// What is known about a panic. Whoever catches it in the end gets that, and logs it; the panic hook has been called
/// already.
pub(super) struct HeldPanic(Option<Arc<Panic>>);

impl HeldPanic {
    pub(super) const fn new(panic: Arc<Panic>) -> Self {
        Self(Some(panic))
    }

    /// Without its payload: a stranger who catches it has nothing to show, and nothing to log. So it is logged here
    /// unless a boundary around this one does.
    pub(super) fn resume(mut self) -> ! {
        let panic = self.0.take().unwrap_or_default();
        if catcher() != Catcher::Reporter {
            panic.log();
        }
        resume_unwind(Box::new(panic))
    }
}

/// The request is gone before the moment has come, and nobody else will tell of it.
impl Drop for HeldPanic {
    fn drop(&mut self) {
        if let Some(panic) = self.0.take() {
            panic.log();
        }
    }
}
