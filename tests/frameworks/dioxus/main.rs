//! Server functions of dioxus: what they answer over a socket, and what their typed client reads of it.

#![allow(clippy::unwrap_used)]

mod functions;
mod typed;

use axum::Router;
use dioxus::server::{DioxusRouterExt, FullstackState};
use functions::{DIRECTORY, PANIC};
use secure_error::SecureErrorLayer;
use secure_error_tests::server::{self, Answer, with_body};
use secure_error_tests::sink::{self, Written};
use serde_json::Value;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// dioxus answers on threads of its own, so there is one log, and one test at a time.
fn log() -> MutexGuard<'static, Written> {
    static LOG: LazyLock<Mutex<Written>> = LazyLock::new(|| {
        let written = Written::default();
        tracing_subscriber::fmt()
            .json()
            .without_time()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(written.clone())
            .init();
        Mutex::new(written)
    });
    let log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    log.take();
    log
}

/// As a dioxus application mounts them.
fn router() -> Router {
    Router::new()
        .register_server_functions()
        .with_state(FullstackState::headless())
}

fn call(name: &str, arguments: &str) -> Vec<u8> {
    let path = format!("/api/{name}");
    with_body(
        "POST",
        &path,
        &[b"Content-Type: application/json"],
        arguments.as_bytes(),
    )
}

fn exchange(router: Router, requests: &[Vec<u8>]) -> (Vec<Option<Answer>>, Vec<Value>) {
    let log = log();
    let answers = server::made(|| router, requests);
    (answers, sink::records(&log.take()))
}

fn without(requests: &[Vec<u8>]) -> (Vec<Option<Answer>>, Vec<Value>) {
    exchange(router(), requests)
}

#[track_caller]
fn one(router: Router, request: Vec<u8>) -> (Answer, Value) {
    let (mut answers, mut records) = exchange(router, &[request]);
    assert_eq!(records.len(), 1, "{records:?} {answers:?}");
    (answers.remove(0).unwrap(), records.remove(0)["fields"].take())
}

/// One request, one answer, one record, under the same id everywhere.
#[track_caller]
fn one_behind(request: Vec<u8>) -> (Answer, Value) {
    let (answer, fields) = one(router().layer(SecureErrorLayer::new()), request);
    assert_eq!(fields["request_id"], answer.id());
    assert_eq!(id_in(&answer), answer.id());
    assert_eq!(fields["http.response.status_code"], answer.status());
    (answer, fields)
}

/// Of our own answer, or of one that the layer has sealed.
fn id_in(answer: &Answer) -> String {
    let body = answer.json();
    let problem = if body["data"].is_object() { &body["data"] } else { &body };
    problem["request_id"].as_str().unwrap().to_owned()
}

