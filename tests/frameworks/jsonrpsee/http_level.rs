//! What is refused before there is a call: the HTTP middleware.

use super::sealed::post;
use super::*;
use secure_error_tests::server::{ask, get, with_body};

#[test]
fn what_jsonrpsee_refuses_over_http_is_problem_details_and_logged_once() {
    let large = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{}"}}"#, "x".repeat(20_000));
    for (request, status) in [
        (get("/"), 405),
        (with_body("POST", "/", &[b"Content-Type: text/plain"], b"{}"), 415),
        (
            with_body("POST", "/", &[b"Content-Type: application/json"], b"hunter2"),
            400,
        ),
        (
            with_body("POST", "/", &[b"Content-Type: application/json"], large.as_bytes()),
            413,
        ),
    ] {
        let (answer, records) = at_desk(true, async |address| ask(address, &request).await.unwrap());
        assert_eq!(answer.status(), status, "{}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(records.len(), 1, "{records:#?}");
        assert_eq!(records[0]["fields"]["request_id"], answer.id());
    }
}

/// jsonrpsee answers this itself, with a constant and status 200: no middleware sees it.
#[test]
fn what_is_no_json_is_a_constant_parse_error() {
    let (answer, _) = at_desk(true, async |address| post(address, r#"{"hunter2""#).await.unwrap());
    assert_eq!(answer.status(), 200);
    assert_eq!(
        answer.json(),
        json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": "Parse error"}})
    );
}

#[test]
fn an_id_of_the_client_is_not_that_of_the_call() {
    let body = br#"{"jsonrpc":"2.0","id":1,"method":"own"}"#;
    let request = with_body(
        "POST",
        "/",
        &[b"Content-Type: application/json", b"X-Request-Id: mine"],
        body,
    );
    let (answer, records) = at_desk(true, async |address| ask(address, &request).await.unwrap());
    assert_eq!(answer.json()["error"]["data"]["request_id"], answer.id());
    assert_ne!(answer.id(), "mine");
    assert_eq!(records[0]["fields"]["client_request_id"], "mine");
}
