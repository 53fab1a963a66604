//! The feature `metrics` behind the layer: one count a failed request, and labels that no client can choose.

use crate::leaky::{self, leaks, silences};
use crate::server::{self, get};
use axum::{Router, routing};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use secure_error::{Fault, SecureErrorLayer, problem};
use std::collections::BTreeMap;

fn service() -> Router {
    let own = || async { Fault::problem_with(&problem::CONFLICT, "row 7 is locked") };
    leaky::router().route("/own", routing::get(own))
}

/// All ways to fail, some of them again, and some successes.
fn requests() -> Vec<Vec<u8>> {
    let leaks = leaks().into_iter().map(|leak| leak.request);
    let silences = silences().into_iter().map(|(request, _)| request);
    let others = ["/fine", "/own", "/own?code=FORGED&status=200", "/fine", "/nowhere/else"].map(get);
    leaks.chain(silences).chain(others).collect()
}

#[test]
fn every_failed_request_is_one_count_by_code_and_status_only() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let (answers, records) = metrics::with_local_recorder(&recorder, || server::behind(service(), &requests()));

    let mut expected = BTreeMap::new();
    for answer in answers.iter().filter(|answer| answer.status() >= 400) {
        let labels = vec![
            ("code".to_owned(), answer.json()["code"].as_str().unwrap().to_owned()),
            ("status".to_owned(), answer.status().to_string()),
        ];
        *expected.entry(labels).or_insert(0) += 1;
    }
    let mut counted = BTreeMap::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let (name, labels) = key.key().clone().into_parts();
        assert_eq!(name.as_str(), "secure_error_reports_total");
        let labels: Vec<_> = labels
            .iter()
            .map(|label| (label.key().to_owned(), label.value().to_owned()))
            .collect();
        let DebugValue::Counter(count) = value else {
            panic!("{value:?} is no counter")
        };
        assert_eq!(counted.insert(labels, count), None);
    }
    assert_eq!(counted, expected);
    assert_eq!(counted.values().sum::<u64>(), records.len() as u64);
    assert!(records.len() > 15, "all ways to fail");
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

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        panic!("in the recorder")
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        panic!("in the recorder")
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        panic!("in the recorder")
    }
}

#[test]
fn a_recorder_that_panics_costs_neither_answer_nor_record() {
    let router = || service().layer(SecureErrorLayer::new());
    let (usual, usual_records) = server::within(router(), &requests());
    let (answers, records) = metrics::with_local_recorder(&Panics, || server::within(router(), &requests()));
    for (answer, usual) in answers.iter().zip(&usual) {
        assert_eq!(answer.status(), usual.status());
        assert_eq!(
            answer.text().replace(answer.id(), "").len(),
            usual.text().replace(usual.id(), "").len()
        );
    }
    assert_eq!(records.len(), usual_records.len());
}
