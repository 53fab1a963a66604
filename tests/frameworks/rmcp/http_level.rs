//! What is refused before there is a request: the HTTP layer.

use super::*;
use secure_error_tests::server::{ask, request, with_body};

const BOTH: &[u8] = b"Accept: application/json, text/event-stream";

#[test]
fn without_us_a_body_that_cannot_be_read_tells_what_serde_says() {
    let (answer, _) = logged(async || {
        let address = open_http(|| Desk, false).await;
        let request = with_body(
            "POST",
            "/mcp",
            &[BOTH, b"Content-Type: application/json"],
            b"{\"hunter2\":",
        );
        ask(address, &request).await.unwrap()
    });
    assert!(
        answer.text().contains("fail to deserialize request body EOF"),
        "{}",
        answer.text()
    );
}

#[test]
fn what_rmcp_refuses_over_http_is_problem_details_and_logged_once() {
    for (request, status) in [
        (
            with_body(
                "POST",
                "/mcp",
                &[BOTH, b"Content-Type: application/json"],
                b"{\"hunter2\":",
            ),
            415,
        ),
        (
            with_body("POST", "/mcp", &[BOTH, b"Content-Type: text/plain"], b"{}"),
            415,
        ),
        (
            with_body("POST", "/mcp", &[b"Content-Type: application/json"], b"{}"),
            406,
        ),
        (request("PUT", "/mcp", &[]), 405),
        (request("GET", "/nowhere", &[]), 404),
    ] {
        let (answer, records) = logged(async || ask(open_http(secured, true).await, &request).await.unwrap());
        assert_eq!(answer.status(), status, "{}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(records.len(), 1, "{records:#?}");
        assert_eq!(records[0]["fields"]["request_id"], answer.id());
    }
}

#[test]
fn the_id_of_the_http_request_is_in_the_record_of_the_call() {
    let (_, records) = logged(async || {
        let client = over_http(open_http(secured, true).await).await;
        failure(&client, "own", json!({})).await
    });
    assert_eq!(records.len(), 1, "{records:#?}");
    let fields = &records[0]["fields"];
    assert_eq!(fields["client_request_id"].as_str().map(str::len), Some(32), "{fields}");
    assert_ne!(fields["client_request_id"], fields["request_id"]);
}
