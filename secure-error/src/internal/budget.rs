//! How many failures of one kind are logged in full in one second.
//!
//! What is dear about a record is the text of the error: chains, fields, backtraces. A storm of errors must not take the
//! service down, so of each kind only so many a second get that text. All others are logged too, compact: everything that
//! is constant about them, and the ids of the request. No record is ever dropped.
//!
//! The number of compact ones is in the next full record of that kind (`compacted`). After a storm there may be no such
//! record for a long time. That is fine: each compact record is in the log itself and says that it is one, and the metrics
//! count them as they come.

use crate::internal::origin::Origin;
use crate::internal::report::Report;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Full records of one kind in one second. More than anybody reads of one kind, and little enough to be paid for: with
/// sixteen causes each takes less than a tenth of a millisecond, and with the most text that is possible, 16 causes of 1 KiB
/// and a backtrace, about 200 kilobytes.
pub(super) const FULL: u32 = 100;

/// The same for security events. Their fields tell which account or which rule it was about, so an attacker would like to
/// have them cut: a hundred failed logins a second would be enough to hide the one that matters. But they are also the
/// failures that anybody can cause as often as he likes, so they have more room, not any amount. An alert has no more: it
/// wakes somebody, who needs the first hundred at most, and the compact ones still say that they are alerts.
pub(super) const FULL_OF_EVENT: u32 = 1_000;

/// A kind is looked for in two buckets of the table, so that its slot is found in a few steps.
const BUCKETS: usize = 64;
/// There is room for a thousand kinds in 24 KiB. A kind is a place in the program text, so nothing from a request can add
/// one. Should both buckets be full nevertheless, kinds share a slot, which costs some of them text and none a record.
const SLOTS_OF_BUCKET: usize = 16;

static BUDGET: Budget = Budget::new();

/// What a report gets of the budget of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// Everything. So many of the same kind were compact since the last that was not.
    Full { compacted: u64 },
    /// Nothing of it may be formatted.
    Compact,
}

/// Takes a share for a report that is about to be logged.
pub(super) fn take(report: &Report<'_>) -> Share {
    #[cfg(feature = "testing")]
    if in_full::wanted() {
        return Share::Full { compacted: 0 };
    }
    BUDGET.take(report, second())
}

/// Seconds since the first failure, by a clock that is never set.
fn second() -> u32 {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    let seconds = FIRST.get_or_init(Instant::now).elapsed().as_secs();
    // There are 136 years until it stops.
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// A table of fixed size, without locks and without allocations.
pub(super) struct Budget([[Slot; SLOTS_OF_BUCKET]; BUCKETS]);

/// One kind of failure.
struct Slot {
    /// Which one; zero as long as there is none.
    kind: AtomicU64,
    /// A second, and below it how many full records it has had.
    spent: AtomicU64,
    /// Compact records since the last full one.
    compacted: AtomicU64,
}

impl Budget {
    #[expect(clippy::large_stack_arrays, reason = "it is a constant of the program")]
    pub(super) const fn new() -> Self {
        Self([const { [const { Slot::new() }; SLOTS_OF_BUCKET] }; BUCKETS])
    }

    pub(super) fn take(&self, report: &Report<'_>, second: u32) -> Share {
        let limit = if report.event().is_some() { FULL_OF_EVENT } else { FULL };
        match self.slot(kind(report)) {
            Some(slot) if !slot.spend(second, limit) => {
                slot.compacted.fetch_add(1, Ordering::Relaxed);
                Share::Compact
            }
            slot => Share::Full {
                compacted: slot.map_or(0, |slot| slot.compacted.swap(0, Ordering::Relaxed)),
            },
        }
    }

    /// There always is one.
    fn slot(&self, kind: u64) -> Option<&Slot> {
        let [first, second, shared, ..] = kind.to_le_bytes().map(usize::from);
        let [first, second] = [self.0.get(first % BUCKETS)?, self.0.get(second % BUCKETS)?];
        let own = first.iter().chain(second).find(|slot| slot.is_for(kind));
        own.or_else(|| first.get(shared % SLOTS_OF_BUCKET))
    }
}

impl Slot {
    const fn new() -> Self {
        Self {
            kind: AtomicU64::new(0),
            spent: AtomicU64::new(0),
            compacted: AtomicU64::new(0),
        }
    }

    /// Whether it is the slot of this kind, or could be made so.
    fn is_for(&self, kind: u64) -> bool {
        let owner = match self.kind.load(Ordering::Relaxed) {
            0 => self
                .kind
                .compare_exchange(0, kind, Ordering::Relaxed, Ordering::Relaxed)
                .map_or_else(|other| other, |_| kind),
            owner => owner,
        };
        owner == kind
    }

    /// Counts one more full record, if there is one left. A thread that was late by a second counts for the newer one.
    fn spend(&self, second: u32, limit: u32) -> bool {
        let spend = |spent: u64| {
            let count = spent & u64::from(u32::MAX);
            if u64::from(second) > spent >> 32 {
                Some(u64::from(second) << 32 | 1)
            } else {
                (count < u64::from(limit)).then_some(spent + 1)
            }
        };
        self.spent
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend)
            .is_ok()
    }
}

/// What counts as the same failure: the code that the client sees and the variant behind it. By the code alone a flood of
/// one cheap variant would hide another that answers the same on purpose, such as a wrong password behind unknown users.
///
/// A transparent variant is as many kinds as there are errors behind it. Where there is no variant (a `Fault`) the place
/// where the error arose tells it from others. Never zero.
fn kind(report: &Report<'_>) -> u64 {
    let name = |origin: &Origin| (origin.type_name, origin.variant);
    let place = report.location.filter(|_| report.variant().is_none());
    let mut hasher = DefaultHasher::new();
    report.public.problem_type().code().hash(&mut hasher);
    name(&report.origin).hash(&mut hasher);
    report.innermost.as_ref().map(name).hash(&mut hasher);
    place.hash(&mut hasher);
    hasher.finish().max(1)
}

/// For tests that count on the text of every record.
#[cfg(feature = "testing")]
pub(crate) mod in_full {
    use std::cell::Cell;

    thread_local! {
        static WANTED: Cell<bool> = const { Cell::new(false) };
    }

    pub(super) fn wanted() -> bool {
        WANTED.try_with(Cell::get).unwrap_or_default()
    }

    /// Says whether this thread has no budget, and returns what was said before.
    pub(crate) fn want(wanted: bool) -> bool {
        WANTED.try_with(|it| it.replace(wanted)).unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "tests/budget.rs"]
mod tests;
