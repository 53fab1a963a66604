//! Other layers around and inside of ours.

use crate::leaky::{self, DSN};
use crate::server::{Answer, behind, get, request, within};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing;
use secure_error::layers::PassThrough;
use secure_error::{Fault, SecureErrorLayer, problem};
use tower_http::cors::CorsLayer;

#[test]
fn cors_around_the_layer_reaches_errors_and_panics_too() {
    let router = leaky::router()
        .layer(SecureErrorLayer::new())
        .layer(CorsLayer::permissive());
    let paths = ["/fine", "/text", "/panic", "/nowhere"];
    let requests = paths.map(|path| request("GET", path, &[b"Origin: https://app.example"]));
    let (answers, records) = within(router, &requests);
    for answer in &answers {
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer:?}");
    }
    assert_eq!(records.len(), 3);
}

#[test]
fn cors_inside_the_layer_stays_on_answers_that_are_sealed() {
    let router = leaky::router().layer(CorsLayer::permissive());
    let (answers, _) = behind(router, &[request("GET", "/text", &[b"Origin: https://app.example"])]);
    assert_eq!(answers[0].header("access-control-allow-origin"), Some("*"));
    assert!(!answers[0].text().contains(DSN));
}

fn failing() -> Router {
    let fails = || async { Fault::problem_with(&problem::CONFLICT, "row 7 is locked") };
    Router::new().route("/", routing::get(fails))
}

fn assert_conflict_logged_once(router: Router) -> Answer {
    let (answers, records) = behind(router, &[get("/")]);
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["exception.message"], "row 7 is locked");
    assert_eq!(records[0]["fields"]["request_id"], answers[0].id());
    assert_eq!(answers[0].json()["request_id"], answers[0].id());
    assert!(!answers[0].text().contains(DSN), "{:?}", answers[0]);
    answers[0].clone()
}

#[test]
fn an_answer_that_a_middleware_rebuilds_is_logged_once_and_sealed() {
    async fn rebuild(request: Request, next: Next) -> Response {
        let status = next.run(request).await.status();
        (status, format!("rebuilt with {DSN}")).into_response()
    }
    let answer = assert_conflict_logged_once(failing().layer(middleware::from_fn(rebuild)));
    assert_eq!(answer.json()["code"], "CONFLICT");
}

#[test]
fn a_response_that_middleware_rebuilds_and_passes_is_logged_once_too() {
    async fn rebuild(request: Request, next: Next) -> Response {
        let id = next.run(request).await.headers()["x-request-id"].clone();
        let body = serde_json::json!({ "request_id": id.to_str().unwrap(), "brand": "ours" });
        let mut answer = (StatusCode::CONFLICT, axum::Json(body)).into_response();
        answer.extensions_mut().insert(PassThrough);
        answer
    }
    let answer = assert_conflict_logged_once(failing().layer(middleware::from_fn(rebuild)));
    assert_eq!(answer.json()["brand"], "ours");
}

#[test]
fn a_panic_after_a_response_is_the_record_and_names_it() {
    async fn break_down(request: Request, next: Next) -> Response {
        drop(next.run(request).await);
        panic!("after the answer")
    }
    let (answers, records) = behind(failing().layer(middleware::from_fn(break_down)), &[get("/")]);
    assert_eq!(answers[0].status(), 500);
    let messages: Vec<_> = records.iter().map(|it| &it["fields"]["exception.message"]).collect();
    assert_eq!(messages, ["after the answer"]);
    assert_eq!(records[0]["fields"]["request_id"], answers[0].id());
    assert_eq!(records[0]["fields"]["fields"], "earlier=CONFLICT");
}

#[test]
fn a_middleware_that_puts_another_body_under_our_mark_gains_nothing() {
    async fn replace(request: Request, next: Next) -> Response {
        let (mut head, _) = next.run(request).await.into_parts();
        head.headers.remove("content-length");
        Response::from_parts(head, Body::from(format!("{{\"debug\":\"{DSN}\"}}")))
    }
    let answer = assert_conflict_logged_once(failing().layer(middleware::from_fn(replace)));
    assert_eq!(answer.json()["code"], "CONFLICT");
}

#[test]
fn a_body_of_unknown_length_under_our_mark_is_sealed() {
    async fn stream(request: Request, next: Next) -> Response {
        let (mut head, _) = next.run(request).await.into_parts();
        head.headers.remove("content-length");
        let pieces = futures_util::stream::iter([Ok::<_, std::io::Error>(format!("{{\"debug\":\"{DSN}\"}}"))]);
        Response::from_parts(head, Body::from_stream(pieces))
    }
    let answer = assert_conflict_logged_once(failing().layer(middleware::from_fn(stream)));
    assert_eq!(answer.json()["code"], "CONFLICT");
}

#[test]
fn a_middleware_that_changes_the_status_changes_the_body() {
    async fn hide(request: Request, next: Next) -> Response {
        let mut answer = next.run(request).await;
        *answer.status_mut() = StatusCode::NOT_FOUND;
        answer
    }
    let answer = assert_conflict_logged_once(failing().layer(middleware::from_fn(hide)));
    assert_eq!((answer.status(), &answer.json()["code"]), (404, &"NOT_FOUND".into()));
}

#[test]
fn a_middleware_that_only_looks_or_adds_headers_changes_nothing() {
    async fn add(request: Request, next: Next) -> Response {
        let mut answer = next.run(request).await.map(Body::new);
        answer.headers_mut().insert("x-added", "1".parse().unwrap());
        answer
    }
    let answer = assert_conflict_logged_once(failing().layer(middleware::from_fn(add)));
    assert_eq!(answer.header("x-added"), Some("1"));
}
