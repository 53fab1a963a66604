//! How many failures of one kind are logged in full in one second.
//!
//! The text of an error is the expensive part of a record: chains, fields, backtraces. An error storm must not take the
//! service down, so only a limited number of records of each kind per second have text. In all others it is suppressed: they
//! have what is constant about the error, and the request IDs. No record is ever dropped.
//!
//! The next full record of a kind has the number of suppressed ones (`compacted`). After a storm that may take a long time.
//! That is fine: each suppressed record is itself in the log and marked (`compact`), and the metrics count them at once.

use crate::internal::guard::Adhoc;
use crate::internal::nesting::alone;
use crate::internal::origin::Origin;
use crate::internal::report::{self, Cause, Report};
use crate::request::unwind::contained;
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

/// Full records of one kind in one second. More than an operator reads of one kind, and affordable: with sixteen causes
/// each takes less than a tenth of a millisecond, and with the most possible text, 16 causes of 1 KiB and a backtrace, about
/// 200 kilobytes.
pub(super) const FULL: u32 = 100;

/// The same for security events. Their fields name the account or the rule, so an attacker benefits if they are suppressed:
/// a hundred failed logins a second would hide the one that matters. But clients can cause such failures at will, so they
/// have a larger budget, not an unlimited one. An alert has no more: an operator needs the first hundred at most, and the
/// suppressed ones are still marked as alerts.
pub(super) const FULL_OF_EVENT: u32 = 1_000;

/// The number of kinds with a budget of their own. A kind is a place in the source, so a request cannot add one.
const KINDS: usize = 1_024;
/// All further kinds share these, which suppresses the text of some and drops no record.
const SHARED: u64 = 512;
/// The number of texts at one place with a budget of their own in one second; all further ones share that of the last. A
/// client that controls the text of a failure can spend that many budgets there, and no more.
const TEXTS: usize = 4;
/// The length of a text that is compared, in bytes.
const TEXT: u8 = 64;

static BUDGET: Budget = Budget::new();

/// The share of a report in the budget of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// All text. Has the number of suppressed records of the same kind since the last full one.
    Full { compacted: u64 },
    /// Suppressed: nothing of the error may be formatted.
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
    // It saturates after 136 years.
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// The spent budget, by kind. Only failures wait for the lock, and application code never runs under it.
pub(super) struct Budget(Mutex<BTreeMap<u64, Kind>>);

/// The budget that failures of one kind have spent.
#[derive(Default)]
struct Kind {
    second: u32,
    /// Full records in that second, by the text that tells them apart.
    full: Vec<(u64, u32)>,
    /// Suppressed records since the last full one.
    compacted: u64,
}

impl Budget {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    pub(super) fn take(&self, report: &Report<'_>, second: u32) -> Share {
        let limit = if report.event().is_some() { FULL_OF_EVENT } else { FULL };
        let (kind, text) = (kind(report), text(report));
        let mut kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let has_room = kinds.len() < KINDS || kinds.contains_key(&kind);
        let kind = kinds.entry(if has_room { kind } else { kind % SHARED }).or_default();
        if kind.spend(text, second, limit) {
            Share::Full {
                compacted: std::mem::take(&mut kind.compacted),
            }
        } else {
            kind.compacted += 1;
            Share::Compact
        }
    }
}

impl Kind {
    /// Counts one more full record, if there is one left. A thread that was late by a second counts for the newer one.
    fn spend(&mut self, text: u64, second: u32, limit: u32) -> bool {
        if second > self.second {
            self.second = second;
            self.full.clear();
        }
        let own = self.full.iter().position(|(own, _)| *own == text);
        let own = own.unwrap_or(self.full.len()).min(TEXTS - 1);
        if own == self.full.len() {
            self.full.push((text, 0));
        }
        let left = self.full.get_mut(own).filter(|(_, full)| *full < limit);
        left.map(|(_, full)| *full += 1).is_some()
    }
}

/// The identity of a kind of failure: the public code, the variant, and the place where it arose. With the code alone, a
/// flood of one cheap variant would hide another with the same response on purpose, such as a wrong password behind unknown
/// users. A transparent variant counts as one kind per error behind it.
fn kind(report: &Report<'_>) -> u64 {
    let name = |origin: &Origin| (origin.type_name, origin.variant);
    let mut hasher = DefaultHasher::new();
    report.public.problem_type().code().hash(&mut hasher);
    name(&report.origin).hash(&mut hasher);
    report.innermost.as_ref().map(name).hash(&mut hasher);
    report.location.hash(&mut hasher);
    hasher.finish()
}

/// Without a variant, the beginning of the internal text distinguishes failures: up to the first digit, where texts of one
/// failure begin to differ. The text of all other failures is not read, nor that of failures logged meanwhile.
fn text(report: &Report<'_>) -> u64 {
    let origin = report.innermost.as_ref().unwrap_or(&report.origin);
    if origin.variant.is_some() {
        return 0;
    }
    let mut beginning = Beginning(DefaultHasher::new(), TEXT);
    alone(|| {
        contained(|| match (&report.message, report.cause) {
            (Some(message), _) => write!(beginning, "{}", Adhoc(&|f: &mut fmt::Formatter<'_>| message.fmt(f))),
            (
                None,
                Some(Cause {
                    kind: report::Kind::Plain(error),
                    redacted: false,
                    ..
                }),
            ) => write!(beginning, "{error}"),
            _ => Ok(()),
        })
    });
    beginning.0.finish()
}

/// Reads a text up to its first digit, and stops the formatting there; holds the remaining capacity in bytes.
struct Beginning(DefaultHasher, u8);

impl Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if byte.is_ascii_digit() {
                self.1 = 0;
            }
            self.1 = self.1.checked_sub(1).ok_or(fmt::Error)?;
            self.0.write_u8(byte);
        }
        Ok(())
    }
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

    /// Sets whether this thread has no budget, and returns the previous setting.
    pub(crate) fn want(wanted: bool) -> bool {
        WANTED.try_with(|it| it.replace(wanted)).unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "tests/budget.rs"]
mod tests;
