//! Whether a failure is in the log, for all the records that may tell of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One failure. Clones are about the same one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told(Arc<AtomicBool>);

impl Told {
    pub(crate) fn is_told(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Returns whether the caller is the first to tell.
    pub(crate) fn tell(&self) -> bool {
        !self.0.swap(true, Ordering::Relaxed)
    }
}
