//! Counters of failures, for the recorder of the crate `metrics` that the program has installed.
//!
//! The labels are `code` and `status` only: both are constants of the program, so a client cannot create new time series.

use crate::public::ProblemType;
use crate::request::unwind::contained;
use metrics::{Label, Unit, counter, describe_counter};
use std::sync::atomic::{AtomicU64, Ordering};

const REPORTS: &str = "secure_error_reports_total";
const COMPACTED: &str = "secure_error_compacted_total";

/// Counts one report that is sent to the log, whether or not the log records its level, and whether its text is suppressed.
pub(super) fn count_report(problem: &'static ProblemType, is_compact: bool) {
    contained(describe_now_and_then);
    count(REPORTS, problem);
    if is_compact {
        count(COMPACTED, problem);
    }
}

/// A recorder that panics loses only the count.
fn count(name: &'static str, problem: &'static ProblemType) {
    contained(|| {
        let labels = vec![
            Label::from_static_parts("code", problem.code()),
            Label::new("status", problem.status().as_u16().to_string()),
        ];
        counter!(name, labels).increment(1);
    });
}

/// With the 1st, 2nd, 4th, 8th … report: a recorder may be installed after the first failure, and describing is expensive.
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
        "Failures whose text was suppressed in the log, because there were too many of their kind in one second."
    );
}

#[cfg(test)]
#[path = "tests/metrics.rs"]
mod tests;
