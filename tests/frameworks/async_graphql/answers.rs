//! Errors of the application: their own answer, in every way in which a resolver can return them.

use crate::http::ask;
use crate::schema::{Stale, sealed, sealed_by};
use async_graphql::ErrorExtensions as _;
use secure_error::frameworks::async_graphql::{SecureErrorExtension, seal};
use secure_error_tests::sink;
use secure_error_tests_frameworks::shop::{self, DbError, ShopError};
use serde_json::{Value, json};

const FUNDS: &str = "At most 1300 cents can be transferred";

/// The answer to `{ field }`, whole, and what its only record says.
#[track_caller]
fn is_answered(field: &str, message: &str, mut extensions: Value, record: &str) {
    let told = ask(sealed(), &format!("{{ {field} }}"));
    assert_eq!(told.status, 200, "GraphQL says in the body what failed");
    extensions["request_id"] = "the id".into();
    let error = json!({
        "message": message,
        "locations": [{ "line": 1, "column": 3 }],
        "path": [field],
        "extensions": extensions,
    });
    assert_eq!(told.golden(), json!({ "data": null, "errors": [error] }));
    assert_eq!(told.record()["exception.message"], record, "{}", told.record());
    assert_eq!(told.record()["error.type"], extensions["code"]);
}

#[test]
fn an_error_answers_with_its_message_code_and_status() {
    is_answered(
        "constant",
        "Account not found",
        json!({ "code": "ACCOUNT_NOT_FOUND", "status": 404 }),
        "no row in accounts_v2 for account 7",
    );
}

#[test]
fn public_fields_are_extensions() {
    is_answered(
        "params",
        FUNDS,
        json!({ "code": "INSUFFICIENT_FUNDS", "status": 409, "available": 1300 }),
        "account 7 of accounts_v2",
    );
}

#[test]
fn a_transparent_error_answers_as_the_inner_one() {
    is_answered(
        "transparent",
        "The card was declined",
        json!({ "code": "CARD_DECLINED", "status": 402 }),
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

const INTERNAL: &str = "An internal error occurred";

fn internal() -> Value {
    json!({ "code": "INTERNAL_ERROR", "status": 500 })
}

#[test]
fn a_source_and_a_fault_are_internal() {
    is_answered("database", INTERNAL, internal(), &DbError.to_string());
    is_answered("foreign", INTERNAL, internal(), &DbError.to_string());
}

#[test]
fn violations_are_listed() {
    let errors = json!([{
        "pointer": "/kind",
        "code": "UNKNOWN_KIND",
        "detail": "This kind of order does not exist",
    }]);
    is_answered(
        "violations",
        "Unprocessable Content",
        json!({ "code": "UNPROCESSABLE_CONTENT", "status": 422, "errors": errors }),
        "Unprocessable Content",
    );
}

#[test]
fn a_question_mark_loses_nothing() {
    let extensions = || json!({ "code": "INSUFFICIENT_FUNDS", "status": 409, "available": 1300 });
    for field in ["converted", "convertedTransaction"] {
        is_answered(field, FUNDS, extensions(), "account 7 of accounts_v2");
    }
    let extensions = json!({ "code": "SLOW_DOWN", "status": 429, "retry_after": 30 });
    is_answered(
        "boxedSecure",
        "Too many requests",
        extensions,
        "bucket accounts_v2 is full",
    );
}

#[test]
fn a_guard_answers_with_an_error_too() {
    let extensions = json!({ "code": "INVALID_CREDENTIALS", "status": 401 });
    is_answered(
        "members",
        "Invalid username or password",
        extensions,
        "hunter2 is wrong",
    );
}

#[test]
fn a_commit_that_fails_is_an_unknown_outcome_and_wakes_somebody_up() {
    let told = ask(sealed(), "{ commitFailed }");
    assert_eq!(told.golden()["errors"][0]["extensions"]["code"], "OUTCOME_UNKNOWN");
    assert_eq!(told.record()["alert"], true);
    assert!(
        told.record()["exception.stacktrace"]
            .as_str()
            .unwrap()
            .contains("hunter2")
    );
}

#[test]
fn an_extended_error_is_recorded_once() {
    let extensions = json!({ "code": "INSUFFICIENT_FUNDS", "status": 409, "available": 1300 });
    is_answered("extended", FUNDS, extensions, "account 7 of accounts_v2");
}

#[test]
fn what_is_added_to_an_error_of_ours_is_taken_away_again() {
    let extensions = json!({ "code": "INSUFFICIENT_FUNDS", "status": 409, "available": 1300 });
    is_answered("tampered", FUNDS, extensions, "account 7 of accounts_v2");
}

#[test]
fn a_type_that_is_not_recognised_is_internal_until_it_is() {
    let told = ask(sealed(), "{ generic }");
    let error = &told.golden()["errors"][0];
    assert_eq!(
        (&error["message"], &error["extensions"]["code"]),
        (&INTERNAL.into(), &"INTERNAL_ERROR".into())
    );
    assert_eq!(told.record()["exception.message"], "Read it again");

    let told = ask(
        sealed_by(SecureErrorExtension::new().recognise::<Stale<u64>>()),
        "{ generic }",
    );
    let error = &told.golden()["errors"][0];
    assert_eq!(
        (&error["message"], &error["extensions"]["code"]),
        (&"Read it again".into(), &"STALE".into())
    );
    assert_eq!(told.record()["exception.message"], "hunter2 was first");
}

#[test]
fn without_a_schema_an_extended_error_has_its_own_id_also_in_the_log() {
    let (log, error) = sink::json(|| ShopError::TooMany.extend());
    let error = serde_json::to_value(&error).unwrap();
    assert_eq!(error["message"], "Too many requests");
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["request_id"], error["extensions"]["request_id"]);
}

#[test]
fn an_error_outside_of_the_schema_can_be_sealed_and_is_logged_once() {
    let (log, [foreign, own]) = sink::json(|| {
        let foreign = async_graphql::Error::from(DbError);
        assert_eq!(foreign.message, DbError.to_string(), "that is what would be sent");
        let own = async_graphql::Error::from(secure_error::Fault::from(ShopError::TooMany));
        [foreign, own].map(seal).map(seal)
    });
    assert_eq!(
        (foreign.message.as_str(), own.message.as_str()),
        (INTERNAL, "Too many requests")
    );
    let own = serde_json::to_value(&own).unwrap();
    assert_eq!(own["extensions"]["retry_after"], 30);
    assert_eq!(sink::records(&log).len(), 2, "{log}");
}

#[test]
fn an_error_that_was_handled_is_not_logged() {
    let (log, ()) = sink::json(|| drop(async_graphql::Error::from(shop::constant().unwrap_err())));
    assert_eq!(log, "");
}
