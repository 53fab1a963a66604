//! Whether a failure is in the log already, shared by all records that may include it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One failure. Clones stand for the same one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told(Arc<AtomicBool>);

impl Told {
    pub(crate) fn is_told(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Returns whether the caller is the first to log it.
    pub(crate) fn tell(&self) -> bool {
        !self.0.swap(true, Ordering::Relaxed)
    }
}
