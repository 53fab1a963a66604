//! Several layers in one `ServiceBuilder`, whose bodies cannot be made of bytes.

use crate::leaky::{self, DSN};
use crate::server::{self, Answer, get, within};
use axum::Router;
use axum::body::Body;
use http::{Request, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use secure_error::layers::SecureErrorBody;
use secure_error::{Fault, SecureErrorLayer, problem};
use serde_json::Value;
use std::convert::Infallible;
use std::time::Duration;
use tower::{ServiceBuilder, service_fn};
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

const MINUTE: Duration = Duration::from_secs(60);

fn timeout() -> TimeoutLayer {
    TimeoutLayer::with_status_code(http::StatusCode::SERVICE_UNAVAILABLE, MINUTE)
}

#[track_caller]
fn assert_sealed_and_logged(answers: &[Answer], records: &[Value]) {
    assert_eq!(answers.len(), records.len(), "{records:?}");
    for (answer, record) in answers.iter().zip(records) {
        assert_eq!(answer.json()["request_id"], answer.id());
        assert_eq!(record["fields"]["request_id"], answer.id());
        assert!(!answer.text().contains(DSN), "{answer:?}");
    }
}

#[test]
fn a_stack_on_a_router_is_as_safe_as_the_layer_alone() {
    let stack = ServiceBuilder::new()
        .layer(SecureErrorLayer::new())
        .map_response(|answer: Response<_>| answer.map(SecureErrorBody::new))
        .layer(TraceLayer::new_for_http())
        .layer(CompressionLayer::new())
        .layer(timeout())
        .layer(RequestBodyLimitLayer::new(1024));
    let router: Router = leaky::router().layer(stack);
    let (answers, records) = within(router, &["/fine", "/text", "/panic", "/nowhere"].map(get));
    assert_eq!(answers[0].body, b"[1,2,3]");
    assert_sealed_and_logged(&answers[1..], &records);
}

type Boxed = SecureErrorBody<BoxBody<Bytes, Infallible>>;

/// As in the examples of hyper, whose bodies are boxed; here the handler takes ours for the errors.
async fn handle(request: Request<Incoming>) -> Result<Response<Boxed>, Infallible> {
    let full = |text: &'static str| SecureErrorBody::new(Full::from(text).boxed());
    Ok(match request.uri().path() {
        "/own" => secure_error::respond(&Fault::problem_with(&problem::CONFLICT, "row 7 is locked")),
        "/text" => Response::builder().status(500).body(full(DSN)).unwrap(),
        "/panic" => panic!("cannot reach {DSN}"),
        _ => Response::new(full("fine")),
    })
}

#[test]
fn a_stack_on_hyper_with_boxed_bodies_is_as_safe_too() {
    let service = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http())
        .layer(timeout())
        .layer(SecureErrorLayer::new())
        .service(service_fn(handle));
    let (answers, records) = server::hyper(service, &["/", "/own", "/text", "/panic"].map(get));
    let answers: Vec<Answer> = answers.into_iter().map(Option::unwrap).collect();
    assert_eq!(answers[0].body, b"fine");
    assert_eq!(answers[1].json()["code"], "CONFLICT");
    assert_sealed_and_logged(&answers[1..], &records);
}

#[test]
fn the_body_of_a_layer_inside_becomes_that_of_axum_again_without_ours() {
    let stack = ServiceBuilder::new()
        .layer(SecureErrorLayer::new())
        .map_response(|answer: Response<_>| answer.map(Body::new))
        .layer(TraceLayer::new_for_http());
    let router: Router = leaky::router().layer(stack);
    let (answers, records) = within(router, &[get("/text")]);
    assert_sealed_and_logged(&answers, &records);
}
