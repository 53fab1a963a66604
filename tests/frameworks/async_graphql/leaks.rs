//! What async-graphql shows of errors that are not ours: first without the extension, then with it.

use crate::http::{ask, post_to, service, try_post};
use crate::schema::{bare, sealed};
use secure_error_tests_frameworks::shop::SECRETS;
use serde_json::json;

/// A field, what clients see of it without the extension, and then the code.
const FOREIGN: &[(&str, &str, &str)] = &[
    ("idiom", "hunter2", "INTERNAL_ERROR"),
    ("text", "postgres", "INTERNAL_ERROR"),
    ("boxed", "accounts_v2", "INTERNAL_ERROR"),
    ("annotated", "accounts_v2", "INTERNAL_ERROR"),
    ("guarded", "hunter2", "INTERNAL_ERROR"),
    ("missing", "schema::Accounts", "INTERNAL_ERROR"),
    ("added", "hunter2", "INTERNAL_ERROR"),
    ("pay(iban: \"x\")", "hunter2", "BAD_USER_INPUT"),
    ("order(pieces: 11)", "less than or equal to 10", "BAD_USER_INPUT"),
    ("order(pieces: 1000)", "from 0 to 255", "BAD_USER_INPUT"),
];

#[test]
fn foreign_errors_leak_without_the_extension_and_go_to_the_log_with_it() {
    for (field, secret, code) in FOREIGN {
        let query = format!("{{ {field} }}");
        let leaky = ask(bare(), &query);
        assert!(leaky.body.contains(secret), "{field}: {}", leaky.body);
        assert!(leaky.records.is_empty(), "{:?}", leaky.records);

        let told = ask(sealed(), &query);
        assert!(!told.body.contains(secret), "{field}: {}", told.body);
        for secret in SECRETS {
            assert!(!told.body.contains(secret), "{field}: {}", told.body);
        }
        let error = &told.golden()["errors"][0];
        assert_eq!(error["extensions"]["code"], *code, "{field}");
        assert!(told.record().to_string().contains(secret), "{field}: {}", told.record());
        assert_eq!(told.record()["error.type"], *code, "{field}");
    }
}

#[test]
fn a_foreign_error_keeps_its_path_and_place_and_the_log_has_the_path() {
    let told = ask(sealed(), "{ mine: idiom }");
    let error = json!({
        "message": "An internal error occurred",
        "locations": [{ "line": 1, "column": 3 }],
        "path": ["mine"],
        "extensions": { "code": "INTERNAL_ERROR", "status": 500, "request_id": "the id" },
    });
    assert_eq!(told.golden(), json!({ "data": null, "errors": [error] }));
    assert_eq!(told.record()["fields"], "graphql_path=mine");
}

#[test]
fn input_in_a_variable_is_the_clients_as_well() {
    let body = json!({
        "query": "query($pieces: Int!) { order(pieces: $pieces) }",
        "variables": { "pieces": 11 },
    });
    let told = post_to(service(sealed()), "/", &body.to_string());
    assert_eq!(told.golden()["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(told.record()["http.response.status_code"], 400);
}

#[test]
fn the_causes_of_a_boxed_error_are_in_the_log() {
    let told = ask(sealed(), "{ boxed }");
    let causes = told.record()["exception.stacktrace"].as_str().unwrap();
    assert!(causes.contains("hunter2"), "{causes}");
}

#[test]
fn a_panic_costs_its_field_and_without_the_extension_the_connection() {
    let body = json!({ "query": "{ ok panics missingUnchecked }" }).to_string();
    assert!(
        try_post(service(bare()), "/", &body).is_none(),
        "the server says nothing"
    );

    let told = post_to(service(sealed()), "/", &body);
    let error = |path: &str, column: u8| {
        json!({
            "message": "An internal error occurred",
            "locations": [{ "line": 1, "column": column }],
            "path": [path],
            "extensions": { "code": "INTERNAL_ERROR", "status": 500, "request_id": "the id" },
        })
    };
    let errors = [error("panics", 6), error("missingUnchecked", 13)];
    assert_eq!(told.golden(), json!({ "data": { "ok": "fine" }, "errors": errors }));
    assert_eq!(told.records.len(), 2, "{:?}", told.records);
    let record = &told.records[0];
    assert_eq!(record["exception.type"], "Panic");
    assert_eq!(
        record["exception.message"],
        "poisoned: postgres://admin:hunter2@10.0.0.5/prod"
    );
    assert_eq!(record["fields"], "graphql_path=panics");
}
