//! Subscriptions: a line an event, over one connection.

use crate::http::subscribe;
use crate::schema::{bare, sealed};
use async_graphql::futures_util::{FutureExt as _, StreamExt as _};
use secure_error_tests::sink;
use secure_error_tests_frameworks::client::Told;
use serde_json::{Value, json};

/// The events without the id, which is the same in all of them and in the log.
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

fn internal(path: &str) -> Value {
    json!({
        "message": "An internal error occurred",
        "locations": [{ "line": 1, "column": 16 }],
        "path": [path],
        "extensions": { "code": "INTERNAL_ERROR", "status": 500, "request_id": "the id" },
    })
}

#[test]
fn an_event_that_fails_is_sealed_and_the_others_come() {
    let query = "subscription { events { number } }";
    assert!(subscribe(bare(), query).body.contains("hunter2"));

    let told = subscribe(sealed(), query);
    assert_eq!(
        events(&told),
        [
            json!({ "data": { "events": { "number": 1 } } }),
            json!({ "data": null, "errors": [internal("events")] }),
            json!({ "data": { "events": { "number": 3 } } }),
        ]
    );
    assert_eq!(
        told.record()["exception.message"],
        "pool timed out: postgres://admin:hunter2@10.0.0.5/prod"
    );
}

#[test]
fn an_event_may_fail_with_an_error_of_ours() {
    let told = subscribe(sealed(), "subscription { own }");
    let events = events(&told);
    assert_eq!(events[0]["errors"][0]["extensions"]["code"], "UNPROCESSABLE_CONTENT");
    assert_eq!(
        events[0]["errors"][0]["extensions"]["errors"][0]["code"],
        "UNKNOWN_KIND"
    );
    assert_eq!(events[1], json!({ "data": { "own": 2 } }));
    assert_eq!(told.record()["error.type"], "UNPROCESSABLE_CONTENT");
}

#[test]
fn a_subscription_that_cannot_begin_is_sealed() {
    let query = "subscription { refused }";
    assert!(subscribe(bare(), query).body.contains("hunter2"));

    let told = subscribe(sealed(), query);
    assert_eq!(
        events(&told),
        [json!({ "data": null, "errors": [internal("refused")] })]
    );
    assert!(told.record()["exception.message"].as_str().unwrap().contains("hunter2"));

    let told = subscribe(sealed(), "subscription { refusedByUs }");
    assert_eq!(
        events(&told)[0]["errors"][0]["extensions"]["code"],
        "INVALID_CREDENTIALS"
    );
    assert_eq!(told.record()["exception.message"], "hunter2 is wrong");
}

#[test]
fn what_is_wrong_with_the_query_or_its_input_is_the_clients() {
    for (query, secret, code) in [
        ("subscription { pay(iban: \"x\") }", "hunter2", "BAD_USER_INPUT"),
        ("subscription { nope }", "Subscription", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription {", "expected", "GRAPHQL_PARSE_FAILED"),
    ] {
        let leaky = subscribe(bare(), query);
        assert!(
            leaky.body.contains(secret) || leaky.body.contains("Events"),
            "{}",
            leaky.body
        );
        let told = subscribe(sealed(), query);
        assert_eq!(
            events(&told)[0]["errors"][0]["extensions"]["code"],
            code,
            "{}",
            told.body
        );
        assert_eq!(told.record()["error.type"], code);
    }
}

#[test]
fn a_stream_that_panics_ends_with_an_error() {
    let told = subscribe(sealed(), "subscription { panics }");
    let mut error = internal("panics");
    error
        .as_object_mut()
        .unwrap()
        .retain(|name, _| name != "path" && name != "locations");
    assert_eq!(events(&told), [json!({ "data": null, "errors": [error] })]);
    assert_eq!(told.record()["exception.type"], "Panic");
}

#[test]
fn a_panic_of_what_is_left_when_the_client_is_gone_is_logged() {
    let (log, ()) = sink::json(|| {
        let mut events = sealed().execute_stream("subscription { fragile }");
        let event = events.next().now_or_never().unwrap().unwrap();
        assert!(event.is_ok(), "{event:?}");
        drop(events);
    });
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(records[0]["fields"]["exception.type"], "Panic");
}
