//! A panic that is caught, and goes on later.

use crate::unwind::discard;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What was thrown. Whoever catches it in the end gets it as it was; the panic hook has been called already.
pub(super) struct HeldPanic(Option<Box<dyn Any + Send>>);

/// Runs a service, which is not used again after a panic.
pub(super) fn caught<R>(run: impl FnOnce() -> R) -> Result<R, HeldPanic> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| HeldPanic(Some(payload)))
}

impl HeldPanic {
    pub(super) fn resume(mut self) -> ! {
        resume_unwind(self.0.take().unwrap_or_else(|| Box::new(())))
    }
}

/// The request is gone before the moment has come.
impl Drop for HeldPanic {
    fn drop(&mut self) {
        if let Some(payload) = self.0.take() {
            discard(payload);
        }
    }
}
