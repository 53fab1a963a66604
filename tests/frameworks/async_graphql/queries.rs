//! What is wrong with a query: constants for clients, texts for operators, unless the application discloses them.

use crate::http::{ask, post_to, service};
use crate::schema::{Events, Query, Shop, bare, sealed, sealed_by};
use async_graphql::extensions::apollo_persisted_queries::{ApolloPersistedQueries, LruCacheStorage};
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest};
use async_graphql::{
    EmptyMutation, Request, Schema, ServerError, ServerResult, ValidationMode, async_trait::async_trait,
};
use secure_error::frameworks::async_graphql::SecureErrorExtension;
use secure_error_tests_frameworks::client::Told;
use serde_json::{Value, json};
use std::sync::Arc;

const PARSE: [&str; 2] = ["GRAPHQL_PARSE_FAILED", "The query could not be read"];
const INVALID: [&str; 2] = ["GRAPHQL_VALIDATION_FAILED", "The query is not valid"];

/// A query, what clients learn without the extension, and then the code and the message.
const QUERIES: &[(&str, &str, [&str; 2])] = &[
    ("{ ok", "expected", PARSE),
    ("{ hiddenSuperAdmim }", "Did you mean \"hiddenSuperAdmin\"?", INVALID),
    ("{ nope }", "Unknown field \"nope\" on type \"Query\"", INVALID),
    ("{ rows { nope } }", "on type \"Row\"", INVALID),
    ("{ order(pieces: \"hunter2\") }", "expected type \"Int\"", INVALID),
    (
        "{ order }",
        "argument \"pieces\" of type \"Query\" is required",
        INVALID,
    ),
    ("{ rows }", "must have a selection of subfields", INVALID),
    ("mutation { pay }", "Schema is not configured for mutations", INVALID),
];

fn code_and_message(error: &Value) -> [&str; 2] {
    [&error["extensions"]["code"], &error["message"]].map(|text| text.as_str().unwrap())
}

#[test]
fn an_invalid_query_reveals_the_schema_only_without_the_extension() {
    for (query, secret, expected) in QUERIES {
        let leaky = ask(bare(), query);
        let secret = &secret.replace('"', "\\\"");
        assert!(leaky.body.contains(secret), "{query}: {}", leaky.body);

        let told = ask(sealed(), query);
        assert_eq!(told.status, 200);
        let golden = told.golden();
        assert_eq!(code_and_message(&golden["errors"][0]), *expected, "{query}");
        assert_eq!(golden["errors"][0]["extensions"]["status"], 400);
        assert!(!told.body.contains(secret), "{query}: {}", told.body);
        let logged = told.record()["exception.message"].as_str().unwrap();
        assert!(logged.contains(&secret.replace("\\\"", "\"")), "{query}: {logged}");
        assert_eq!(told.record()["error.type"], expected[0]);
    }
}

