//! The record is that of the error that is sent, once, under the id that the client has.

use crate::http::ask;
use crate::schema::{bare, sealed};
use async_graphql::futures_util::FutureExt as _;
use secure_error::PanicHook;
use secure_error_tests::sink;
use secure_error_tests_frameworks::process::is_alone;
use secure_error_tests_frameworks::shop::DbError;
use serde_json::json;

#[test]
fn a_panic_is_one_record_with_the_id() {
    if !is_alone("sent::a_panic_is_one_record_with_the_id") {
        return;
    }
    PanicHook::install_quiet();
    for field in ["panics", "caught"] {
        let told = ask(sealed(), &format!("{{ {field} }}"));
        assert_eq!(told.golden()["errors"][0]["extensions"]["code"], "INTERNAL_ERROR");
        assert_eq!(told.record()["exception.type"], "Panic", "{field}");
        assert!(told.record()["location"].is_string(), "{}", told.record());
    }
}

#[test]
fn the_record_is_of_the_failure_that_was_sent() {
    let told = ask(sealed(), "{ failsLater }");
    assert_eq!(told.golden()["errors"][0]["extensions"]["code"], "INTERNAL_ERROR");
    assert_eq!(told.record()["exception.message"], DbError.to_string());
    let fields = told.record()["fields"].as_str().unwrap();
    assert!(fields.contains(" earlier=SLOW_DOWN"), "{fields}");
}

#[test]
fn an_error_that_was_handled_leaves_no_record() {
    let told = ask(sealed(), "{ handled }");
    assert_eq!(told.json(), json!({ "data": { "handled": "fine" } }));
    assert!(told.records.is_empty(), "{:?}", told.records);
}

#[test]
fn what_one_field_has_handled_is_not_the_failure_of_another() {
    let told = ask(sealed(), "{ handled idiom }");
    assert_eq!(told.record()["exception.message"], DbError.to_string());
    assert_eq!(told.record()["fields"], "graphql_path=idiom");
}

#[test]
fn an_error_that_is_kept_is_recorded_for_each_request() {
    let first = ask(sealed(), "{ kept }");
    let again = ask(sealed(), "{ a: kept b: ok }");
    for told in [&first, &again] {
        assert_eq!(told.golden()["errors"][0]["extensions"]["code"], "SLOW_DOWN");
        assert_eq!(told.record()["exception.message"], "bucket accounts_v2 is full");
    }
    assert_ne!(first.one_id(), again.one_id());
    let made_for = format!("made_for={}", first.one_id());
    assert_eq!(again.record()["fields"], made_for);
}

#[test]
fn without_the_extension_an_error_is_recorded_when_it_is_extended() {
    let told = ask(bare(), "{ extended }");
    assert_eq!(told.golden()["errors"][0]["extensions"]["code"], "INSUFFICIENT_FUNDS");
    assert_eq!(told.record()["exception.message"], "account 7 of accounts_v2");
}

#[test]
fn what_has_failed_is_recorded_if_the_client_is_gone() {
    let (log, ()) = sink::json(|| {
        let schema = sealed();
        let response = schema.execute("{ rows { owner } waits }").now_or_never();
        assert!(response.is_none());
    });
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["error.type"], "ACCOUNT_NOT_FOUND");
}
