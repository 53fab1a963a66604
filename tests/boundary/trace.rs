//! `TraceLayer` of tower-http, around the layer and inside of it.

use crate::leaky::{self, DSN};
use crate::server::{self, Answer, get};
use crate::sink;
use axum::Router;
use axum::extract::Request;
use axum::routing;
use secure_error::{Fault, SecureErrorLayer, problem};
use serde_json::Value;
use tower_http::request_id::RequestId;
use tower_http::trace::TraceLayer;

/// An error of the application, a foreign answer, a panic, an unknown path.
const FAILING: [&str; 4] = ["/own", "/text", "/panic", "/nowhere"];

fn routes() -> Router {
    let own = || async { Fault::problem_with(&problem::CONFLICT, "row 7 is locked") };
    leaky::router().route("/own", routing::get(own))
}

/// What is answered, and all events in the log.
fn ask(router: Router) -> (Vec<Answer>, Vec<Value>) {
    let (log, answers) = sink::json(|| server::without(router, &FAILING.map(get)));
    let events = log.lines().map(|line| serde_json::from_str(line).unwrap());
    (answers.into_iter().map(Option::unwrap).collect(), events.collect())
}

fn ours(events: &[Value]) -> Vec<&Value> {
    events
        .iter()
        .filter(|event| event["target"] == "secure_error")
        .collect()
}

/// Not the path alone: a span is what ties the lines of a request together.
fn span(request: &Request) -> tracing::Span {
    let id = request.extensions().get::<RequestId>();
    let id = id.map_or("none", |id| id.header_value().to_str().unwrap());
    tracing::info_span!("request", path = request.uri().path(), id)
}

fn assert_each_is_one_record_under_the_id_of_its_client(answers: &[Answer], events: &[Value]) {
    let records = ours(events);
    assert_eq!(records.len(), FAILING.len(), "{records:?}");
    for (answer, record) in answers.iter().zip(records) {
        assert_eq!(record["fields"]["request_id"], answer.id());
        assert_eq!(answer.json()["request_id"], answer.id());
        assert!(!answer.text().contains(DSN), "{answer:?}");
    }
}

#[test]
fn around_the_layer_its_span_is_that_of_every_record() {
    let trace = TraceLayer::new_for_http().make_span_with(span).on_failure(());
    let (answers, events) = ask(routes().layer(SecureErrorLayer::new()).layer(trace));
    assert_each_is_one_record_under_the_id_of_its_client(&answers, &events);
    for (record, path) in ours(&events).iter().zip(FAILING) {
        assert_eq!(record["span"]["path"], path, "{record}");
        assert_eq!(record["span"]["id"], "none", "the id is known inside of the layer only");
    }
}

#[test]
fn inside_the_layer_its_span_has_the_id_and_holds_what_happened_there() {
    let trace = TraceLayer::new_for_http().make_span_with(span).on_failure(());
    let (answers, events) = ask(routes().layer(trace).layer(SecureErrorLayer::new()));
    assert_each_is_one_record_under_the_id_of_its_client(&answers, &events);
    let records = ours(&events);
    assert_eq!(records[0]["span"]["path"], "/own");
    assert_eq!(records[0]["span"]["id"], answers[0].id());
    for record in &records[1..] {
        assert!(
            record.get("span").is_none(),
            "what only the layer sees is outside of it: {record}"
        );
    }
}

#[test]
fn a_trace_layer_without_on_failure_logs_no_failures_of_its_own() {
    let failed = |event: &&Value| event["target"] == "tower_http::trace::on_failure";
    let is_error = |event: &&Value| event["level"] == "ERROR";
    let (_, events) = ask(routes()
        .layer(SecureErrorLayer::new())
        .layer(TraceLayer::new_for_http()));
    assert_eq!(events.iter().filter(failed).count(), 2, "those of 500 and above");
    assert_eq!(events.iter().filter(is_error).count(), 4, "two for each of them");
    let quiet = TraceLayer::new_for_http().on_failure(());
    let (_, events) = ask(routes().layer(SecureErrorLayer::new()).layer(quiet));
    assert_eq!(events.iter().filter(failed).count(), 0);
    assert_eq!(ours(&events).len(), FAILING.len());
    assert_eq!(
        events.iter().filter(is_error).count(),
        2,
        "one for each of 500 and above"
    );
    let (_, events) = ask(routes()
        .layer(TraceLayer::new_for_http().on_failure(()))
        .layer(SecureErrorLayer::new()));
    assert_eq!(events.iter().filter(is_error).count(), 2, "inside of the layer too");
}
