//! The log has what was sent, once: not what was retried, handled, rebuilt or moved on the way.

use crate::leaky::DSN;
use crate::server::{self, Answer, behind, get, within};
use crate::sink;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::StatusCode;
use secure_error::layers::PassThrough;
use secure_error::{Fault, SecureError, SecureErrorLayer, problem};
use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tower::{Layer as _, Service as _, ServiceExt as _, service_fn};

#[derive(SecureError)]
#[secure_error(axum)]
enum LoginError {
    #[public(
        status = 401,
        code = "INVALID_CREDENTIALS",
        message = "Invalid username or password",
        challenge = "Bearer realm=\"api\""
    )]
    #[internal("wrong password for user {user}", event = "authn_login_fail")]
    WrongPassword { user: u64 },
}

fn conflict() -> Response {
    Fault::problem_with(&problem::CONFLICT, "row 7 is locked").into_response()
}

fn fields(record: &serde_json::Value) -> &serde_json::Value {
    &record["fields"]
}

#[track_caller]
fn assert_one(answers: &[Answer], records: &[serde_json::Value]) {
    assert_eq!((answers.len(), records.len()), (1, 1), "{records:?}");
    assert_eq!(fields(&records[0])["request_id"], answers[0].id());
    assert_eq!(fields(&records[0])["http.response.status_code"], answers[0].status());
}

#[test]
fn a_failure_that_follows_a_dropped_one_is_the_record() {
    let foreign = || async {
        drop(conflict());
        (StatusCode::BAD_GATEWAY, format!("upstream said {DSN}"))
    };
    let (answers, records) = behind(Router::new().route("/", routing::get(foreign)), &[get("/")]);
    assert_one(&answers, &records);
    let record = fields(&records[0]);
    assert!(record["exception.message"].as_str().unwrap().contains(DSN));
    assert_eq!(record["fields"], "earlier=CONFLICT");
}

#[test]
fn a_response_that_is_vouched_for_after_a_dropped_one_is_the_record() {
    let vouched = || async {
        drop(conflict());
        let mut response = (StatusCode::BAD_GATEWAY, "public").into_response();
        response.extensions_mut().insert(PassThrough);
        response
    };
    let (answers, records) = behind(Router::new().route("/", routing::get(vouched)), &[get("/")]);
    assert_one(&answers, &records);
    assert_eq!(fields(&records[0])["exception.type"], "PassedThrough");
    assert_eq!(fields(&records[0])["fields"], "earlier=CONFLICT");
}

/// Basic is tried, then Bearer; and a retry.
#[test]
fn a_request_that_succeeds_in_the_end_has_neither_record_nor_event() {
    async fn again(request: Request, next: Next) -> Response {
        for _ in 0..2 {
            let response = next.clone().run(Request::new(Body::empty())).await;
            if response.status().is_success() {
                return response;
            }
        }
        next.run(request).await
    }
    let calls = AtomicU32::new(0);
    let calls = Arc::new(calls);
    let login = move || {
        let first = calls.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            if first {
                return Err(LoginError::WrongPassword { user: 7 });
            }
            drop(LoginError::WrongPassword { user: 8 }.into_response());
            Ok("in")
        }
    };
    let router = Router::new()
        .route("/", routing::get(login))
        .layer(middleware::from_fn(again));
    let (log, answers) = sink::json(|| server::without(router.layer(SecureErrorLayer::new()), &[get("/")]));
    assert_eq!(answers[0].as_ref().unwrap().status(), 200);
    assert_eq!(sink::records(&log), [] as [serde_json::Value; 0]);
    assert_eq!(sink::events(&log), [] as [serde_json::Value; 0]);
}

#[test]
fn the_event_of_a_failure_is_written_when_it_is_sent() {
    let login = || async { LoginError::WrongPassword { user: 7 } };
    let router = Router::new()
        .route("/", routing::get(login))
        .layer(SecureErrorLayer::new());
    let (log, answers) = sink::json(|| server::without(router, &[get("/")]));
    let events = sink::events(&log);
    assert_eq!(events.len(), 1, "{log}");
    assert_eq!(fields(&events[0])["request_id"], answers[0].as_ref().unwrap().id());
}

#[test]
fn a_body_of_the_same_length_cannot_be_exchanged() {
    async fn exchange(request: Request, next: Next) -> Response {
        let (head, body) = next.run(request).await.into_parts();
        let length = axum::body::to_bytes(body, usize::MAX).await.unwrap().len();
        let other: String = DSN.chars().cycle().take(length).collect();
        Response::from_parts(head, Body::from(other))
    }
    let router = Router::new().route("/", routing::get(|| async { conflict() }));
    let (answers, records) = behind(router.layer(middleware::from_fn(exchange)), &[get("/")]);
    assert_one(&answers, &records);
    assert_eq!(answers[0].json()["code"], "CONFLICT");
    assert!(!answers[0].text().contains("hunter2"));
}

#[test]
fn no_reason_phrase_media_type_or_caching_is_put_on_an_own_error() {
    async fn dress(request: Request, next: Next) -> Response {
        let mut response = next.run(request).await;
        let phrase = hyper::ext::ReasonPhrase::from_static(b"row 7 of accounts_v2");
        response.extensions_mut().insert(phrase);
        for (name, value) in [
            ("content-type", "text/html"),
            ("cache-control", "public, max-age=600"),
            ("cdn-cache-control", "max-age=600"),
            ("surrogate-control", "max-age=600"),
            ("expires", "Thu, 01 Jan 2037 00:00:00 GMT"),
            ("age", "1"),
            ("pragma", "cache"),
            ("x-content-type-options", "sniff"),
            ("vary", "origin"),
        ] {
            response.headers_mut().insert(name, value.parse().unwrap());
        }
        response
    }
    let router = Router::new().route("/", routing::get(|| async { conflict() }));
    let (answers, records) = behind(router.layer(middleware::from_fn(dress)), &[get("/")]);
    assert_one(&answers, &records);
    let answer = &answers[0];
    assert!(answer.head.starts_with("HTTP/1.1 409 Conflict\r\n"), "{answer:?}");
    assert_eq!(answer.all("content-type"), ["application/problem+json"]);
    assert_eq!(answer.all("cache-control"), ["no-store"]);
    assert_eq!(answer.all("x-content-type-options"), ["nosniff"]);
    for name in ["cdn-cache-control", "surrogate-control", "expires", "age", "pragma"] {
        assert_eq!(answer.all(name), [""; 0], "{name}");
    }
    assert_eq!(answer.all("vary"), ["origin"]);
}

