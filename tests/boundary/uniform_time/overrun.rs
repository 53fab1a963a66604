//! Work that took longer than the quantum is in the log, beside the record of the request.

use super::clock::{Asked, End, UNIFORM, ask, bare, millis, padded, paused};
use axum::body::Body;
use http::{Request, Response};
use secure_error::{Fault, RequestId, SecureErrorLayer, problem, render};
use serde_json::Value;
use std::convert::Infallible;
use tower::{Layer as _, ServiceExt as _, service_fn};

const REMARK: &str = "a response took longer than its timing quantum";

fn logged<R>(run: impl Future<Output = R>) -> (Vec<Value>, R) {
    let (log, result) = crate::sink::json(|| paused(run));
    (crate::sink::records(&log), result)
}

fn asked(asked: Asked) -> Vec<Value> {
    logged(ask(padded(), asked)).0
}

#[test]
fn an_overrun_is_remarked_upon_once_with_the_ids_of_its_request() {
    let request = Request::builder()
        .header("x-request-id", "client-7")
        .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        .body((230, End::Fine))
        .unwrap();
    let (records, answer) = logged(padded().oneshot(request));
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(
        (&records[0]["level"], &records[0]["target"]),
        (&"WARN".into(), &"secure_error".into())
    );
    let mut expected = serde_json::json!({
        "message": REMARK,
        "client_request_id": "client-7",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "span_id": "00f067aa0ba902b7",
        "quantum_ms": 100,
        "elapsed_ms": 230,
    });
    expected["request_id"] = answer.unwrap().headers()["x-request-id"].to_str().unwrap().into();
    assert_eq!(records[0]["fields"], expected);
}

#[test]
fn an_answer_in_time_is_not_remarked_upon() {
    for time in [0, 60, 100] {
        assert_eq!(asked((time, End::Fine)), [Value::Null; 0]);
    }
}

#[test]
fn a_failure_that_takes_too_long_still_has_a_record_of_its_own() {
    for (end, what) in [
        (End::Own, "Fault"),
        (End::Foreign, "ForeignResponse"),
        (End::Panic, "Panic"),
        (End::Error, "std::io::error::Error"),
    ] {
        let records = asked((101, end));
        let remarks = records.iter().filter(|it| it["fields"]["message"] == REMARK);
        assert_eq!(remarks.count(), 1, "{end:?}: {records:?}");
        let failures = records.iter().filter(|it| it["fields"]["message"] == "request failed");
        let failures: Vec<&Value> = failures.map(|it| &it["fields"]["exception.type"]).collect();
        assert_eq!(failures, [what], "{end:?}: {records:?}");
    }
}

/// The boundary logs an answer that the application rendered, if nothing was reported during the request.
#[test]
fn a_remark_is_not_the_report_of_a_request() {
    let rendered = |request: Request<()>| async move {
        tokio::time::sleep(millis(101)).await;
        let id = RequestId::parse_bytes(request.headers()["x-request-id"].as_bytes()).unwrap();
        let fault = Fault::problem(&problem::CONFLICT);
        let answer: Response<Body> = render::respond(&fault.public(), &id);
        Ok::<_, Infallible>(answer)
    };
    let service = SecureErrorLayer::new().layer(UNIFORM.layer(service_fn(rendered)));
    let (records, _) = logged(service.oneshot(Request::new(())));
    let types: Vec<&Value> = records.iter().map(|it| &it["fields"]["exception.type"]).collect();
    assert_eq!(types, [&Value::Null, &"RenderedResponse".into()], "{records:?}");
}

#[test]
fn outside_of_a_boundary_a_remark_has_no_ids() {
    let (records, _) = logged(ask(UNIFORM.layer(bare()), (101, End::Fine)));
    let expected = serde_json::json!({ "message": REMARK, "quantum_ms": 100, "elapsed_ms": 101 });
    assert_eq!(records.iter().map(|it| &it["fields"]).collect::<Vec<_>>(), [&expected]);
}

#[test]
fn work_that_was_given_up_is_not_remarked_upon() {
    let given_up = async {
        let answer = ask(padded(), (500, End::Fine));
        assert!(tokio::time::timeout(millis(250), answer).await.is_err());
        tokio::time::sleep(millis(1_000)).await;
    };
    assert!(logged(given_up).0.is_empty());
}

#[test]
fn a_sink_that_panics_loses_the_remark_and_not_the_answer() {
    struct Broken;
    impl tracing::Subscriber for Broken {
        fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
            metadata.target() == "secure_error"
        }
        fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
            tracing::span::Id::from_u64(1)
        }
        fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
        fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
        fn event(&self, _: &tracing::Event<'_>) {
            panic!("the disk is full")
        }
        fn enter(&self, _: &tracing::span::Id) {}
        fn exit(&self, _: &tracing::span::Id) {}
    }
    let asked = || paused(ask(padded(), (101, End::Fine)));
    let (answer, left) = tracing::subscriber::with_default(Broken, asked);
    assert_eq!((answer.unwrap().status().as_u16(), left), (200, 200));
}
