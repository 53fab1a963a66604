//! Functions for events that are no requests, such as those of a queue.

use crate::functions::DSN;
use crate::gateway::{FIRST_ID, Posted, invoke};
use serde_json::{Value, json};

fn way(way: &str) -> [Value; 1] {
    [json!({ "way": way })]
}

#[track_caller]
fn assert_told(posted: &Posted, code: &str, message: &str) {
    assert_eq!(posted.to, "error");
    assert_eq!(posted.json, json!({ "errorType": code, "errorMessage": message }));
    assert!(!posted.text.contains("hunter2"), "{posted:?}");
}

#[test]
fn without_the_library_an_error_and_a_panic_are_told_to_the_invoker() {
    for how in ["error", "panic"] {
        let invoked = invoke("open foreign job", &way(how));
        assert!(invoked.posted[0].text.contains(DSN), "{:?}", invoked.posted);
    }
}

#[test]
fn an_error_of_another_crate_and_a_panic_tell_nothing() {
    for how in ["error", "panic"] {
        let (posted, record) = invoke("foreign job", &way(how)).one();
        assert_told(&posted, "INTERNAL_ERROR", "An internal error occurred");
        assert!(record.to_string().contains(DSN), "{record}");
        assert_eq!(record["request_id"], FIRST_ID);
        assert!(
            record["http.request.method"].is_null(),
            "it is no request of HTTP: {record}"
        );
    }
}

#[test]
fn an_error_of_ours_tells_its_code_and_its_public_message() {
    for function in ["job", "open job"] {
        let (posted, record) = invoke(function, &way("parameter")).one();
        assert_told(&posted, "OUT_OF_STOCK", "Only 3 are left");
        assert!(record["fields"].as_str().unwrap().contains("shelf-7f3a"));
    }
}

#[test]
fn a_fault_and_a_failed_transaction_are_failures_too() {
    let (posted, _) = invoke("fault job", &way("any")).one();
    assert_told(&posted, "SLOW_DOWN", "Slow down");
    let (posted, record) = invoke("transaction job", &way("any")).one();
    assert_eq!(posted.json["errorType"], "OUTCOME_UNKNOWN");
    assert!(record.to_string().contains(DSN), "{record}");
}

#[test]
fn a_record_has_the_id_of_the_invocation() {
    let (_, record) = invoke("job", &way("undecided")).one();
    assert_eq!(record["request_id"], FIRST_ID);
}

#[test]
fn what_is_no_error_passes_and_is_not_logged() {
    let invoked = invoke("job", &way("done"));
    assert_eq!(invoked.posted[0].to, "response");
    assert_eq!(invoked.posted[0].json, "done");
    assert_eq!(invoked.records(), Vec::<Value>::new());
}

/// The limit that `SecureLambdaLayer` documents: what the runtime cannot read does not get there.
#[test]
fn an_event_that_cannot_be_read_is_told_by_the_runtime() {
    let invoked = invoke("job", &[json!({ "way": 7 })]);
    assert!(invoked.posted[0].text.contains("invalid type"), "{:?}", invoked.posted);
}
