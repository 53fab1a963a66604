//! Over real sockets: padded answers are the same answers.

use crate::leaky;
use crate::server::{Answer, request, with_body, within};
use axum::Router;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use secure_error::layers::SecureTimingLayer;
use secure_error::{Fault, SecureErrorLayer, problem};
use std::time::Duration;

const SHORT: SecureTimingLayer = SecureTimingLayer::new(Duration::from_millis(20));

async fn check(user: &str) -> Response {
    match user {
        "known" => "welcome".into_response(),
        "broken" => panic!("no such table"),
        _ => Fault::problem_with(&problem::FORBIDDEN, "unknown user").into_response(),
    }
}

fn login() -> Router {
    Router::new().route("/login", post(|user: String| async move { check(&user).await }))
}

fn padded_login() -> Router {
    let handler = |user: String| SHORT.pad(async move { check(&user).await });
    Router::new().route("/login", post(handler).layer(SHORT))
}

fn requests() -> Vec<Vec<u8>> {
    let login = |user: &[u8]| with_body("POST", "/login", &[], user);
    vec![
        login(b"known"),
        login(b"unknown"),
        login(b"broken"),
        login(b"\xFF"),
        request("GET", "/login", &[]),
        request("HEAD", "/text", &[]),
        request("GET", "/text", &[]),
        request("GET", "/panic", &[]),
        request("GET", "/nowhere", &[]),
    ]
}

/// All but the id and the date.
fn without_id(answer: &Answer) -> String {
    let lines = answer.head.lines().filter(|line| !line.starts_with("date:"));
    let head: Vec<&str> = lines.collect();
    let text = format!("{}\n{}", head.join("\n"), String::from_utf8_lossy(&answer.body));
    text.replace(answer.id(), "ID")
}

#[test]
fn padded_answers_are_the_same_answers_and_the_same_records() {
    let plain = login().merge(leaky::router()).layer(SecureErrorLayer::new());
    let padded = padded_login()
        .merge(leaky::router().route_layer(SHORT))
        .layer(SecureErrorLayer::new());
    let (expected, expected_records) = within(plain, &requests());
    let (answers, records) = within(padded, &requests());
    let statuses: Vec<u16> = answers.iter().map(Answer::status).collect();
    assert_eq!(statuses, [200, 403, 500, 400, 405, 500, 500, 500, 404]);
    assert_eq!(
        answers.iter().map(without_id).collect::<Vec<_>>(),
        expected.iter().map(without_id).collect::<Vec<_>>()
    );
    // A slow machine may add remarks.
    let failures = |records: &[serde_json::Value]| {
        let failed = records.iter().filter(|it| it["fields"]["message"] == "request failed");
        failed
            .map(|it| it["fields"]["exception.message"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(failures(&records), failures(&expected_records));
}

#[test]
fn a_layer_goes_around_a_route_a_router_and_a_method() {
    async fn fine() -> &'static str {
        "fine"
    }
    let router = Router::new()
        .route("/method", get(fine).layer(SHORT))
        .route("/router", get(fine))
        .route_layer(SHORT)
        .layer(SHORT)
        .layer(SecureErrorLayer::new());
    let (answers, _) = within(
        router,
        &[request("GET", "/method", &[]), request("GET", "/router", &[])],
    );
    assert!(answers.iter().all(|answer| answer.body == b"fine"));
}
