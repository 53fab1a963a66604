//! The report of a failure in its response, for developers at their own machine (feature `dev-details`).
//!
//! A boundary that has opened all its locks puts it into the [`PublicError`](super::PublicError) that is rendered. Every
//! format that writes one shows it.

use crate::text::node::Node;
use std::sync::atomic::{AtomicBool, Ordering};

/// The internal report of the failure.
pub(crate) struct Development<'a> {
    report: Node<'a>,
    is_shown: AtomicBool,
}

impl<'a> Development<'a> {
    pub(crate) const fn new(report: Node<'a>) -> Self {
        Self {
            report,
            is_shown: AtomicBool::new(false),
        }
    }

    /// For a format that writes it.
    pub(crate) fn show(&self) -> &Node<'a> {
        self.is_shown.store(true, Ordering::Relaxed);
        &self.report
    }

    pub(crate) fn is_shown(&self) -> bool {
        self.is_shown.load(Ordering::Relaxed)
    }
}
