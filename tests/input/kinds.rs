//! Kinds of mistakes in one type, over a socket.

use axum::Router;
use axum::routing::post;
use secure_error::frameworks::axum::Json;
use secure_error::input::Part;
use secure_error::violation;
use secure_error_tests::server::{self, Answer, with_body};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::num::NonZeroU8;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
pub struct Order {
    id: u64,
    #[serde(rename = "customerName")]
    name: String,
    email: Email,
    lines: Vec<Line>,
    size: Size,
    shape: Option<Shape>,
    #[serde(default)]
    notes: BTreeMap<String, u8>,
    #[serde(default)]
    by_number: HashMap<u32, bool>,
    at: (i8, i8),
    paid: bool,
    ratio: f64,
    grade: char,
    copies: Option<NonZeroU8>,
    address: Option<IpAddr>,
    delta: Option<i32>,
    tag: Option<Tagged>,
    any: Option<Either>,
    nested: Option<Box<Nested>>,
    big: Option<u128>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Line {
    sku: String,
    count: u8,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
enum Shape {
    Circle { radius: u32 },
    Square(u32),
    Line(u32, u32),
    Point,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
#[allow(dead_code)]
enum Tagged {
    A { value: u8 },
    B,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[allow(dead_code)]
enum Either {
    Number(u8),
    Flag(bool),
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Nested {
    inner: Vec<Option<Nested>>,
    leaf: u8,
}

#[derive(Debug)]
#[allow(dead_code)]
struct Email(String);

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.contains('@') {
            Ok(Self(text))
        } else {
            Err(serde::de::Error::custom(violation::NOT_AN_EMAIL))
        }
    }
}

pub fn valid() -> Value {
    json!({
        "id": 1, "customerName": "a", "email": "a@b", "lines": [{"sku": "x", "count": 1}], "size": "small", "at": [1, 2],
        "paid": true, "ratio": 0.5, "grade": "A",
    })
}

fn router() -> Router {
    Router::new().route("/", post(async |Json(_): Json<Order>| "accepted"))
}

fn posted(bodies: &[String]) -> Vec<Answer> {
    let requests: Vec<_> = bodies
        .iter()
        .map(|body| with_body("POST", "/", &[b"content-type: application/json"], body.as_bytes()))
        .collect();
    server::behind(router(), &requests).0
}

/// The valid order with another value at a pointer, whose parent is there.
fn with(pointer: &str, value: Value) -> String {
    let mut order = valid();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match order.pointer_mut(parent).unwrap() {
        Value::Object(members) => {
            members.insert(name.to_owned(), value);
        }
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        _ => unreachable!(),
    }
    order.to_string()
}

fn without(name: &str) -> String {
    let mut order = valid();
    order.as_object_mut().unwrap().remove(name);
    order.to_string()
}

/// A body, and the one violation of it.
fn single() -> Vec<(String, Value)> {
    let it = |pointer: &str, code: &str| json!({"pointer": pointer, "code": code});
    let wrong = |pointer: &str, expected: &str| json!({"pointer": pointer, "code": "WRONG_TYPE", "expected": expected});
    let range =
        |pointer: &str, min: i64, max: u64| json!({"pointer": pointer, "code": "OUT_OF_RANGE", "min": min, "max": max});
    vec![
        (without("id"), it("/id", "MISSING")),
        (without("customerName"), it("/customerName", "MISSING")),
        (with("/customer_name", json!("a")), it("/*", "UNKNOWN_FIELD")),
        (with("/id", json!("1")), wrong("/id", "integer")),
        (with("/id", json!(1.5)), wrong("/id", "integer")),
        (with("/id", json!(-1)), range("/id", 0, u64::MAX)),
        (
            valid().to_string().replace(r#""id":1"#, r#""id":18446744073709551616"#),
            range("/id", 0, u64::MAX),
        ),
        (with("/lines/0/count", json!(256)), range("/lines/0/count", 0, 255)),
        (
            with("/delta", json!(2_147_483_648_i64)),
            range("/delta", -2_147_483_648, 2_147_483_647),
        ),
        (with("/copies", json!(0)), it("/copies", "OUT_OF_RANGE")),
        (
            valid().to_string().replace("0.5", "1e999"),
            it("/ratio", "OUT_OF_RANGE"),
        ),
        (
            with("/big", json!(-1)),
            json!({"pointer": "/big", "code": "OUT_OF_RANGE"}),
        ),
        (with("/customerName", json!(1)), wrong("/customerName", "string")),
        (with("/paid", json!("yes")), wrong("/paid", "boolean")),
        (with("/ratio", json!("half")), wrong("/ratio", "number")),
        (with("/grade", json!("AB")), it("/grade", "MALFORMED")),
        (with("/lines", json!({})), wrong("/lines", "array")),
        (with("/lines/0", json!([])), wrong("/lines/0", "object")),
        (with("/lines/0", json!(7)), wrong("/lines/0", "object")),
        (with("/lines/0", json!({"sku": "x"})), it("/lines/0/count", "MISSING")),
        (
            with("/at", json!([1])),
            json!({"pointer": "/at", "code": "TOO_FEW", "min": 2}),
        ),
        (
            with("/at", json!([1, 2, 3])),
            json!({"pointer": "/at", "code": "TOO_MANY", "max": 2}),
        ),
        (with("/at/1", json!(null)), wrong("/at/1", "integer")),
        (with("/size", json!("huge")), it("/size", "UNKNOWN_VALUE")),
        (with("/size", json!(1)), it("/size", "WRONG_TYPE")),
        (with("/shape", json!({"Hexagon": 1})), it("/shape", "UNKNOWN_VALUE")),
        (
            with("/shape", json!({"Circle": {"radius": "1"}})),
            wrong("/shape/Circle/radius", "integer"),
        ),
        (
            with("/shape", json!({"Circle": {}})),
            it("/shape/Circle/radius", "MISSING"),
        ),
        (
            with("/shape", json!({"Square": "1"})),
            wrong("/shape/Square", "integer"),
        ),
        (
            with("/shape", json!({"Line": [1]})),
            json!({"pointer": "/shape/Line", "code": "TOO_FEW", "min": 2}),
        ),
        (with("/shape", json!("Circle")), it("/shape", "MALFORMED")),
        (with("/shape", json!({})), it("/shape", "MALFORMED")),
        (with("/email", json!("nobody")), it("/email", "NOT_AN_EMAIL")),
        (with("/address", json!("localhost")), it("/address", "MALFORMED")),
        (with("/notes", json!({"mine": 300})), range("/notes/*", 0, 255)),
        (
            with("/by_number", json!({"one": true})),
            it("/by_number/*", "MALFORMED"),
        ),
        (with("/tag", json!({"type": "C"})), it("/tag/*", "UNKNOWN_VALUE")),
        (with("/tag", json!({"type": "A"})), it("/tag/value", "MISSING")),
        (
            with("/tag", json!({"type": "A", "value": "x"})),
            it("/tag", "MALFORMED"),
        ),
        (with("/tag", json!({})), it("/tag/type", "MISSING")),
        (with("/any", json!("x")), it("/any", "MALFORMED")),
        (
            with(
                "/nested",
                json!({"leaf": 1, "inner": [null, {"leaf": 1, "inner": [{"leaf": 256, "inner": []}]}]}),
            ),
            range("/nested/inner/1/inner/0/leaf", 0, 255),
        ),
        (
            valid().to_string().replace(r#""id":1"#, r#""id":1,"id":2"#),
            it("/id", "DUPLICATE"),
        ),
        ("[1]".to_owned(), wrong("", "object")),
        ("7".to_owned(), wrong("", "object")),
    ]
}

#[test]
fn each_kind_of_mistake_has_a_pointer_a_code_and_parameters() {
    let single = single();
    let bodies: Vec<_> = single.iter().map(|(body, _)| body.clone()).collect();
    let answers = posted(&bodies);
    let mut failures = Vec::new();
    for ((body, expected), answer) in single.iter().zip(&answers) {
        let mut errors = answer.json()["errors"].take();
        for error in errors.as_array_mut().into_iter().flatten() {
            let detail = error.as_object_mut().unwrap().remove("detail");
            assert!(detail.is_some_and(|detail| detail.is_string()));
        }
        if (answer.status(), &answer.json()["code"]) != (422, &json!("INVALID_INPUT")) || errors != json!([expected]) {
            failures.push(format!("{body}\n   {} {errors}\n   {expected}", answer.status()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(posted(&[valid().to_string()])[0].status(), 200);
}

#[test]
fn all_mistakes_of_a_body_are_told_together() {
    let body = json!({
        "id": "1", "lines": [{"count": 256}, 7, {"sku": 1, "count": 1}, {"sku": "x", "count": "y"}], "size": "huge", "at": [1, 2],
        "email": "nobody", "paid": 1, "ratio": "half", "mine": 1, "hers": 2,
        "shape": {"Circle": {"radius": -1}}, "nested": {"inner": [{"inner": 1}]},
    });
    let mut found = crate::mistakes::<Order>(&body.to_string());
    found.sort();
    assert_eq!(
        found,
        [
            "MISSING /customerName",
            "MISSING /grade",
            "MISSING /lines/0/sku",
            "MISSING /nested/inner/0/leaf",
            "MISSING /nested/leaf",
            "NOT_AN_EMAIL /email",
            "OUT_OF_RANGE /lines/0/count",
            "OUT_OF_RANGE /shape/Circle/radius",
            "UNKNOWN_FIELD /*",
            "UNKNOWN_VALUE /size",
            "WRONG_TYPE /id",
            "WRONG_TYPE /lines/1",
            "WRONG_TYPE /lines/2/sku",
            "WRONG_TYPE /lines/3/count",
            "WRONG_TYPE /nested/inner/0/inner",
            "WRONG_TYPE /paid",
            "WRONG_TYPE /ratio",
        ]
    );
}

#[test]
fn what_is_not_json_at_all_is_malformed_wherever_it_is_broken() {
    for (body, line, column) in [
        ("", 1, 0),
        ("{", 1, 1),
        ("nonsense", 1, 2),
        ("{\"id\": \"x\",\n oops}", 2, 2),
        ("{} {}", 1, 4),
        ("{\"id\": 1,}", 1, 10),
    ] {
        let answer = posted(&[body.to_owned()]).remove(0);
        let told = answer.json();
        assert_eq!(
            (answer.status(), &told["code"]),
            (400, &json!("MALFORMED_BODY")),
            "{body}"
        );
        assert_eq!(
            (&told["line"], &told["column"]),
            (&json!(line), &json!(column)),
            "{body}"
        );
        assert_eq!(told.get("errors"), None, "{body}");
    }
}

#[test]
fn at_most_64_mistakes_are_listed_and_long_bodies_cost_little() {
    let many: Vec<Value> = (0..1_000).map(|_| json!("x")).collect();
    assert_eq!(crate::mistakes::<Vec<u8>>(&json!(many).to_string()).len(), 64);
    // Two megabytes: some mistakes, and an end.
    let long = json!({"a": "x".repeat(2_000_000), "b": many});
    let found = crate::mistakes::<HashMap<String, Vec<u8>>>(&long.to_string());
    assert!(!found.is_empty() && found.len() < 5, "{found:?}");
}

#[test]
fn pairs_without_text_cost_as_much_as_any_other() {
    static READ: AtomicUsize = AtomicUsize::new(0);

    #[derive(Debug)]
    struct Counted;

    impl<'de> Deserialize<'de> for Counted {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            READ.fetch_add(1, Ordering::Relaxed);
            IgnoredAny::deserialize(deserializer).map(|_| Self)
        }
    }

    #[derive(Debug, Deserialize)]
    struct Search {
        #[serde(rename = "q")]
        _query: Counted,
    }

    let body = "=&".repeat(300_000) + &"q=1&".repeat(70);
    secure_error::input::from_urlencoded::<Search>(Part::Query, body.as_bytes()).unwrap_err();
    assert!(READ.load(Ordering::Relaxed) < 6, "{READ:?}");
}

#[test]
fn a_body_of_any_depth_is_refused_without_an_overflow() {
    for depth in [100, 127, 128, 129, 10_000, 200_000] {
        let deep = "[".repeat(depth) + &"]".repeat(depth);
        let found = crate::mistakes::<Order>(&deep);
        // An array is another way to write a struct, whose first field is a number.
        assert_eq!(found, ["WRONG_TYPE /0"], "{depth}");
        let nested = r#"{"leaf":"x","inner":["#.repeat(depth) + &"]}".repeat(depth);
        assert!(!crate::mistakes::<Nested>(&nested).is_empty(), "{depth}");
        let value = format!(r#"{{"a":{deep},"b":1}}"#);
        let found = crate::mistakes::<HashMap<String, serde_json::Value>>(&value);
        assert_eq!(found.is_empty(), depth < 127, "{depth}: {found:?}");
    }
}
