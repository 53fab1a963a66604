//! Counters of failures, for whatever recorder of the crate `metrics` the program has installed.
//!
//! The labels are `code` and `status` and no others: both are constants of the program, so a client cannot make up new
//! time series. Nothing else of a report is looked at.

use crate::public::ProblemType;
use crate::request::unwind::contained;
use metrics::{Label, Unit, counter, describe_counter};
use std::sync::atomic::{AtomicU64, Ordering};

const REPORTS: &str = "secure_error_reports_total";
const COMPACTED: &str = "secure_error_compacted_total";

/// One report that is sent to the log, whether or not the log takes its level; and whether it has no text, because many of
/// its kind came before it in the same second.
pub(super) fn count_report(problem: &'static ProblemType, is_compact: bool) {
    contained(describe_now_and_then);
    count(REPORTS, problem);
    if is_compact {
        count(COMPACTED, problem);
    }
}

/// A recorder that panics loses the count, and nothing else.
fn count(name: &'static str, problem: &'static ProblemType) {
    contained(|| {
        let labels = vec![
            Label::from_static_parts("code", problem.code()),
            Label::new("status", problem.status().as_u16().to_string()),
        ];
        counter!(name, labels).increment(1);
    });
}

/// With the 1st, 2nd, 4th, 8th … report: a recorder may be installed after the first failure, and to describe is dear.
fn describe_now_and_then() {
    static REPORTED: AtomicU64 = AtomicU64::new(1);
    if REPORTED.fetch_add(1, Ordering::Relaxed).is_power_of_two() {
        describe();
    }
}

fn describe() {
    describe_counter!(REPORTS, Unit::Count, "Failures that were reported to the log.");
    describe_counter!(
        COMPACTED,
        Unit::Count,
        "Failures that were logged without their text, because there were too many of their kind in one second."
    );
}

#[cfg(test)]
#[path = "tests/metrics.rs"]
mod tests;
