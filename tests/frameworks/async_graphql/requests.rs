//! Whole requests: several failures, several queries, ids, and what the web framework says itself.

use crate::http::{ask, post_to, service};
use crate::schema::{bare, sealed};
use secure_error::{RequestId, SecureErrorLayer};
use serde_json::json;

#[test]
fn two_failures_are_two_errors_and_two_records_of_one_id() {
    let told = ask(sealed(), "{ ok constant idiom }");
    let golden = told.golden();
    assert_eq!(golden["data"], json!({ "ok": "fine" }));
    let codes: Vec<_> = golden["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["extensions"]["code"])
        .collect();
    assert_eq!(codes, ["ACCOUNT_NOT_FOUND", "INTERNAL_ERROR"]);
    let logged: Vec<_> = told.records.iter().map(|it| &it["error.type"]).collect();
    assert_eq!(logged, ["ACCOUNT_NOT_FOUND", "INTERNAL_ERROR"]);
}

#[test]
fn an_error_in_a_list_has_its_index() {
    let told = ask(sealed(), "{ rows { owner } }");
    let error = json!({
        "message": "Account not found",
        "locations": [{ "line": 1, "column": 10 }],
        "path": ["rows", 1, "owner"],
        "extensions": { "code": "ACCOUNT_NOT_FOUND", "status": 404, "request_id": "the id" },
    });
    assert_eq!(told.golden()["errors"], json!([error]));
    assert!(
        told.record()["fields"]
            .as_str()
            .unwrap()
            .contains("graphql_path=rows.1.owner")
    );
}

#[test]
fn without_a_layer_a_request_has_one_new_id_that_resolvers_know() {
    let body = json!({ "query": "{ id constant idiom }" }).to_string();
    let told = post_to(service(sealed()), "/", &body);
    assert_eq!(told.request_id, None);
    let id = told.one_id();
    assert!(RequestId::parse(&id).is_ok());
    assert_eq!(told.json()["data"]["id"], id);
    assert_ne!(post_to(service(sealed()), "/", &body).one_id(), id);
}

#[test]
fn behind_a_layer_the_id_is_that_of_the_http_request() {
    let told = ask(sealed(), "{ id constant }");
    assert_eq!(told.json()["data"]["id"], told.one_id());
    assert_eq!(told.request_id, Some(told.one_id()));
}

#[test]
fn the_queries_of_a_batch_are_one_http_request() {
    let queries = ["{ constant }", "{ idiom }", "{ nope }", "{ ok }"].map(|query| json!({ "query": query }));
    let told = post_to(
        service(sealed()).layer(SecureErrorLayer::new()),
        "/",
        &json!(queries).to_string(),
    );
    assert_eq!(told.status, 200);
    let answers = told.json();
    assert_eq!(answers[3], json!({ "data": { "ok": "fine" } }));
    let code = |index: usize| answers[index]["errors"][0]["extensions"]["code"].clone();
    assert_eq!(
        [code(0), code(1), code(2)],
        ["ACCOUNT_NOT_FOUND", "INTERNAL_ERROR", "GRAPHQL_VALIDATION_FAILED"]
    );
    assert_eq!(told.records.len(), 3);
    let id = told.request_id.as_deref().unwrap();
    assert!(
        told.records.iter().all(|record| record["request_id"] == id),
        "{:?}",
        told.records
    );
}

/// `Invalid request: …` with the text of serde.
#[test]
fn a_body_that_is_no_request_is_the_layers_business() {
    let leaky = post_to(service(bare()), "/", r#"{"query": 7}"#);
    assert!(leaky.body.contains("untagged enum BatchRequest"), "{}", leaky.body);

    let told = post_to(service(sealed()).layer(SecureErrorLayer::new()), "/", r#"{"query": 7}"#);
    assert_eq!(
        (told.status, &told.json()["code"]),
        (422, &"UNPROCESSABLE_CONTENT".into())
    );
    assert!(
        told.record()["exception.message"]
            .as_str()
            .unwrap()
            .contains("BatchRequest")
    );
}

#[test]
fn what_succeeds_is_the_same_with_and_without_and_logs_nothing() {
    for query in ["{ ok rows { __typename } }", "{ __schema { queryType { name } } }"] {
        let (with, without) = (ask(sealed(), query), ask(bare(), query));
        assert_eq!(with.body, without.body);
        assert!(with.records.is_empty() && !with.body.contains("errors"));
    }
}

/// As the documentation says.
#[test]
fn without_the_extension_an_error_shows_its_message_and_nobody_logs() {
    let told = ask(bare(), "{ params }");
    let error = json!({
        "message": "At most 1300 cents can be transferred",
        "locations": [{ "line": 1, "column": 3 }],
        "path": ["params"],
    });
    assert_eq!(told.json()["errors"], json!([error]));
    assert!(told.records.is_empty());
}
