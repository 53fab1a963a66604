//! What clients have seen.

use crate::judge::{Answered, Complaints};
use std::collections::BTreeMap;

/// What one client has seen, or all of them.
#[derive(Debug, Default)]
pub struct Tally {
    /// Requests with right answers.
    pub answered: Vec<Answered>,
    /// Connections of rude clients, by what they did.
    pub rude: BTreeMap<&'static str, u64>,
    /// Requests that may have reached the service, and whose answer nobody has seen.
    pub gone: u64,
    /// What was wrong.
    pub complaints: Complaints,
}

impl Tally {
    pub(super) fn extend(&mut self, other: Self) {
        self.answered.extend(other.answered);
        for (what, count) in other.rude {
            *self.rude.entry(what).or_default() += count;
        }
        self.gone += other.gone;
        self.complaints.extend(other.complaints);
    }

    /// Right answers by kind, failures and successes apart.
    #[must_use]
    pub fn by_kind(&self, failures: bool) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for answered in self.answered.iter().filter(|it| it.kind.fails() == failures) {
            *counts.entry(answered.kind.name).or_default() += 1;
        }
        counts
    }
}
