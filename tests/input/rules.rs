//! `garde` and `validator`: the same codes for the same rules, and no value that was typed.

use axum::routing::{get, post};
use axum::{Extension, Router};
use secure_error::frameworks::axum::{Form, Json, Query, garde, validator};
use secure_error::input::{Kinds, Names, of_garde, of_validator};
use secure_error::{ViolationKind, Violations, violation};
use secure_error_tests::{server, sink};
use serde_json::{Value, json};
use std::collections::HashMap;

const NOT_A_VAT_NUMBER: ViolationKind = ViolationKind::new("NOT_A_VAT_NUMBER", "This is not a VAT number");
const KINDS: Kinds = Kinds(&[NOT_A_VAT_NUMBER]);

mod with_garde {
    use super::NOT_A_VAT_NUMBER;
    use garde::Validate;
    use serde::Deserialize;
    use std::collections::HashMap;

    #[derive(Debug, Deserialize, Validate)]
    #[serde(rename_all = "camelCase")]
    pub struct Order {
        #[garde(length(min = 3, max = 5))]
        pub customer_name: String,
        #[garde(email)]
        pub email: String,
        #[garde(url)]
        pub site: String,
        #[garde(range(min = 1, max = 9))]
        pub count: i32,
        #[garde(range(min = 0.5))]
        pub ratio: f64,
        #[garde(required)]
        pub note: Option<String>,
        #[garde(custom(check_vat))]
        pub vat: String,
        #[garde(custom(check_told))]
        pub told: String,
        #[garde(matches(email))]
        pub again: String,
        #[garde(pattern("^a+$"))]
        pub code: String,
        #[garde(length(max = 1), dive)]
        pub order_lines: Vec<Line>,
        #[garde(dive)]
        pub by_key: HashMap<String, Line>,
    }

    #[derive(Debug, Deserialize, Validate)]
    pub struct Line {
        #[garde(range(max = 3))]
        pub count: u8,
    }

    fn check_vat(_: &str, (): &()) -> garde::Result {
        Err(garde::Error::new(NOT_A_VAT_NUMBER))
    }

    fn check_told(value: &str, (): &()) -> garde::Result {
        Err(garde::Error::new(format!("{value} is not allowed")))
    }
}

mod with_validator {
    use super::NOT_A_VAT_NUMBER;
    use serde::{Deserialize, Serialize};
    use std::collections::HashMap;
    use validator::{Validate, ValidationError};

    #[derive(Debug, Deserialize, Validate)]
    #[serde(rename_all = "camelCase")]
    pub struct Order {
        #[validate(length(min = 3, max = 5))]
        pub customer_name: String,
        #[validate(email)]
        pub email: String,
        #[validate(url)]
        pub site: String,
        #[validate(range(min = 1, max = 9))]
        pub count: i32,
        #[validate(range(min = 0.5))]
        pub ratio: f64,
        #[validate(required)]
        pub note: Option<String>,
        #[validate(custom(function = "check_vat"))]
        pub vat: String,
        #[validate(custom(function = "check_told"))]
        pub told: String,
        #[validate(must_match(other = "email"))]
        pub again: String,
        #[validate(contains(pattern = "a"))]
        pub code: String,
        #[validate(length(max = 1), nested)]
        pub order_lines: Vec<Line>,
        #[validate(nested)]
        pub by_key: HashMap<String, Line>,
    }

    #[derive(Debug, Deserialize, Serialize, Validate)]
    pub struct Line {
        #[validate(range(max = 3))]
        pub count: u8,
    }

    fn check_vat(_: &str) -> Result<(), ValidationError> {
        Err(ValidationError::new(NOT_A_VAT_NUMBER.code()))
    }

    fn check_told(value: &str) -> Result<(), ValidationError> {
        let mut error = ValidationError::new("told").with_message(format!("{value} is not allowed").into());
        error.add_param("typed".into(), &value);
        Err(error)
    }
}

fn body() -> Value {
    json!({
        "customerName": "s3", "email": "s3cr3t", "site": "s3cr3t", "count": 10, "ratio": 0.25, "note": null, "vat": "s3cr3t",
        "told": "s3cr3t", "again": "s3cr3t-too", "code": "s3cr3t", "orderLines": [{"count": 1}], "byKey": {"s3cr3t": {"count": 1}},
    })
}

fn router() -> Router {
    Router::new()
        .route(
            "/garde",
            post(async |garde::Valid(Json(_)): garde::Valid<Json<with_garde::Order>>| ()),
        )
        .route(
            "/validator",
            post(async |validator::Valid(Json(_)): validator::Valid<Json<with_validator::Order>>| ()),
        )
        .route(
            "/query",
            get(async |garde::Valid(Query(line)): garde::Valid<Query<with_garde::Line>>| line.count.to_string()),
        )
        .route(
            "/form",
            post(
                async |validator::Valid(Form(line)): validator::Valid<Form<with_validator::Line>>| {
                    line.count.to_string()
                },
            ),
        )
        .layer(Extension(KINDS))
}

fn posted(path: &str, body: &Value) -> Vec<u8> {
    server::with_body(
        "POST",
        path,
        &[b"content-type: application/json"],
        body.to_string().as_bytes(),
    )
}

