//! Errors of the application: their own answer.

use crate::http::{sealed, sealed_sync};
use juniper::{FieldError, IntoFieldError as _};
use secure_error_tests::sink;
use secure_error_tests_frameworks::shop::{DbError, ShopError};
use serde_json::{Value, json};

const INTERNAL: &str = "An internal error occurred";

/// The answer to `{ field }`, whole, and what its only record says.
#[track_caller]
fn is_answered(field: &str, message: &str, mut extensions: Value, record: &str) {
    extensions["request_id"] = "the id".into();
    let error = json!({
        "message": message,
        "locations": [{ "line": 1, "column": 3 }],
        "path": [field],
        "extensions": extensions,
    });
    let told = sealed(&format!("{{ {field} }}"));
    assert_eq!(told.status, 200, "GraphQL says in the body what failed");
    assert_eq!(told.golden(), json!({ "data": null, "errors": [error] }));
    assert_eq!(told.record()["exception.message"], record, "{}", told.record());
    assert_eq!(told.record()["error.type"], extensions["code"]);
}

#[test]
fn an_error_answers_with_its_message_code_and_status() {
    let extensions = json!({ "code": "ACCOUNT_NOT_FOUND", "status": 404 });
    is_answered(
        "constant",
        "Account not found",
        extensions,
        "no row in accounts_v2 for account 7",
    );
}

#[test]
fn public_fields_are_extensions() {
    let extensions = json!({ "code": "INSUFFICIENT_FUNDS", "status": 409, "available": 1300 });
    is_answered(
        "params",
        "At most 1300 cents can be transferred",
        extensions,
        "account 7 of accounts_v2",
    );
}

#[test]
fn a_transparent_error_answers_as_the_inner_one() {
    let extensions = json!({ "code": "CARD_DECLINED", "status": 402 });
    is_answered(
        "transparent",
        "The card was declined",
        extensions,
        "gateway said hunter2 to 3",
    );
}

#[test]
fn a_refused_client_is_told_401_in_the_body() {
    let extensions = json!({ "code": "INVALID_CREDENTIALS", "status": 401 });
    is_answered(
        "credentials",
        "Invalid username or password",
        extensions,
        "hunter2 is wrong",
    );
}

#[test]
fn whoever_is_too_fast_is_told_how_long_to_wait() {
    let extensions = json!({ "code": "SLOW_DOWN", "status": 429, "retry_after": 30 });
    is_answered("tooMany", "Too many requests", extensions, "bucket accounts_v2 is full");
}

#[test]
fn a_source_and_a_fault_are_internal() {
    for field in ["database", "foreign"] {
        let extensions = json!({ "code": "INTERNAL_ERROR", "status": 500 });
        is_answered(field, INTERNAL, extensions, &DbError.to_string());
    }
}

#[test]
fn violations_are_listed() {
    let errors = json!([{
        "pointer": "/kind",
        "code": "UNKNOWN_KIND",
        "detail": "This kind of order does not exist",
    }]);
    let extensions = json!({ "code": "UNPROCESSABLE_CONTENT", "status": 422, "errors": errors });
    is_answered(
        "violations",
        "Unprocessable Content",
        extensions,
        "Unprocessable Content",
    );
}

#[test]
fn an_error_with_parameters_answers_too() {
    let extensions = json!({ "code": "STALE", "status": 409 });
    is_answered("generic", "Read it again", extensions, "hunter2 was first");
}

#[test]
fn a_commit_that_fails_is_an_unknown_outcome_and_wakes_somebody_up() {
    let told = sealed("{ commitFailed }");
    assert_eq!(told.golden()["errors"][0]["extensions"]["code"], "OUTCOME_UNKNOWN");
    assert_eq!(told.record()["alert"], true);
}

#[test]
fn an_execution_that_does_not_wait_answers_the_same() {
    let told = sealed_sync("{ constant }");
    assert_eq!(told.golden(), sealed("{ constant }").golden());
    assert_eq!(told.record()["error.type"], "ACCOUNT_NOT_FOUND");
}

/// As the documentation says: juniper keeps the text of an error, and nothing else.
#[test]
fn an_error_of_ours_that_became_a_field_result_by_itself_is_internal() {
    for field in ["converted", "tampered"] {
        let told = sealed(&format!("{{ {field} }}"));
        let error = &told.json()["errors"][0];
        assert_eq!(
            (&error["message"], &error["extensions"]["code"]),
            (&INTERNAL.into(), &"INTERNAL_ERROR".into())
        );
        assert!(!told.body.contains("hunter2"));
    }
}

#[test]
fn an_error_that_became_junipers_in_another_task_keeps_its_id() {
    let told = sealed("{ elsewhere }");
    let extensions = &told.json()["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "INSUFFICIENT_FUNDS");
    assert_eq!(told.record()["request_id"], extensions["request_id"]);
}

#[test]
fn without_an_execution_an_error_has_an_id_of_its_own_that_is_in_the_log() {
    let (log, error) = sink::json(|| -> FieldError { ShopError::TooMany.into_field_error() });
    let extensions = serde_json::to_value(error.extensions()).unwrap();
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["request_id"], extensions["request_id"]);
}
