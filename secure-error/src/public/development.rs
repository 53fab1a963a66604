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

    /// The same with one more member, for a format that stands in for another.
    pub(crate) fn with(&self, name: &'static str, text: &'a str) -> Self {
        let mut report = self.show().clone();
        if let Node::Map(members) = &mut report {
            members.push((name, Node::Text(text)));
        }
        Self::new(report)
    }

    pub(crate) fn is_shown(&self) -> bool {
        self.is_shown.load(Ordering::Relaxed)
    }
}
