//! Nothing of what a client typed, and nothing of what a type keeps to itself, is in a response or in the log.

use axum::Router;
use axum::routing::{get, post};
use secure_error::SecureErrorLayer;
use secure_error::frameworks::axum::{Form, Json, Path, Query};
use secure_error_tests::{server, sink};
use serde::{Deserialize, Deserializer};
use std::collections::HashMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Login {
    count: u8,
    kind: Kind,
    card: Option<Card>,
    #[serde(skip)]
    skipped_s3cr3t: String,
    #[serde(default)]
    by_key: HashMap<String, u8>,
    by_number: Option<HashMap<u8, u8>>,
    any: Option<Either>,
    flat: Option<Flat>,
}

#[derive(Debug, Deserialize)]
enum Kind {
    Person,
    #[serde(rename = "internal-admin-s3cr3t")]
    Admin,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[allow(dead_code)]
enum Either {
    Number(u8),
    Nested { untagged_s3cr3t: u8 },
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Flat {
    #[serde(flatten)]
    kind: FlatKind,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "tag")]
enum FlatKind {
    #[serde(rename = "tagged-s3cr3t")]
    One,
}

#[derive(Debug)]
#[allow(dead_code)]
struct Card(String);

impl<'de> Deserialize<'de> for Card {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Err(serde::de::Error::custom(format!(
            "card {text} is refused by host-s3cr3t"
        )))
    }
}

fn router() -> Router {
    Router::new()
        .route("/json", post(async |Json(_): Json<Login>| ()))
        .route(
            "/form",
            post(async |Form(_): Form<Login>| ()).get(async |Form(_): Form<Login>| ()),
        )
        .route("/query", get(async |Query(_): Query<Login>| ()))
        .route("/path/{id}/{kind}", get(async |Path(_): Path<(u8, Kind)>| ()))
}

fn json(body: &str) -> Vec<u8> {
    server::with_body("POST", "/json", &[b"content-type: application/json"], body.as_bytes())
}

fn form(body: &str) -> Vec<u8> {
    let header: &[u8] = b"content-type: application/x-www-form-urlencoded";
    server::with_body("POST", "/form", &[header], body.as_bytes())
}

fn requests() -> Vec<Vec<u8>> {
    vec![
        json(r#"{"count": "s3cr3t", "kind": "s3cr3t", "card": "s3cr3t"}"#),
        json(
            r#"{"count": 1, "kind": "Person", "s3cr3t": 1, "by_key": {"s3cr3t": "s3cr3t"}, "by_number": {"s3cr3t": 1}}"#,
        ),
        json(r#"{"kind": {"s3cr3t": "s3cr3t"}, "any": {"s3cr3t": "s3cr3t"}, "flat": {"tag": "s3cr3t"}}"#),
        json(r#"{"kind": ["s3cr3t"], "any": "s3cr3t", "flat": {"s3cr3t": "s3cr3t"}, "card": {"s3cr3t": 1}}"#),
        json(r#"{"count": 1, "kind": "Person", "s3cr3t": s3cr3t}"#),
        json(r#""s3cr3t""#),
        server::with_body("POST", "/json", &[b"content-type: text/s3cr3t"], b"s3cr3t"),
        form("count=s3cr3t&kind=s3cr3t&s3cr3t=s3cr3t&card=s3cr3t&any=s3cr3t"),
        server::get("/form?count=s3cr3t&kind=s3cr3t&s3cr3t=s3cr3t&card=s3cr3t"),
        server::get("/query?count=s3cr3t&kind=s3cr3t&s3cr3t=s3cr3t&card=s3cr3t"),
        server::get("/path/s3cr3t/s3cr3t"),
        server::get("/path/1/s3cr3t"),
        server::get("/path/1/%ff"),
    ]
}

/// Without this crate, the same types tell most of it.
#[test]
fn without_these_extractors_the_secrets_show() {
    let router = Router::new().route("/json", post(async |axum::Json(_): axum::Json<Login>| ()));
    let answers = server::without(router, &requests()[..2]);
    let text: String = answers.into_iter().flatten().map(|answer| answer.text()).collect();
    assert!(text.contains("s3cr3t"), "{text}");
}

#[test]
fn neither_typed_values_nor_what_types_keep_is_told_or_logged() {
    for with_layer in [true, false] {
        let router = if with_layer {
            router().layer(SecureErrorLayer::new())
        } else {
            router()
        };
        let (log, answers) = sink::json(|| server::without(router, &requests()));
        assert_eq!(sink::records(&log).len(), answers.len());
        for answer in answers {
            let answer = answer.unwrap();
            assert!(answer.status() >= 400, "{}", answer.text());
            assert!(!answer.text().contains("s3cr3t"), "{}", answer.text());
        }
        let records = sink::records(&log).iter().map(ToString::to_string).collect::<String>();
        assert!(!records.contains("s3cr3t"), "{records}");
        assert!(records.contains("/count: This value has the wrong type"), "{records}");
        let events = sink::events(&log);
        assert!(events.is_empty(), "no event without `ValidationEvents`: {events:?}");
    }
}