#[test]
fn the_places_stay_and_many_of_them_are_one_record() {
    let names: String = (0..20).map(|number| format!("nope{number} ")).collect();
    let told = ask(sealed(), &format!("{{ {names} }}"));
    let golden = told.golden();
    let errors = golden["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 20);
    assert_eq!(
        errors[1],
        json!({
            "message": "The query is not valid",
            "locations": [{ "line": 1, "column": 9 }],
            "extensions": { "code": "GRAPHQL_VALIDATION_FAILED", "status": 400, "request_id": "the id" },
        })
    );
    let logged = told.record()["exception.message"].as_str().unwrap();
    assert!(logged.contains("nope7") && logged.ends_with("and 12 more"), "{logged}");
}

#[test]
fn limits_are_not_told() {
    let deep = "{ rows { rows { rows { rows { owner } } } } }";
    let complex = format!(
        "{{ {} }}",
        (0..41).map(|number| format!("a{number}: ok ")).collect::<String>()
    );
    for (query, reason) in [(deep, "nested too deep"), (complex.as_str(), "too complex")] {
        let told = ask(sealed(), query);
        assert_eq!(code_and_message(&told.golden()["errors"][0]), INVALID);
        let logged = told.record()["exception.message"].as_str().unwrap();
        assert!(logged.contains(reason), "{logged}");
    }
}

/// The name of an operation is the client's, and comes back without the extension.
#[test]
fn an_operation_that_is_not_there_is_the_clients_error() {
    let query = "query A { ok } query B { ok }";
    let expected = ["OPERATION_RESOLUTION_FAILURE", "The query has no such operation"];
    for (operation, text) in [
        (Some("hunter2"), "Unknown operation named \"hunter2\""),
        (None, "Operation name required in request."),
    ] {
        let body = json!({ "query": query, "operationName": operation }).to_string();
        assert!(post_to(service(bare()), "/", &body).json()["errors"][0]["message"] == text);
        let told = post_to(service(sealed()), "/", &body);
        assert_eq!(code_and_message(&told.golden()["errors"][0]), expected);
        assert!(!told.body.contains("hunter2"));
        assert_eq!(told.record()["exception.message"], text);
    }
}

#[test]
fn an_application_may_disclose_texts_about_queries_and_nothing_else() {
    let open = || sealed_by(SecureErrorExtension::new().disclose_query_errors());
    let told = ask(open(), "{ nope }");
    let text = "Unknown field \"nope\" on type \"Query\".";
    assert_eq!(
        code_and_message(&told.golden()["errors"][0]),
        ["GRAPHQL_VALIDATION_FAILED", text]
    );
    assert!(told.record()["exception.message"].as_str().unwrap().starts_with(text));

    let told = ask(open(), "{ idiom pay(iban: \"x\") missing }");
    assert!(
        !told.body.contains("hunter2") && !told.body.contains("Accounts"),
        "{}",
        told.body
    );
}

#[test]
fn what_is_disclosed_is_bounded_and_harmless() {
    let open = sealed_by(SecureErrorExtension::new().disclose_query_errors());
    let told = ask(open, &format!("{{ {} }}", "x".repeat(5000)));
    let message = told.json()["errors"][0]["message"].as_str().unwrap().to_owned();
    assert!(
        message.len() <= 1024 && message.starts_with("Unknown field"),
        "{message}"
    );
}

/// What a client is told of a query, and its code.
fn told_of(extension: SecureErrorExtension, query: &str) -> [String; 2] {
    let told = ask(sealed_by(extension), query);
    code_and_message(&told.golden()["errors"][0]).map(str::to_owned)
}

#[test]
fn what_is_disclosed_is_legible_and_says_what_is_wrong_with_a_value() {
    let open = || SecureErrorExtension::new().disclose_query_errors();
    let [code, text] = told_of(open(), "{ ok\n  {");
    assert_eq!(code, "GRAPHQL_PARSE_FAILED");
    assert!(
        text.starts_with("expected ") && !text.contains(['\u{fffd}', '\n']),
        "{text}"
    );

    for (query, expected) in [
        (
            "{ order(pieces: 11) }",
            "Failed to parse \"Int\": the value is 11, must be less than or equal to 10",
        ),
        (
            "{ order(pieces: 300) }",
            "Failed to parse \"Int\": Only integers from 0 to 255 are accepted.",
        ),
        (
            "query($pieces: Int!) { order(pieces: $pieces) }",
            "Variable pieces is not defined.",
        ),
    ] {
        assert_eq!(told_of(open(), query), ["BAD_USER_INPUT", expected]);
        let constant = ["BAD_USER_INPUT", "An argument has a value that is not valid"];
        assert_eq!(told_of(SecureErrorExtension::new(), query), constant);
        assert_eq!(
            told_of(SecureErrorExtension::new().disclose_scalar_errors(), query),
            constant
        );
    }
}

#[test]
fn texts_of_own_scalars_are_disclosed_by_a_switch_of_their_own() {
    let query = "{ pay(iban: \"x\") }";
    let closed = told_of(SecureErrorExtension::new().disclose_query_errors(), query);
    assert_eq!(closed, ["BAD_USER_INPUT", "An argument has a value that is not valid"]);
    let [_, open] = told_of(SecureErrorExtension::new().disclose_scalar_errors(), query);
    assert!(open.contains("hunter2"), "{open}");
}

/// As an extension of another crate says no.
struct Refuses(&'static str);

impl ExtensionFactory for Refuses {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self(self.0))
    }
}

#[async_trait]
impl Extension for Refuses {
    async fn prepare_request(
        &self,
        _: &ExtensionContext<'_>,
        _: Request,
        _: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        Err(ServerError::new(self.0, None))
    }
}

fn refused_by(text: &'static str) -> Told {
    let schema = Schema::build(Query, EmptyMutation, Events)
        .extension(SecureErrorExtension::new().disclose_query_errors())
        .extension(Refuses(text))
        .finish();
    ask(schema, "{ ok }")
}

