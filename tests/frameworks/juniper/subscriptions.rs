//! Subscriptions: a line an event, over one connection.

use crate::http::{subscribe, subscribe_bare};
use juniper::futures::{FutureExt as _, StreamExt as _, stream};
use juniper::{DefaultScalarValue, ExecutionError};
use secure_error::frameworks::juniper::SecureErrorExecution;
use secure_error_tests::sink;
use secure_error_tests_frameworks::client::Told;
use serde_json::{Value, json};

#[track_caller]
fn events(told: &Told) -> Vec<Value> {
    let id = told.request_id.as_deref().unwrap();
    assert!(
        told.records.iter().all(|record| record["request_id"] == id),
        "{:?}",
        told.records
    );
    let body = told.body.replace(id, "the id");
    body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn an_event_that_fails_is_sealed_and_the_others_come() {
    let query = "subscription { events }";
    assert!(subscribe_bare(query).body.contains("hunter2"));

    let told = subscribe(query);
    let events = events(&told);
    assert_eq!((&events[0], &events[2]), (&json!({ "data": 1 }), &json!({ "data": 3 })));
    assert_eq!(events[1]["errors"][0]["extensions"]["code"], "INTERNAL_ERROR");
    assert!(!told.body.contains("hunter2"), "{}", told.body);
    assert_eq!(
        told.record()["exception.message"],
        "pool timed out: postgres://admin:hunter2@10.0.0.5/prod"
    );
}

#[test]
fn an_event_may_fail_with_an_error_of_ours() {
    let told = subscribe("subscription { own }");
    let events = events(&told);
    assert_eq!(events[0]["errors"][0]["extensions"]["code"], "UNPROCESSABLE_CONTENT");
    assert_eq!(events[1], json!({ "data": 2 }));
    assert_eq!(told.record()["error.type"], "UNPROCESSABLE_CONTENT");
}

#[test]
fn a_subscription_that_cannot_begin_is_sealed_and_logged_once() {
    for (query, secret, message) in [
        ("subscription { refused }", "hunter2", "An internal error occurred"),
        ("subscription { nope }", "on type", "The query is not valid"),
    ] {
        assert!(subscribe_bare(query).body.contains(secret));
        let told = subscribe(query);
        assert!(!told.body.contains(secret), "{}", told.body);
        assert_eq!(events(&told)[0]["errors"][0]["message"], message);
        assert!(told.record()["exception.message"].as_str().unwrap().contains(secret));
    }
}

#[test]
fn a_stream_that_panics_ends_with_an_error() {
    let told = subscribe("subscription { panics }");
    let events = events(&told);
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0]["errors"][0]["extensions"]["code"], "INTERNAL_ERROR");
    assert_eq!(told.record()["exception.type"], "Panic");
}

struct Fragile;

impl Drop for Fragile {
    fn drop(&mut self) {
        panic!("hunter2");
    }
}

#[test]
fn a_panic_of_what_is_left_when_the_client_is_gone_is_logged() {
    let (log, ()) = sink::json(|| {
        let held = Fragile;
        let event = move |()| -> Result<juniper::Value<DefaultScalarValue>, Vec<ExecutionError<DefaultScalarValue>>> {
            let _ = &held;
            Ok(juniper::Value::null())
        };
        let mut events = SecureErrorExecution::new().events(stream::repeat(()).map(event));
        assert!(events.next().now_or_never().unwrap().unwrap().is_ok());
        drop(events);
    });
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(records[0]["fields"]["exception.type"], "Panic");
}
