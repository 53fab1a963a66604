//! Records: one of each response and of each failure that is sent.

use crate::functions::DSN;
use crate::gateway::{FIRST_ID, Posted, get, id_of, invoke, request};
use serde_json::{Value, json};

fn eventful(path: &str) -> (Posted, Value) {
    invoke("eventful", &[get(path)]).one()
}

fn eventful_job(way: &str) -> (Posted, Value) {
    invoke("eventful job", &[json!({ "way": way })]).one()
}

#[test]
fn a_panic_that_was_caught_is_one_record_with_the_id() {
    let (posted, record) = eventful("/caught");
    assert_eq!(posted.problem()["code"], "INTERNAL_ERROR");
    let (job, record_of_job) = eventful_job("panic");
    assert_eq!(job.json["errorType"], "INTERNAL_ERROR");
    for record in [record, record_of_job] {
        assert_eq!(record["exception.type"], "Panic");
        assert!(record["exception.message"].as_str().unwrap().contains(DSN));
        assert_eq!(record["request_id"], FIRST_ID);
    }
}

#[test]
fn the_record_is_that_of_the_failure_that_was_sent() {
    for (path, status, code) in [("/foreign", 502, "BAD_GATEWAY"), ("/error", 500, "INTERNAL_ERROR")] {
        let (posted, record) = eventful(path);
        assert_eq!(posted.problem()["status"], status);
        assert_eq!(record["error.type"], code);
        assert_eq!(record["exception.message"], DSN);
        let fields = record["fields"].as_str().unwrap();
        assert!(fields.contains("earlier") && fields.contains("NO_ITEM"), "{fields}");
    }
}

#[test]
fn a_failure_that_a_handler_has_rebuilt_keeps_its_record() {
    let (_, record) = eventful("/rebuilt");
    let (_, record_of_job) = eventful_job("rebuilt");
    for record in [record, record_of_job] {
        assert_eq!(record["exception.type"], "ShopError::Storage");
        assert!(record.to_string().contains(DSN), "{record}");
    }
}

#[test]
fn an_invocation_that_succeeds_after_a_failure_leaves_no_record() {
    assert_eq!(invoke("eventful", &[get("/fine")]).records(), Vec::<Value>::new());
    assert_eq!(
        invoke("eventful job", &[json!({ "way": "fine" })]).records(),
        Vec::<Value>::new()
    );
}

#[test]
fn a_body_of_the_same_length_cannot_take_the_place_of_ours() {
    let (posted, record) = eventful("/exchanged");
    assert_eq!(posted.problem()["code"], "NO_ITEM");
    assert!(!posted.text.contains("hunter2"), "{posted:?}");
    assert_eq!(record["error.type"], "NO_ITEM");
}

#[test]
fn a_text_put_over_our_diagnostic_does_not_hold() {
    let (posted, record) = invoke("embellished job", &[json!({ "way": "any" })]).one();
    assert_eq!(
        posted.json,
        json!({ "errorType": "NO_ITEM", "errorMessage": "No such item" })
    );
    assert_eq!(record["error.type"], "NO_ITEM");
}

#[test]
fn a_response_sent_again_has_a_record_under_the_id_of_each_invocation() {
    let invoked = invoke("eventful", &[get("/cached"), get("/cached")]);
    let records = invoked.records();
    assert_eq!(records.len(), 2, "{}", invoked.log);
    for (invocation, posted) in invoked.posted.iter().enumerate() {
        let id = id_of(invocation);
        assert_eq!(posted.problem()["request_id"], id.as_str());
        assert_eq!(posted.header("x-request-id"), Some(id.as_str()));
        assert_eq!(records[invocation]["fields"]["request_id"], id.as_str());
        assert_eq!(records[invocation]["fields"]["exception.message"], "no row in items_v2");
    }
}

#[test]
fn the_record_says_the_status_that_was_sent_if_the_format_fails() {
    let broken = request("GET", "/constant", &[("accept", "text/broken")]);
    let (posted, record) = invoke("shop in a broken format", &[broken]).one();
    assert_eq!(posted.json["statusCode"], 500);
    assert_eq!(record["error.type"], "NO_ITEM");
    assert_eq!(record["http.response.status_code"], 500);
    assert!(record["fields"].as_str().unwrap().contains("no template"), "{record}");
}
