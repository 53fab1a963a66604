//! Other middleware and services of tower-http.

use crate::leaky::{self, DSN};
use crate::server::{behind, get, one, request, within, without};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, Response, StatusCode};
use axum::routing;
use secure_error::SecureErrorLayer;
use std::any::Any;
use tower::Layer as _;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::normalize_path::NormalizePathLayer;
use tower_http::sensitive_headers::SetSensitiveRequestHeadersLayer;
use tower_http::services::ServeDir;

/// As in the documentation of that layer: the message of the panic goes to the client.
fn tell(panic: Box<dyn Any + Send + 'static>) -> Response<String> {
    let message = panic.downcast_ref::<String>().cloned();
    let mut answer = Response::new(message.unwrap_or_default());
    *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    answer
}

#[test]
fn a_panic_that_another_layer_has_caught_is_sealed_and_logged_once() {
    let told = without(leaky::router().layer(CatchPanicLayer::custom(tell)), &[get("/panic")]);
    assert!(told[0].as_ref().unwrap().text().contains(DSN));

    let (answer, record) = one(leaky::router().layer(CatchPanicLayer::custom(tell)), get("/panic"));
    assert!(!answer.text().contains(DSN), "{answer:?}");
    assert_eq!(answer.json()["code"], "INTERNAL_ERROR");
    assert!(record["exception.message"].as_str().unwrap().contains(DSN));

    let (answer, record) = one(leaky::router().layer(CatchPanicLayer::new()), get("/panic"));
    assert_eq!(answer.json()["request_id"], answer.id());
    assert_eq!(record["exception.message"], "Service panicked");
}

#[test]
fn a_path_that_is_normalized_before_it_is_routed_fails_as_any_other() {
    let normalized = NormalizePathLayer::trim_trailing_slash().layer(leaky::router());
    let service = SecureErrorLayer::new().layer(normalized);
    let (answers, records) = within(service, &[get("/fine/"), get("/text/"), get("/nowhere/")]);
    assert_eq!(
        answers.iter().map(|it| it.status()).collect::<Vec<_>>(),
        [200, 500, 404]
    );
    assert_eq!(records.len(), 2);
    for (answer, record) in answers[1..].iter().zip(&records) {
        assert_eq!(answer.json()["request_id"], record["fields"]["request_id"]);
        assert!(!answer.text().contains(DSN));
    }
}

fn files() -> Router {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/boundary");
    Router::new().fallback_service(ServeDir::new(here))
}

#[test]
fn files_that_fail_are_uniform_responses_with_the_headers_clients_need() {
    let range = |range: &str| request("GET", "/main.rs", &[format!("Range: bytes={range}").as_bytes()]);
    let multiple = without(files(), &[range("0-1,3-4")]).remove(0).unwrap();
    assert!(multiple.text().contains("multipart"), "{multiple:?}");

    let requests = [
        get("/nothing.rs"),
        get("/../Cargo.toml"),
        request("POST", "/main.rs", &[]),
        range("99999999-"),
        range("0-1,3-4"),
    ];
    let (answers, records) = behind(files(), &requests);
    let codes: Vec<_> = answers.iter().map(|it| it.json()["code"].clone()).collect();
    let unsatisfiable = "RANGE_NOT_SATISFIABLE";
    assert_eq!(
        codes,
        [
            "NOT_FOUND",
            "NOT_FOUND",
            "METHOD_NOT_ALLOWED",
            unsatisfiable,
            unsatisfiable
        ]
    );
    assert_eq!(answers[2].header("allow"), Some("GET,HEAD"));
    let length = std::fs::metadata(concat!(env!("CARGO_MANIFEST_DIR"), "/boundary/main.rs"))
        .unwrap()
        .len();
    for unsatisfiable in &answers[3..] {
        assert_eq!(unsatisfiable.all("content-range"), [format!("bytes */{length}")]);
    }
    assert!(!answers[4].text().contains("multipart"));
    assert_eq!(records.len(), requests.len());
    for (answer, record) in answers.iter().zip(&records) {
        assert_eq!(record["fields"]["request_id"], answer.id());
        let ranges = (answer.status() == 416).then_some("bytes");
        assert_eq!(
            (answer.header("last-modified"), answer.header("accept-ranges")),
            (None, ranges)
        );
    }
}

#[test]
fn a_file_and_a_part_of_one_are_untouched() {
    let part = request("GET", "/main.rs", &[b"Range: bytes=0-9"]);
    let (answers, records) = behind(files(), &[get("/main.rs"), part]);
    assert_eq!((answers[0].status(), answers[1].status()), (200, 206));
    assert_eq!(answers[1].body, answers[0].body[..10]);
    assert!(answers[1].header("content-range").unwrap().starts_with("bytes 0-9/"));
    assert!(records.is_empty(), "{records:?}");
}

#[test]
fn headers_that_are_marked_as_sensitive_around_the_layer_change_nothing() {
    let seen = |request: Request| async move { format!("{:?}", request.headers()) };
    let names = ["authorization", "x-request-id"].map(HeaderName::from_static);
    let router = leaky::router()
        .route("/seen", routing::get(seen))
        .layer(SecureErrorLayer::new())
        .layer(SetSensitiveRequestHeadersLayer::new(names));
    let headers: [&[u8]; 2] = [b"Authorization: Bearer hunter2", b"X-Request-Id: client-7"];
    let ask = |path| request("GET", path, &headers);
    let (answers, records) = within(router, &[ask("/text"), ask("/seen")]);
    assert_eq!(records[0]["fields"]["request_id"], answers[0].id());
    assert_eq!(records[0]["fields"]["client_request_id"], "client-7");
    let seen = answers[1].text();
    assert!(seen.contains("\"authorization\": Sensitive"), "{seen}");
    assert!(!seen.contains("client-7") && !seen.contains("hunter2"), "{seen}");
}
