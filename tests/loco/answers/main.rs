//! A whole application of loco, with the middlewares that loco has by default, over a socket.

#![allow(clippy::unwrap_used)]

mod app;

use app::{LOCO, PANIC, SECRET, router};
use secure_error_tests::server::{self, Answer, get, request, with_body};
use secure_error_tests::sink;
use serde_json::Value;

fn without(requests: &[Vec<u8>]) -> (Vec<Option<Answer>>, Vec<Value>) {
    let (log, answers) = sink::json(|| server::without(router(app::Layer::None), requests));
    (answers, sink::records(&log))
}

/// One request, one answer, one record, under the same id everywhere.
#[track_caller]
fn one(layer: app::Layer, request: Vec<u8>) -> (Answer, Value) {
    let (mut answers, mut records) = server::within(router(layer), &[request]);
    assert_eq!(records.len(), 1, "{records:?}");
    let (answer, fields) = (answers.remove(0), records.remove(0)["fields"].take());
    assert_eq!(fields["request_id"], answer.id());
    assert_eq!(answer.json()["request_id"], answer.id());
    assert_eq!(fields["http.response.status_code"], answer.status());
    (answer, fields)
}

fn json(path: &str, body: &str) -> Vec<u8> {
    with_body("POST", path, &[b"Content-Type: application/json"], body.as_bytes())
}

#[test]
fn an_error_of_ours_answers_with_its_own_face() {
    for layer in [app::Layer::AfterRoutes, app::Layer::Initializer] {
        let (answer, fields) = one(layer, get("/accounts/7"));
        assert_eq!(
            (answer.status(), &answer.json()["code"]),
            (404, &"ACCOUNT_NOT_FOUND".into())
        );
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(
            answer.header("x-powered-by"),
            Some("loco.rs"),
            "loco's own middleware is in place"
        );
        assert_eq!(fields["exception.message"], "no account 7");
    }
    let (answer, fields) = one(app::Layer::AfterRoutes, get("/statement"));
    assert_eq!((answer.status(), answer.text().contains(SECRET)), (500, false));
    assert!(fields.to_string().contains(SECRET), "{fields}");
}

/// What a client typed, which operators do not see either.
const TYPED: &str = "seven";

#[test]
fn what_loco_and_axum_say_is_sealed() {
    for (request, status, text) in [
        // Text of a handler.
        (get("/bad_request"), 400, SECRET),
        (get("/custom"), 418, SECRET),
        (get("/validation"), 400, SECRET),
        // A rejection of axum.
        (get("/accounts/seven"), 400, TYPED),
        (json("/axum_json", r#"{"cents":"all"}"#), 422, "expected u64"),
        // The page for developers.
        (get("/nowhere"), 404, LOCO),
    ] {
        let (answers, _) = without(std::slice::from_ref(&request));
        let leak = answers[0].as_ref().unwrap();
        assert_eq!(leak.status(), status, "{}", leak.text());
        assert!(leak.text().contains(text), "{}", leak.text());

        let (answer, fields) = one(app::Layer::AfterRoutes, request);
        assert_eq!(
            (answer.status(), answer.json()["status"].as_u64()),
            (status, Some(status.into()))
        );
        let body = String::from_utf8_lossy(&answer.body);
        assert!(!body.contains(text), "{body}");
        assert_eq!(fields["exception.type"], "ForeignResponse");
        let logged = fields.to_string();
        match text {
            LOCO => {}
            TYPED => assert!(!logged.contains(TYPED) && logged.contains("to a `u64`"), "{fields}"),
            _ => assert!(logged.contains(text), "{fields}"),
        }
    }
}

#[test]
fn what_loco_answers_with_constants_looks_like_everything_else() {
    for (request, status) in [
        (get("/internal"), 500),
        (get("/unauthorized"), 401),
        (get("/not_found"), 404),
        (json("/loco_json", r#"{"cents":"all"}"#), 422),
        (request("DELETE", "/statement", &[]), 405),
    ] {
        let (answers, _) = without(std::slice::from_ref(&request));
        let bare = answers[0].as_ref().unwrap();
        assert_eq!((bare.status(), bare.text().contains(SECRET)), (status, false));
        let (answer, _) = one(app::Layer::AfterRoutes, request);
        assert_eq!(
            (answer.status(), answer.header("content-type")),
            (status, Some("application/problem+json"))
        );
        assert!(!answer.text().contains(SECRET));
    }
}

#[test]
fn a_panic_is_logged_with_its_text_once_loco_leaves_it_to_the_layer() {
    let (answer, fields) = one(app::Layer::AfterRoutes, get("/panics"));
    assert_eq!((answer.status(), answer.text().contains(PANIC)), (500, false));
    assert!(fields.to_string().contains(PANIC), "{fields}");

    // With loco's own middleware the answer is as safe, and the record has no text.
    let (answer, fields) = one(app::Layer::WithCatchPanic, get("/panics"));
    assert_eq!((answer.status(), answer.text().contains(PANIC)), (500, false));
    assert_eq!(fields["exception.type"], "ForeignResponse");
    assert!(!fields.to_string().contains(PANIC), "{fields}");
}

#[test]
fn loco_and_its_handlers_know_the_request_by_the_same_id() {
    let clients = request("GET", "/id", &[b"X-Request-Id: ${jndi:ldap://x}"]);
    // loco takes what is left of the id of a client.
    let (answers, _) = without(&[clients.clone()]);
    assert_eq!(answers[0].as_ref().unwrap().id(), "jndildapx");

    let (log, answers) =
        sink::json(|| server::without(router(app::Layer::AfterRoutes), &[clients, get("/fails_with_id")]));
    let answer = answers[0].as_ref().unwrap();
    assert_eq!(
        (answer.status(), String::from_utf8_lossy(&answer.body).as_ref()),
        (200, answer.id())
    );
    assert_eq!((answer.id().len(), answer.text().contains("jndi")), (32, false));
    // The span of loco's logger has it too.
    let failed = answers[1].as_ref().unwrap();
    let record = &sink::records(&log)[0];
    assert_eq!(record["fields"]["request_id"], failed.id());
    let spans = record["spans"].to_string();
    assert!(
        spans.contains("http-request") && spans.contains(failed.id()),
        "{record}"
    );
}
