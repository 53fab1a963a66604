//! tower's own middleware, whose errors axum asks to be turned into answers. The text of all tutorials tells them.

use crate::leaky::DSN;
use crate::server::{self, get};
use crate::sink;
use axum::Router;
use axum::error_handling::HandleErrorLayer;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing;
use secure_error::{Fault, SecureErrorLayer, problem};
use std::convert::Infallible;
use std::future::Ready;
use std::task::{Context, Poll};
use std::time::Duration;
use tower::buffer::BufferLayer;
use tower::{BoxError, Service, ServiceBuilder, service_fn};

async fn tell(error: BoxError) -> (StatusCode, String) {
    (
        StatusCode::SERVICE_UNAVAILABLE,
        format!("Unhandled internal error: {error}"),
    )
}

/// The middleware and what it says.
type Case = (fn() -> Router, &'static str);

fn cases() -> [Case; 4] {
    [
        (timed_out, "request timed out"),
        (overloaded, "service overloaded"),
        (failed, DSN),
        (never_ready, DSN),
    ]
}

fn timed_out() -> Router {
    let stack = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(tell))
        .timeout(Duration::from_millis(10));
    Router::new()
        .route("/", routing::get(std::future::pending::<()>))
        .layer(stack)
}

fn overloaded() -> Router {
    let stack = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(tell))
        .load_shed()
        .concurrency_limit(0);
    Router::new().route("/", routing::get(|| async {})).layer(stack)
}

fn failed() -> Router {
    let fails = |_: Request| async { Err::<Response, _>(BoxError::from(format!("pool timed out: {DSN}"))) };
    let service = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(tell))
        .buffer(8)
        .service(service_fn(fails));
    Router::new().route_service("/", service)
}

/// Has no connection, and never will.
#[derive(Clone)]
struct NeverReady;

impl Service<Request> for NeverReady {
    type Response = Response;
    type Error = BoxError;
    type Future = Ready<Result<Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Err(format!("pool timed out: {DSN}").into()))
    }

    fn call(&mut self, _: Request) -> Self::Future {
        std::future::ready(Ok(Response::default()))
    }
}

fn never_ready() -> Router {
    let service = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(tell))
        .buffer(8)
        .service(NeverReady);
    Router::new().route_service("/", service)
}

#[test]
fn the_text_of_a_tower_error_stops_at_the_layer_and_is_logged_once() {
    for (router, told) in cases() {
        let answers = server::made(router, &[get("/")]);
        assert!(answers[0].as_ref().unwrap().text().contains(told), "{answers:?}");

        let (log, answers) = sink::json(|| server::made(|| router().layer(SecureErrorLayer::new()), &[get("/")]));
        let (records, answer) = (sink::records(&log), answers[0].as_ref().unwrap());
        assert_eq!(answer.json()["code"], "SERVICE_UNAVAILABLE");
        assert!(!answer.text().contains(told), "{answer:?}");
        assert_eq!(records.len(), 1, "{records:?}");
        assert!(
            records[0]["fields"]["exception.message"]
                .as_str()
                .unwrap()
                .contains(told)
        );
        assert_eq!(records[0]["fields"]["request_id"], answer.id());
    }
}

/// Fails in the call itself, which a buffer makes in a task of its own, or in the future, which the request waits for.
#[derive(Clone)]
struct Fails {
    at_once: bool,
}

impl Service<Request> for Fails {
    type Response = Response;
    type Error = Infallible;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request) -> Self::Future {
        let fail = || Ok(Fault::problem_with(&problem::CONFLICT, "row 7 is locked").into_response());
        if self.at_once {
            Box::pin(std::future::ready(fail()))
        } else {
            Box::pin(async move { fail() })
        }
    }
}

#[test]
fn an_error_behind_a_buffer_keeps_its_response_and_is_one_record() {
    for at_once in [true, false] {
        let make = || {
            let stack = ServiceBuilder::new()
                .layer(HandleErrorLayer::new(tell))
                .layer(BufferLayer::new(8));
            let service = stack.service(Fails { at_once });
            Router::new().route_service("/", service).layer(SecureErrorLayer::new())
        };
        let (log, answers) = sink::json(|| server::made(make, &[get("/")]));
        let (records, answer) = (sink::records(&log), answers[0].as_ref().unwrap());
        assert_eq!(answer.json()["code"], "CONFLICT");
        assert_eq!(answer.json()["request_id"], answer.id());
        assert_eq!(records.len(), 1, "{records:?}");
        assert_eq!(records[0]["fields"]["exception.message"], "row 7 is locked");
        assert_eq!(records[0]["fields"]["request_id"], answer.id());
    }
}
