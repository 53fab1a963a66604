//! How many failures of one kind are logged in full in one second.
//!
//! What is dear about a record is the text of the error: chains, fields, backtraces. A storm of errors must not take the
//! service down, so of each kind only so many a second get that text. All others are logged too, compact: everything that
//! is constant about them, and the ids of the request. No record is ever dropped.
//!
//! The number of compact ones is in the next full record of that kind (`compacted`). After a storm there may be no such
//! record for a long time. That is fine: each compact record is in the log itself and says that it is one, and the metrics
//! count them as they come.

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

/// Full records of one kind in one second. More than anybody reads of one kind, and little enough to be paid for: with
/// sixteen causes each takes less than a tenth of a millisecond, and with the most text that is possible, 16 causes of 1 KiB
/// and a backtrace, about 200 kilobytes.
pub(super) const FULL: u32 = 100;

/// The same for security events. Their fields tell which account or which rule it was about, so an attacker would like to
/// have them cut: a hundred failed logins a second would be enough to hide the one that matters. But they are also the
/// failures that anybody can cause as often as he likes, so they have more room, not any amount. An alert has no more: it
/// wakes somebody, who needs the first hundred at most, and the compact ones still say that they are alerts.
pub(super) const FULL_OF_EVENT: u32 = 1_000;

/// So many kinds have a budget of their own. A kind is a place in the program text, so nothing from a request can add one.
const KINDS: usize = 1_024;
/// All further kinds have these together, which costs some of them text and none a record.
const SHARED: u64 = 512;
/// At one place so many texts have a budget of their own in one second, and all further ones that of the last: who controls
/// the text of a failure can spend so many budgets there, and no more.
const TEXTS: usize = 4;
/// No more of a text is looked at, in bytes.
const TEXT: u8 = 64;

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

/// What was spent, by kind. Only failures wait for the lock, and no code of the application runs under it.
pub(super) struct Budget(Mutex<BTreeMap<u64, Kind>>);

/// What failures of one kind have spent.
#[derive(Default)]
struct Kind {
    second: u32,
    /// Full records in that second, by the text that tells them apart.
    full: Vec<(u64, u32)>,
    /// Compact records since the last full one.
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

/// What counts as the same failure: the code that the client sees, the variant behind it, and the place where it arose. By
/// the code alone a flood of one cheap variant would hide another that answers the same on purpose, such as a wrong password
/// behind unknown users. A transparent variant is as many kinds as there are errors behind it.
fn kind(report: &Report<'_>) -> u64 {
    let name = |origin: &Origin| (origin.type_name, origin.variant);
    let mut hasher = DefaultHasher::new();
    report.public.problem_type().code().hash(&mut hasher);
    name(&report.origin).hash(&mut hasher);
    report.innermost.as_ref().map(name).hash(&mut hasher);
    report.location.hash(&mut hasher);
    hasher.finish()
}

/// Where there is no variant, the beginning of what operators would read tells one failure from another: up to the first
/// digit, where texts of one failure begin to differ. Of all others nothing is read, nor of what is logged meanwhile.
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

/// Reads a text up to its first digit, and stops the formatting there; with how many bytes it still takes.
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

    /// Says whether this thread has no budget, and returns what was said before.
    pub(crate) fn want(wanted: bool) -> bool {
        WANTED.try_with(|it| it.replace(wanted)).unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "tests/budget.rs"]
mod tests;