#[test]
fn other_extensions_tell_clients_only_of_a_missing_persisted_query() {
    let told = refused_by("cache at 10.0.0.5 is down");
    assert_eq!(told.golden()["errors"][0]["extensions"]["code"], "INTERNAL_ERROR");
    assert_eq!(told.record()["exception.message"], "cache at 10.0.0.5 is down");

    let told = refused_by("PersistedQueryNotFound");
    let expected = ["PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound"];
    assert_eq!(code_and_message(&told.golden()["errors"][0]), expected);
}

/// The hashes (SHA-256) of `{ ok }` and `{ ok`.
const HASH: &str = "991699baaf03398aa334a75f133c0f259a70906e7405484c2c5218cf9fb61def";
const HASH_OF_UNREADABLE: &str = "33bda02e5935adb6f6d8d59889bd09e6f3b061a9f67c3722f86df32a97666e5a";

fn persisting() -> Shop {
    Schema::build(Query, EmptyMutation, Events)
        .extension(SecureErrorExtension::new())
        .extension(ApolloPersistedQueries::new(LruCacheStorage::new(8)))
        .finish()
}

/// A request with a persisted query.
fn persisted(schema: Shop, query: &str, extension: &Value) -> Told {
    let body = json!({ "query": query, "extensions": { "persistedQuery": extension } }).to_string();
    post_to(service(schema), "/", &body)
}

#[test]
fn a_mistake_of_a_client_raises_no_alarm() {
    let known = |hash: &str| json!({ "version": 1, "sha256Hash": hash });
    for (query, extension, code) in [
        ("", known(HASH), "PERSISTED_QUERY_NOT_FOUND"),
        ("{ id }", known(HASH), "PERSISTED_QUERY_HASH_MISMATCH"),
        ("{ ok", known(HASH_OF_UNREADABLE), "GRAPHQL_PARSE_FAILED"),
        (
            "{ ok }",
            json!({ "version": 2, "sha256Hash": HASH }),
            "PERSISTED_QUERY_NOT_SUPPORTED",
        ),
        ("{ ok }", json!({ "version": "hunter2" }), "PERSISTED_QUERY_INVALID"),
        ("{ ok }", json!("hunter2"), "PERSISTED_QUERY_INVALID"),
    ] {
        assert_is_the_clients(&persisted(persisting(), query, &extension), code);
    }
    let over_post = [
        ("subscription { own }", "SUBSCRIPTION_NOT_SUPPORTED"),
        ("subscription { nope }", "GRAPHQL_VALIDATION_FAILED"),
    ];
    for (query, code) in over_post {
        assert_is_the_clients(&ask(sealed(), query), code);
    }
    let fast = || {
        Schema::build(Query, EmptyMutation, Events)
            .extension(SecureErrorExtension::new())
            .validation_mode(ValidationMode::Fast)
            .finish()
    };
    for (query, code) in [
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...Nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ order }", "BAD_USER_INPUT"),
        ("{ order(pieces: \"hunter2\") }", "BAD_USER_INPUT"),
        ("{ order(pieces: $nope) }", "BAD_USER_INPUT"),
        ("mutation { pay }", "GRAPHQL_VALIDATION_FAILED"),
    ] {
        assert_is_the_clients(&ask(fast(), query), code);
    }
}

#[track_caller]
fn assert_is_the_clients(told: &Told, code: &str) {
    let golden = told.golden();
    let extensions = &golden["errors"][0]["extensions"];
    assert_eq!(extensions["code"], code, "{golden}");
    assert!(
        extensions["status"].as_u64().is_some_and(|status| status < 500),
        "{golden}"
    );
    assert!(!told.body.contains("hunter2"), "{}", told.body);
    assert_eq!(
        (&told.record()["level"], &told.record()["error.type"]),
        (&json!("INFO"), &json!(code))
    );
}

/// As a client of Apollo does: the hash alone first, then both, then the hash alone.
#[test]
fn a_persisted_query_is_found_once_it_was_sent() {
    let schema = persisting();
    let extension = json!({ "version": 1, "sha256Hash": HASH });
    let ask = |query| persisted(schema.clone(), query, &extension);
    assert_eq!(
        code_and_message(&ask("").golden()["errors"][0]),
        ["PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound"]
    );
    for query in ["{ ok }", ""] {
        assert_eq!(ask(query).json(), json!({ "data": { "ok": "fine" } }));
    }
}
