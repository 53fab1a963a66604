#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use super::{count_report, describe, describe_now_and_then};
use crate::error::Fault;
use crate::error::SecureError;
use crate::internal::fixtures::{AccountError, busy};
use crate::public::problem;
use metrics::{Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use std::sync::Arc;

/// Name, labels in order, value and description.
type Counted = (String, Vec<(String, String)>, u64, Option<String>);

fn recorded(run: impl FnOnce()) -> Vec<Counted> {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    metrics::with_local_recorder(&recorder, run);
    let all = snapshotter.snapshot().into_vec().into_iter();
    let mut all: Vec<_> = all
        .map(|(key, _, description, value)| {
            let (name, labels) = key.key().clone().into_parts();
            let labels = labels.iter().map(|it| (it.key().to_owned(), it.value().to_owned()));
            let DebugValue::Counter(count) = value else {
                panic!("{value:?} is no counter")
            };
            let description = description.map(|it| it.to_string());
            (name.as_str().to_owned(), labels.collect(), count, description)
        })
        .collect();
    all.sort();
    all
}

fn labels(code: &str, status: &str) -> Vec<(String, String)> {
    [("code", code), ("status", status)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
}

#[test]
fn reports_are_counted_by_code_and_status_and_by_nothing_else() {
    let counters = recorded(|| {
        for is_compact in [false, false, true] {
            count_report(busy().problem_type(), is_compact);
        }
        // Whatever else there is to tell them apart.
        for variant in ["A", "B", "C"] {
            let mut error = AccountError::new(variant, "internal text");
            error.fields = vec![("user", Some(variant.to_owned()))];
            count_report(error.problem_type(), false);
        }
        for text in ["one", "two"] {
            count_report(Fault::problem_with(&problem::CONFLICT, text).problem_type(), false);
        }
    });
    let counters: Vec<_> = counters
        .into_iter()
        .map(|(name, labels, count, _)| (name, labels, count))
        .collect();
    let reports = "secure_error_reports_total".to_owned();
    assert_eq!(
        counters,
        [
            (
                "secure_error_compacted_total".to_owned(),
                labels("SERVICE_UNAVAILABLE", "503"),
                1
            ),
            (reports.clone(), labels("ACCOUNT_NOT_FOUND", "404"), 3),
            (reports.clone(), labels("CONFLICT", "409"), 2),
            (reports, labels("SERVICE_UNAVAILABLE", "503"), 3),
        ]
    );
}

#[test]
fn the_counters_are_described() {
    let counters = recorded(|| {
        describe();
        count_report(busy().problem_type(), true);
    });
    let descriptions: Vec<_> = counters
        .into_iter()
        .map(|(_, _, _, description)| description.unwrap())
        .collect();
    assert!(descriptions[0].contains("text was suppressed") && descriptions[1].contains("reported to the log"));
}

#[test]
fn a_recorder_that_is_installed_late_is_told_the_descriptions_soon() {
    // However many reports others make meanwhile.
    let counters = recorded(|| {
        count_report(busy().problem_type(), false);
        for _ in 0..1 << 20 {
            describe_now_and_then();
        }
    });
    assert!(
        counters.iter().all(|(.., description)| description.is_some()),
        "{counters:?}"
    );
}

#[test]
fn a_log_call_counts_whether_or_not_the_level_is_enabled() {
    let counters = recorded(|| busy().report().log());
    assert_eq!(counters.len(), 1);
    assert_eq!(
        (counters[0].0.as_str(), counters[0].2),
        ("secure_error_reports_total", 1)
    );
    assert_eq!(recorded(|| drop(busy().report().expose_internal())), []);
}

/// Panics wherever it can.
struct Panics;

impl Recorder for Panics {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {
        panic!("in the recorder")
    }

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {
        panic!("in the recorder")
    }

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {
        panic!("in the recorder")
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        assert_eq!(key.name(), "secure_error_compacted_total", "in the recorder");
        Counter::from_arc(Arc::new(Self))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        panic!("in the recorder")
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        panic!("in the recorder")
    }
}

impl CounterFn for Panics {
    fn increment(&self, _: u64) {
        panic!("in the counter")
    }

    fn absolute(&self, _: u64) {
        panic!("in the counter")
    }
}

#[test]
fn a_recorder_that_panics_costs_the_count_only() {
    metrics::with_local_recorder(&Panics, || {
        for _ in 0..3 {
            describe_now_and_then();
            count_report(busy().problem_type(), false);
            count_report(busy().problem_type(), true);
        }
    });
}