fn golden(answer: &Answer) -> String {
    let text = answer.text().replace(&id_in(answer), "{id}");
    let lines = text.lines().filter(|line| !line.starts_with("date: "));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_error_that_is_kept_is_recorded_for_each_request() {
    let (first, fields) = one_behind(call("kept", ""));
    assert_eq!(
        (first.status(), &fields["exception.message"]),
        (404, &"no account 7".into())
    );
    let (again, fields) = one_behind(call("kept", ""));
    assert_eq!(
        (again.status(), &again.json()["data"]["code"]),
        (404, &"ACCOUNT_NOT_FOUND".into())
    );
    assert_eq!(fields["exception.message"], "no account 7");
    assert_eq!(fields["fields"], format!("account=7 made_for={}", first.id()));
}

#[test]
fn behind_the_layer_an_error_has_its_own_headers_and_is_logged_once() {
    let (answer, fields) = one_behind(call("owner", r#"{"account":7}"#));
    assert_eq!(
        golden(&answer),
        "HTTP/1.1 404 Not Found\n\
         content-type: application/json\n\
         cache-control: no-store\n\
         x-content-type-options: nosniff\n\
         x-request-id: {id}\n\
         content-length: 209\n\
         connection: close\n\
         \n\
         {\"message\":\"Account not found\",\"code\":404,\"data\":{\"type\":\"about:blank\",\"title\":\"Not Found\",\
         \"status\":404,\"detail\":\"Account not found\",\"code\":\"ACCOUNT_NOT_FOUND\",\"request_id\":\"{id}\"}}"
    );
    assert_eq!(fields["exception.message"], "no account 7");

    let (answer, _) = one_behind(call("busy", ""));
    assert_eq!((answer.status(), answer.header("retry-after")), (503, Some("30")));
    let (answer, _) = one_behind(call("stranger", ""));
    assert_eq!(
        (answer.status(), answer.header("www-authenticate")),
        (401, Some("Bearer realm=\"api\""))
    );
    let (answer, fields) = one_behind(call("gone", ""));
    assert_eq!(
        (answer.status(), &fields["fields"]),
        (410, &r#"0="it was there""#.into())
    );
    let (answer, _) = one_behind(call("problem", ""));
    assert_eq!((answer.status(), &answer.json()["data"]["code"]), (410, &"GONE".into()));
}

#[test]
fn public_fields_and_violations_are_in_the_answer() {
    let (answer, fields) = one_behind(call("withdraw", r#"{"account":1,"cents":5000}"#));
    let body = answer.json();
    assert_eq!((answer.status(), &body["data"]["available"]), (409, &1300.into()));
    assert_eq!(body["message"], "At most 1300 cents <can> be withdrawn");
    assert!(!answer.text().contains("account"), "{}", answer.text());
    assert!(fields["fields"].as_str().unwrap().contains("account"));

    let (answer, _) = one_behind(call("check", ""));
    assert_eq!(
        (answer.status(), &answer.json()["data"]["errors"][0]["pointer"]),
        (422, &"/cents".into())
    );
}

#[test]
fn without_the_layer_the_status_and_the_body_are_the_same() {
    let (answer, fields) = one(router(), call("owner", r#"{"account":7}"#));
    assert_eq!((answer.status(), answer.header("cache-control")), (404, None));
    assert_eq!(answer.json()["data"]["code"], "ACCOUNT_NOT_FOUND");
    assert_eq!(fields["request_id"], id_in(&answer).as_str());
}

#[test]
fn an_error_of_another_crate_leaks_without_us_and_is_internal_with_us() {
    for leaky in ["leaky_statement", "leaky_server_error"] {
        let request = call(leaky, r#"{"account":1}"#);
        let (answers, records) = without(std::slice::from_ref(&request));
        let leak = answers[0].as_ref().unwrap();
        assert_eq!((leak.status(), records.len()), (500, 0), "{records:?}");
        assert!(leak.text().contains(DIRECTORY), "{}", leak.text());

        let (answer, fields) = one_behind(request);
        assert_eq!(
            (answer.status(), &answer.json()["code"]),
            (500, &"INTERNAL_ERROR".into())
        );
        assert!(!answer.text().contains(DIRECTORY), "{}", answer.text());
        assert!(fields.to_string().contains(DIRECTORY), "{fields}");
    }
    for (name, arguments) in [("statement", r#"{"account":1}"#), ("foreign", "")] {
        for (answer, fields) in [one(router(), call(name, arguments)), one_behind(call(name, arguments))] {
            assert_eq!(
                (answer.status(), &answer.json()["data"]["code"]),
                (500, &"INTERNAL_ERROR".into())
            );
            assert!(!answer.text().contains(DIRECTORY), "{}", answer.text());
            assert!(fields.to_string().contains(DIRECTORY), "{fields}");
        }
    }
}

#[test]
fn what_dioxus_says_of_a_request_is_sealed_by_the_layer() {
    for (request, status, text) in [
        (call("owner", r#"{"account":"<seven>"}"#), 500, "invalid type: string"),
        (call("owner", r#"{"x":1}"#), 500, "missing field `account`"),
        (call("extracting", ""), 500, "Extension of type"),
        (call("panics", ""), 500, PANIC),
    ] {
        let (answers, _) = without(std::slice::from_ref(&request));
        let leak = answers[0].as_ref().unwrap();
        assert_eq!(leak.status(), status);
        assert!(leak.text().contains(text), "{}", leak.text());
        let (answer, fields) = one_behind(request);
        assert_eq!(
            (answer.status(), answer.header("content-type")),
            (status, Some("application/problem+json"))
        );
        assert!(!answer.text().contains(text), "{}", answer.text());
        assert!(fields.to_string().contains(text), "{fields}");
        assert!(!fields.to_string().contains("<seven>"), "what was typed: {fields}");
    }
    let (answer, _) = one_behind(call("nowhere", ""));
    assert_eq!((answer.status(), &answer.json()["code"]), (404, &"NOT_FOUND".into()));
    let (answer, _) = one_behind(server::get("/api/owner"));
    assert_eq!((answer.status(), answer.header("allow")), (405, Some("POST")));
}

#[test]
fn an_error_of_dioxus_becomes_what_its_status_alone_says() {
    for (answer, fields) in [one(router(), call("refuses", "")), one_behind(call("refuses", ""))] {
        assert_eq!(
            (answer.status(), &answer.json()["data"]["code"]),
            (403, &"FORBIDDEN".into())
        );
        assert!(!answer.text().contains(DIRECTORY), "{}", answer.text());
        assert!(fields.to_string().contains(DIRECTORY), "{fields}");
    }
}

#[test]
fn an_error_that_was_handled_is_not_logged() {
    let (answers, records) = exchange(router().layer(SecureErrorLayer::new()), &[call("handles", "")]);
    assert_eq!(
        (answers[0].as_ref().unwrap().status(), records.len()),
        (200, 0),
        "{records:?}"
    );
}

#[test]
fn a_response_that_was_made_and_not_sent_leaves_no_record() {
    let (answers, records) = exchange(router().layer(SecureErrorLayer::new()), &[call("retries", "")]);
    assert_eq!(
        (answers[0].as_ref().unwrap().status(), records.len()),
        (200, 0),
        "{records:?}"
    );
}

#[test]
fn the_record_is_of_the_failure_that_was_sent() {
    let (answer, fields) = one_behind(call("fails_later", ""));
    assert_eq!(
        (answer.status(), &fields["exception.type"]),
        (500, &"ForeignResponse".into())
    );
    assert_eq!(fields["fields"], "earlier=SERVICE_UNAVAILABLE");
}

#[test]
fn what_another_service_said_is_not_passed_on() {
    for (answer, fields) in [one(router(), call("passes_on", "")), one_behind(call("passes_on", ""))] {
        assert_eq!(
            (answer.status(), &answer.json()["data"]["code"]),
            (403, &"FORBIDDEN".into())
        );
        assert!(!answer.text().contains("vault"), "{}", answer.text());
        assert!(
            fields["exception.message"]
                .as_str()
                .unwrap()
                .contains("vault policy kv/prod denied"),
            "{fields}"
        );
    }
}

#[test]
fn a_transaction_error_answers_as_what_it_is() {
    let (answer, fields) = one_behind(call("transaction", ""));
    assert_eq!(
        (answer.status(), &answer.json()["data"]["code"]),
        (500, &"OUTCOME_UNKNOWN".into())
    );
    assert!(fields.to_string().contains(DIRECTORY), "{fields}");
}

/// The limit that the guide names: nothing of ours is asked there.
#[test]
fn in_a_dioxus_result_our_error_shows_its_message_and_loses_its_report() {
    let (answers, records) = without(&[call("flattened", "")]);
    let answer = answers[0].as_ref().unwrap();
    assert_eq!((answer.status(), records.len()), (500, 0));
    assert_eq!(answer.json()["message"], "An internal error occurred");
    let (answer, fields) = one_behind(call("flattened", ""));
    assert_eq!((answer.status(), fields.to_string().contains(DIRECTORY)), (500, false));
}
