//! Whole requests: several failures, several queries, and ids.

use crate::http::{bare, sealed, service};
use secure_error::frameworks::juniper::SecureErrorExecution;
use secure_error::{RequestId, SecureErrorLayer};
use secure_error_tests_frameworks::client::post;
use serde_json::json;

#[test]
fn two_failures_are_two_errors_and_two_records_of_one_id() {
    let told = sealed("{ ok maybeConstant maybeIdiom }");
    let golden = told.golden();
    assert_eq!(
        golden["data"],
        json!({ "ok": "fine", "maybeConstant": null, "maybeIdiom": null })
    );
    let code = |index: usize| &golden["errors"][index]["extensions"]["code"];
    assert_eq!([code(0), code(1)], ["ACCOUNT_NOT_FOUND", "INTERNAL_ERROR"]);
    let logged: Vec<_> = told.records.iter().map(|record| &record["error.type"]).collect();
    assert_eq!(logged, ["ACCOUNT_NOT_FOUND", "INTERNAL_ERROR"]);
}

#[test]
fn the_same_error_twice_is_two_errors() {
    let told = sealed("{ a: maybeConstant b: maybeConstant }");
    assert_eq!(told.golden()["errors"].as_array().unwrap().len(), 2);
    assert_eq!(told.records.len(), 2);
    assert!(
        told.records
            .iter()
            .all(|record| record["error.type"] == "ACCOUNT_NOT_FOUND")
    );
}

#[test]
fn without_a_layer_an_execution_has_one_new_id_that_resolvers_know() {
    let body = json!({ "query": "{ id maybeConstant maybeIdiom }" }).to_string();
    let ask = || post(service(Some(SecureErrorExecution::new())), "/", &body).unwrap();
    let told = ask();
    assert_eq!(told.request_id, None);
    let id = told.one_id();
    assert!(RequestId::parse(&id).is_ok());
    assert_eq!(told.json()["data"]["id"], id);
    assert_ne!(ask().one_id(), id);
}

#[test]
fn behind_a_layer_the_id_is_that_of_the_http_request() {
    let told = sealed("{ id maybeConstant }");
    assert_eq!(told.json()["data"]["id"], told.one_id());
    assert_eq!(told.request_id, Some(told.one_id()));
}

#[test]
fn the_queries_of_a_batch_are_one_request() {
    let queries = ["{ constant }", "{ idiom }", "{ nope }", "{ ok }"].map(|query| json!({ "query": query }));
    let service = service(Some(SecureErrorExecution::new())).layer(SecureErrorLayer::new());
    let told = post(service, "/", &json!(queries).to_string()).unwrap();
    let answers = told.json();
    assert_eq!(answers[0]["errors"][0]["extensions"]["code"], "ACCOUNT_NOT_FOUND");
    assert_eq!(answers[1]["errors"][0]["extensions"]["code"], "INTERNAL_ERROR");
    assert_eq!(answers[2]["errors"][0]["message"], "The query is not valid");
    assert_eq!(answers[3], json!({ "data": { "ok": "fine" } }));
    assert_eq!(told.records.len(), 3);
    let id = told.request_id.as_deref().unwrap();
    assert!(
        told.records.iter().all(|record| record["request_id"] == id),
        "{:?}",
        told.records
    );
}

#[test]
fn what_succeeds_is_the_same_with_and_without_and_logs_nothing() {
    for query in ["{ ok }", "{ __schema { queryType { name } } }"] {
        let (with, without) = (sealed(query), bare(query));
        assert_eq!(with.body, without.body);
        assert!(with.records.is_empty());
    }
}
