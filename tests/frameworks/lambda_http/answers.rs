//! Errors of the application without the layer.

use crate::functions::DSN;
use crate::gateway::{get, invoke};

#[test]
fn an_error_that_is_returned_as_an_answer_is_one() {
    let (posted, record) = invoke("answered", &[get("/parameter")]).one();
    let problem = posted.problem();
    assert_eq!(
        (&problem["code"], &problem["left"]),
        (&"OUT_OF_STOCK".into(), &3.into())
    );
    assert_eq!(posted.header("x-request-id"), problem["request_id"].as_str());
    assert_eq!(record["request_id"], problem["request_id"]);
}

#[test]
fn an_error_that_is_the_response_is_sent_as_text() {
    let (posted, _) = invoke("refuses", &[get("/")]).one();
    assert_eq!(posted.problem()["code"], "NO_ITEM");
}

#[test]
fn a_fault_and_a_failed_transaction_are_answers_too() {
    for (path, code) in [("/fault", "INTERNAL_ERROR"), ("/transaction", "OUTCOME_UNKNOWN")] {
        let (posted, record) = invoke("answered", &[get(path)]).one();
        assert_eq!(posted.problem()["code"], code);
        assert!(!posted.text.contains("hunter2"));
        assert!(record.to_string().contains(DSN), "{record}");
    }
}

#[test]
fn an_error_that_the_runtime_takes_is_its_code_and_its_public_message() {
    for (path, code, message) in [
        ("/parameter", "OUT_OF_STOCK", "Only 3 are left"),
        ("/undecided", "INTERNAL_ERROR", "An internal error occurred"),
    ] {
        let (posted, _) = invoke("open shop", &[get(path)]).one();
        assert_eq!(posted.to, "error");
        let told = serde_json::json!({ "errorType": code, "errorMessage": message });
        assert_eq!(posted.json, told);
    }
}

#[test]
fn a_generic_type_is_an_answer_too() {
    let (posted, record) = invoke("answered", &[get("/generic")]).one();
    assert_eq!(posted.problem()["code"], "SOLD");
    assert_eq!(record["exception.message"], "sold: 7");
}
