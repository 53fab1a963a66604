//! What juniper shows of errors that are not ours: first without the execution of this crate, then with it.

use crate::http::{bare, sealed, sealed_by, sealed_sync, service};
use secure_error::frameworks::juniper::SecureErrorExecution;
use secure_error_tests_frameworks::client::post;
use secure_error_tests_frameworks::shop::SECRETS;
use serde_json::{Value, json};

const FOREIGN: &[(&str, &str)] = &[
    ("idiom", "hunter2"),
    ("annotated", "accounts_v2"),
    ("forged", "hunter2"),
];

#[test]
fn foreign_errors_leak_without_and_go_to_the_log_with_it() {
    for (field, secret) in FOREIGN {
        let query = format!("{{ {field} }}");
        let leaky = bare(&query);
        assert!(leaky.body.contains(secret), "{field}: {}", leaky.body);
        assert!(leaky.records.is_empty(), "{:?}", leaky.records);

        for told in [sealed(&query), sealed_sync(&query)] {
            for secret in SECRETS {
                assert!(!told.body.contains(secret), "{field}: {}", told.body);
            }
            let error = json!({
                "message": "An internal error occurred",
                "locations": [{ "line": 1, "column": 3 }],
                "path": [field],
                "extensions": { "code": "INTERNAL_ERROR", "status": 500, "request_id": "the id" },
            });
            assert_eq!(told.golden(), json!({ "data": null, "errors": [error] }));
            assert!(told.record().to_string().contains(secret), "{}", told.record());
            assert!(
                told.record()["fields"]
                    .as_str()
                    .unwrap()
                    .contains(&format!("graphql_path={field}"))
            );
        }
    }
}

/// A query, what clients learn by default, and then the code in the log and the message.
const QUERIES: &[(&str, &str, [&str; 2])] = &[
    (
        "{ ok",
        "Unexpected end of input",
        ["GRAPHQL_PARSE_FAILED", "The query could not be read"],
    ),
    (
        "{ nope }",
        "on type \"Query\"",
        ["GRAPHQL_VALIDATION_FAILED", "The query is not valid"],
    ),
    (
        "{ rows { nope } }",
        "on type \"Row\"",
        ["GRAPHQL_VALIDATION_FAILED", "The query is not valid"],
    ),
    (
        "{ pay(iban: \"hunter2\") }",
        "for type \"Iban\"",
        ["GRAPHQL_VALIDATION_FAILED", "The query is not valid"],
    ),
    (
        "mutation { pay }",
        "not configured for mutations",
        ["GRAPHQL_VALIDATION_FAILED", "The query is not valid"],
    ),
];

#[test]
fn an_invalid_query_reveals_the_schema_without_us_and_nothing_with_us() {
    for (query, secret, [code, message]) in QUERIES {
        let leaky = bare(query).json();
        assert!(
            leaky["errors"][0]["message"].as_str().unwrap().contains(secret),
            "{leaky}"
        );

        let told = sealed(query);
        let answer = told.json();
        assert!(answer.get("data").is_none(), "it was not executed");
        assert_eq!(answer["errors"][0]["message"], *message, "{query}");
        assert!(!told.body.contains("hunter2"), "{}", told.body);
        assert_eq!(told.record()["error.type"], *code);
        assert!(
            told.record()["exception.message"].as_str().unwrap().contains(secret),
            "{}",
            told.record()
        );
        assert_eq!(told.record()["request_id"].as_str(), told.request_id.as_deref());
    }
}

#[test]
fn the_places_stay_and_many_of_them_are_one_record() {
    let told = sealed("{ nope1 ok nope2 }");
    let error =
        |column: u8| json!({ "message": "The query is not valid", "locations": [{ "line": 1, "column": column }] });
    assert_eq!(told.json(), json!({ "errors": [error(3), error(12)] }));
    let logged = told.record()["exception.message"].as_str().unwrap();
    assert!(logged.contains("nope1") && logged.contains("nope2"), "{logged}");
}

#[test]
fn an_application_may_disclose_texts_about_queries_and_nothing_else() {
    let open = SecureErrorExecution::new().disclose_query_errors();
    let told = sealed_by(open, "{ nope }");
    assert_eq!(told.json(), bare("{ nope }").json());
    assert_eq!(told.record()["error.type"], "GRAPHQL_VALIDATION_FAILED");
    assert!(!sealed_by(open, "{ idiom }").body.contains("hunter2"));
}

#[test]
fn texts_of_own_scalars_are_disclosed_by_a_switch_of_their_own() {
    let told = |execution: SecureErrorExecution, query: &str, variables: Value| {
        let body = json!({ "query": query, "variables": variables }).to_string();
        post(service(Some(execution)), "/", &body).unwrap().body
    };
    let (query, variables) = ("query($iban: Iban!) { pay(iban: $iban) }", json!({ "iban": "x" }));
    let open = SecureErrorExecution::new().disclose_query_errors();
    let closed = told(open, query, variables.clone());
    assert!(
        closed.contains("Expected input scalar `Iban`") && !closed.contains("hunter2"),
        "{closed}"
    );
    let body = told(open.disclose_scalar_errors(), query, variables);
    assert!(body.contains("hunter2"), "{body}");

    let order = "query($pieces: Int!) { order(pieces: $pieces) }";
    let body = told(open, order, json!({ "pieces": 3_000_000_000_u32 }));
    assert!(body.contains("Got: `3000000000"), "{body}");
    let body = told(open, "{ ok {", json!(null));
    assert!(
        !body.contains('\u{fffd}') && !body.contains("could not be read"),
        "{body}"
    );
}

/// They are no alarm.
#[test]
fn a_mistake_of_a_client_is_recorded_as_its_own() {
    let body = json!({ "query": "query($iban: Iban!) { pay(iban: $iban) }" }).to_string();
    let of_variable = post(service(Some(SecureErrorExecution::new())), "/", &body).unwrap();
    for told in [
        sealed("{ ok {"),
        sealed("{ nope }"),
        sealed("subscription { own }"),
        of_variable,
    ] {
        assert_eq!(told.record()["level"], "INFO", "{}", told.body);
    }
}

#[test]
fn an_operation_that_is_not_there_is_a_constant_of_juniper() {
    let body = json!({ "query": "query A { ok } query B { ok }", "operationName": "hunter2" }).to_string();
    let told = post(service(Some(SecureErrorExecution::new())), "/", &body).unwrap();
    assert!(!told.body.contains("hunter2"), "{}", told.body);
    assert_eq!(told.record()["error.type"], "OPERATION_RESOLUTION_FAILURE");
}

#[test]
fn a_panic_ends_the_execution_and_without_it_the_connection() {
    let body = json!({ "query": "{ ok panics }" }).to_string();
    assert!(post(service(None), "/", &body).is_none(), "the server says nothing");

    for path in ["/", "/sync"] {
        // A resolver that waits cannot be run without waiting: juniper panics by itself.
        let told = post(service(Some(SecureErrorExecution::new())), path, &body).unwrap();
        let error = json!({
            "message": "An internal error occurred",
            "locations": [{ "line": 1, "column": 1 }],
            "path": [],
            "extensions": { "code": "INTERNAL_ERROR", "status": 500, "request_id": "the id" },
        });
        assert_eq!(told.golden(), json!({ "data": null, "errors": [error] }));
        assert_eq!(told.record()["exception.type"], "Panic");
    }
}