#[test]
fn an_extension_that_panics_when_it_is_dropped_costs_nothing() {
    #[derive(Clone)]
    struct PanicsInDrop;
    impl Drop for PanicsInDrop {
        fn drop(&mut self) {
            panic!("in drop: {DSN}");
        }
    }
    for status in [StatusCode::CONFLICT, StatusCode::BAD_GATEWAY] {
        let handler = move || async move {
            let mut response = if status == StatusCode::CONFLICT {
                conflict()
            } else {
                status.into_response()
            };
            response.extensions_mut().insert(PanicsInDrop);
            response
        };
        let (answers, records) = behind(Router::new().route("/", routing::get(handler)), &[get("/")]);
        assert_one(&answers, &records);
    }
}

/// The response to one request is sent to another, which asked for it at the same time.
#[test]
fn a_response_that_is_moved_to_another_request_is_recorded_there() {
    let slot: Arc<Mutex<Option<Response>>> = Arc::default();
    let shared = Arc::clone(&slot);
    let leave = move || {
        *slot.lock().unwrap() = Some(conflict());
        async { "done" }
    };
    let fetch = move || {
        let moved = shared.lock().unwrap().take().unwrap();
        async { moved }
    };
    let router = Router::new()
        .route("/leave", routing::get(leave))
        .route("/fetch", routing::get(fetch));
    let (answers, records) = behind(router, &[get("/leave"), get("/fetch")]);
    assert_eq!(records.len(), 1, "{records:?}");
    let (answer, record) = (&answers[1], fields(&records[0]));
    assert_eq!(answer.json()["request_id"], answer.id());
    assert_eq!(record["request_id"], answer.id());
    assert_eq!(record["exception.message"], "row 7 is locked");
    let made_for = format!("made_for={}", answers[0].id());
    assert_eq!(record["fields"], made_for);
}

#[test]
fn a_response_built_in_a_task_and_changed_has_one_record() {
    async fn change(request: Request, next: Next) -> Response {
        let mut response = next.run(request).await;
        *response.body_mut() = Body::from("changed");
        response
    }
    let handler = || async { tokio::spawn(async { conflict() }).await.unwrap() };
    let router = Router::new().route("/", routing::get(handler));
    let (answers, records) = behind(router.layer(middleware::from_fn(change)), &[get("/")]);
    assert_one(&answers, &records);
    assert_eq!(answers[0].json()["request_id"], answers[0].id());
    assert_eq!(answers[0].json()["code"], "CONFLICT");
}

#[test]
fn two_layers_with_a_buffer_between_write_one_record() {
    let handler = |request: Request| async move {
        Ok::<_, Infallible>(match request.uri().path() {
            "/own" => conflict(),
            "/text" => (StatusCode::BAD_GATEWAY, DSN).into_response(),
            _ => panic!("{DSN}"),
        })
    };
    for path in ["/own", "/text", "/panic"] {
        let make = || {
            let inner = SecureErrorLayer::new().layer(service_fn(handler));
            let buffered = tower::buffer::Buffer::new(inner, 8).map_err(|error| -> Infallible { panic!("{error}") });
            SecureErrorLayer::new().layer(buffered)
        };
        let (log, answers) = sink::json(|| server::made(make, &[get(path)]));
        let answers: Vec<_> = answers.into_iter().flatten().collect();
        let records = sink::records(&log);
        assert_one(&answers, &records);
        assert_eq!(answers[0].json()["request_id"], answers[0].id());
    }
}

#[test]
fn a_request_that_is_dropped_writes_what_it_had() {
    let abandon = || {
        let handler = |_: http::Request<()>| async {
            let _held: http::Response<Vec<u8>> = secure_error::respond(&LoginError::WrongPassword { user: 7 });
            std::future::pending::<Result<http::Response<Vec<u8>>, Infallible>>().await
        };
        let service = service_fn(handler).map_response(|response| response.map(Body::from));
        let mut service = SecureErrorLayer::new().layer(service);
        let mut request = Box::pin(service.call(http::Request::new(())));
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(request.as_mut().poll(&mut cx).is_pending());
    };
    let (log, ()) = sink::json(abandon);
    let (records, events) = (sink::records(&log), sink::events(&log));
    assert_eq!((records.len(), events.len()), (1, 1), "{log}");
    assert_eq!(fields(&records[0])["exception.type"], "LoginError::WrongPassword");
}

#[test]
fn two_requests_at_once_share_no_ledger() {
    let foreign = || async {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        StatusCode::CONFLICT
    };
    let router = Router::new()
        .route("/own", routing::get(|| async { conflict() }))
        .route("/foreign", routing::get(foreign));
    let (answers, records) = within(router.layer(SecureErrorLayer::new()), &[get("/own"), get("/foreign")]);
    assert_eq!(records.len(), 2, "{records:?}");
    for (answer, record) in answers.iter().zip(&records) {
        assert_eq!(fields(record)["request_id"], answer.id());
    }
}
