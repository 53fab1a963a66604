//! What a client gets for an error of the application.

use crate::leaky::DSN;
use crate::serve::{serve, serve_as};
use crate::shop;
use dropshot::HandlerTaskMode;
use secure_error_tests::server::{Answer, get};
use serde_json::Value;

const HEADERS: &str = "content-type: application/problem+json\r\n\
    cache-control: no-store\r\n\
    x-content-type-options: nosniff\r\n\
    x-request-id: ID\r\n";

fn fails(way: &str) -> (Answer, Value) {
    serve(shop::api(), &[get(&format!("/fails/{way}"))]).one()
}

/// Head and body, where the id is `ID` and the date is not.
fn normal(answer: &Answer) -> String {
    let lines = answer.text().replace(answer.id(), "ID");
    let lines = lines.split("\r\n").filter(|line| !line.starts_with("date: "));
    lines.collect::<Vec<_>>().join("\r\n")
}

fn sorted(text: &str) -> Vec<String> {
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<String> = head.split("\r\n").map(str::to_owned).collect();
    lines.sort();
    lines.push(body.to_owned());
    lines
}

#[track_caller]
fn assert_golden(way: &str, status: &str, headers: &str, body: &str) -> Value {
    let (answer, record) = fails(way);
    let length = body.len() - "ID".len() + answer.id().len();
    let more = format!("connection: close\r\ncontent-length: {length}\r\n");
    let golden = format!("HTTP/1.1 {status}\r\n{HEADERS}{headers}{more}\r\n{body}");
    assert_eq!(sorted(&normal(&answer)), sorted(&golden));
    assert_eq!(record["request_id"], answer.id());
    record
}

#[test]
fn a_constant_answer_is_the_same_bytes_as_in_every_framework() {
    let record = assert_golden(
        "constant",
        "404 Not Found",
        "",
        r#"{"type":"about:blank","title":"Not Found","status":404,"detail":"No such item","code":"NO_ITEM","request_id":"ID"}"#,
    );
    assert_eq!(record["exception.message"], "no row in items_v2");
    assert_eq!(record["http.route"], "/fails/{way}");
}

#[test]
fn parameters_are_members_and_internal_fields_are_not() {
    let record = assert_golden(
        "parameter",
        "409 Conflict",
        "",
        r#"{"type":"about:blank","title":"Conflict","status":409,"detail":"Only 3 are left","code":"OUT_OF_STOCK","request_id":"ID","left":3}"#,
    );
    assert!(record["fields"].as_str().unwrap().contains("shelf-7f3a"));
}

#[test]
fn violations_are_listed() {
    assert_golden(
        "invalid",
        "422 Unprocessable Entity",
        "",
        r#"{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Invalid order","code":"INVALID","request_id":"ID","errors":[{"pointer":"/name","code":"TOO_SHORT","detail":"Too short"}]}"#,
    );
}

#[test]
fn a_transparent_error_has_the_answer_of_the_inner_one() {
    let record = assert_golden(
        "transparent",
        "402 Payment Required",
        "",
        r#"{"type":"about:blank","title":"Payment Required","status":402,"detail":"The card was refused","code":"CARD_REFUSED","request_id":"ID"}"#,
    );
    assert!(record.to_string().contains("stolen"), "{record}");
}

#[test]
fn a_401_has_its_challenge_a_405_its_methods_and_a_429_its_time() {
    for (way, status, name, value) in [
        ("unauthorized", 401, "www-authenticate", "Bearer realm=\"api\""),
        ("read_only", 405, "allow", "GET, HEAD"),
        ("slow_down", 429, "retry-after", "30"),
    ] {
        let (answer, _) = fails(way);
        assert_eq!(answer.status(), status);
        assert_eq!(answer.all(name), [value], "{answer:?}");
    }
}

#[test]
fn what_nobody_decided_is_a_500_and_its_cause_is_in_our_log_only() {
    for path in ["/fails/undecided", "/fault"] {
        let said = serve(shop::api(), &[get(path)]);
        assert!(!said.lines.iter().any(|line| line.contains(DSN)), "{:?}", said.lines);
        let (answer, record) = said.one();
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.json()["code"], "INTERNAL_ERROR");
        assert!(!answer.text().contains("hunter2"));
        assert!(record.to_string().contains(DSN), "{record}");
    }
}

#[test]
fn an_error_of_dropshot_keeps_its_status_and_nothing_else() {
    let (answer, record) = fails("dropshot");
    assert_eq!((answer.status(), &answer.json()["code"]), (410, &"GONE".into()));
    assert!(!answer.text().contains("hunter2"));
    assert!(record.to_string().contains(&format!("Moved: moved: {DSN}")), "{record}");
}

#[test]
fn the_id_is_that_of_dropshot_in_header_body_and_both_logs() {
    for path in ["/fails/constant", "/fails/late", "/text", "/nowhere", "/fails/panic"] {
        for mode in [HandlerTaskMode::CancelOnDisconnect, HandlerTaskMode::Detached] {
            let said = serve_as(shop::api(), mode, &[get(path)]);
            let lines = said.lines.clone();
            let (answer, record) = said.one();
            assert_eq!(answer.json()["request_id"], answer.id());
            assert_eq!(record["request_id"], answer.id());
            let id = format!("req_id={}", answer.id());
            assert!(lines.iter().any(|line| line.contains(&id)), "{lines:?}");
        }
    }
}

#[test]
fn an_error_that_was_dealt_with_is_not_logged() {
    let said = serve(shop::api(), &[get("/deals_with_it")]);
    assert_eq!(said.answers[0].as_ref().unwrap().status(), 200);
    assert_eq!(said.records, Vec::<Value>::new());
}

#[test]
fn a_generic_type_is_an_error_of_a_handler_too() {
    let (answer, record) = serve(shop::api(), &[get("/generic")]).one();
    assert_eq!((answer.status(), &answer.json()["code"]), (410, &"SOLD".into()));
    assert_eq!(record["exception.message"], "sold: 7");
}