/// What is told, by pointer and without the texts.
fn told(path: &str, body: &Value) -> Vec<Value> {
    let (log, answers) = sink::json(|| server::without(router(), &[posted(path, body)]));
    let answer = answers.into_iter().next().flatten().unwrap();
    assert_eq!(
        (answer.status(), &answer.json()["code"]),
        (422, &json!("INVALID_INPUT")),
        "{}",
        answer.text()
    );
    for text in [
        answer.text(),
        sink::records(&log).iter().map(ToString::to_string).collect(),
    ] {
        assert!(!text.contains("s3"), "{text}");
    }
    let mut errors = answer.json()["errors"].as_array().unwrap().clone();
    for error in &mut errors {
        error.as_object_mut().unwrap().remove("detail").unwrap();
    }
    errors.sort_by_key(|error| error["pointer"].to_string());
    errors
}

#[test]
fn the_same_rules_have_the_same_codes_and_parameters_in_both() {
    let it = |pointer: &str, code: &str| json!({"pointer": pointer, "code": code});
    let expected = [
        it("/again", "MISMATCH"),
        it("/code", "MALFORMED"),
        json!({"pointer": "/count", "code": "TOO_LARGE", "max": 9}),
        json!({"pointer": "/customerName", "code": "TOO_SHORT", "min": 3}),
        it("/email", "NOT_AN_EMAIL"),
        it("/note", "MISSING"),
        json!({"pointer": "/ratio", "code": "TOO_SMALL", "min": 0.5}),
        it("/site", "NOT_A_URL"),
        it("/told", "MALFORMED"),
        it("/vat", "NOT_A_VAT_NUMBER"),
    ];
    assert_eq!(told("/garde", &body()), expected);
    assert_eq!(told("/validator", &body()), expected);
}

#[test]
fn rules_in_lists_have_indexes_and_keys_of_the_client_are_not_told() {
    let mut body = body();
    body["orderLines"] = json!([{"count": 1}, {"count": 4}]);
    let found = told("/garde", &body);
    let has = |found: &[Value], pointer: &str, code: &str| {
        found
            .iter()
            .any(|error| error["pointer"] == pointer && error["code"] == code)
    };
    assert!(
        has(&found, "/orderLines", "TOO_LONG") && has(&found, "/orderLines/1/count", "TOO_LARGE"),
        "{found:?}"
    );
    body["byKey"]["s3cr3t"]["count"] = json!(4);
    let found = told("/garde", &body);
    assert!(has(&found, "/byKey/*/count", "TOO_LARGE"), "{found:?}");
    body["orderLines"] = json!([{"count": 4}]);
    let found = told("/validator", &body);
    assert!(has(&found, "/orderLines/0/count", "TOO_LARGE"), "{found:?}");
}

#[test]
fn what_does_not_fit_is_told_before_the_rules_are_asked() {
    let mut body = body();
    body["count"] = json!("s3cr3t");
    for path in ["/garde", "/validator"] {
        assert_eq!(
            told(path, &body),
            [json!({"pointer": "/count", "code": "WRONG_TYPE", "expected": "integer"})]
        );
    }
}

#[test]
fn queries_and_forms_are_validated_too() {
    let form = |body: &str| {
        server::with_body(
            "POST",
            "/form",
            &[b"content-type: application/x-www-form-urlencoded"],
            body.as_bytes(),
        )
    };
    let requests = [
        server::get("/query?count=3"),
        server::get("/query?count=4"),
        form("count=3"),
        form("count=4"),
    ];
    let answers = server::without(router(), &requests);
    let answers: Vec<_> = answers.into_iter().map(Option::unwrap).collect();
    assert_eq!(
        answers.iter().map(|it| it.status()).collect::<Vec<_>>(),
        [200, 422, 200, 422]
    );
    for refused in [&answers[1], &answers[3]] {
        let json = refused.json();
        assert_eq!(
            (&json["errors"][0]["pointer"], &json["errors"][0]["max"]),
            (&json!("/count"), &json!(3))
        );
    }
}

#[test]
fn reports_can_be_translated_without_an_extractor() {
    use ::garde::Validate as _;
    use ::validator::Validate as _;

    let report = serde_json::from_value::<with_garde::Order>(body())
        .unwrap()
        .validate()
        .unwrap_err();
    let all: Violations = of_garde(&report, &["count"].into_iter().collect(), Kinds::default());
    let codes: HashMap<_, _> = all.iter().map(|it| (it.pointer().as_str(), it.code())).collect();
    assert_eq!(
        (codes["/count"], codes.len()),
        ("TOO_LARGE", 2),
        "the other names were not vouched for: {codes:?}"
    );

    let errors = serde_json::from_value::<with_validator::Order>(body())
        .unwrap()
        .validate()
        .unwrap_err();
    let all: Violations = of_validator(&errors, &Names::default(), KINDS);
    let codes: HashMap<_, _> = all.iter().map(|it| (it.pointer().as_str(), it.kind())).collect();
    assert_eq!(
        (codes["/vat"], codes["/email"]),
        (NOT_A_VAT_NUMBER, violation::NOT_AN_EMAIL)
    );
}

#[test]
fn nothing_wrong_is_accepted() {
    let valid = json!({
        "customerName": "amy", "email": "a@b.example", "site": "https://a.example", "count": 1, "ratio": 1.0, "note": "x",
        "vat": "1", "told": "1", "again": "a@b.example", "code": "aa", "orderLines": [], "byKey": {},
    });
    for path in ["/garde", "/validator"] {
        let found = told(path, &valid);
        let pointers: Vec<_> = found.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!(pointers, ["/told", "/vat"], "these two refuse everything");
    }
}
