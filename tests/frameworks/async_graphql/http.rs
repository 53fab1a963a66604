//! A server of ten lines, and a client that is hyper's.

use crate::schema::Shop;
use async_graphql::futures_util::StreamExt as _;
use async_graphql::{BatchRequest, BatchResponse, Request};
use axum::body::Body;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use secure_error::SecureErrorLayer;
use secure_error_tests_frameworks::client::Told;
pub use secure_error_tests_frameworks::client::post as try_post;
use serde_json::json;
use std::convert::Infallible;

async fn answer(State(schema): State<Shop>, Json(request): Json<BatchRequest>) -> Json<BatchResponse> {
    Json(schema.execute_batch(request).await)
}

/// Each event is a line.
async fn events(State(schema): State<Shop>, Json(request): Json<Request>) -> Body {
    let lines = schema
        .execute_stream(request)
        .map(|event| Ok::<_, Infallible>(serde_json::to_string(&event).unwrap() + "\n"));
    Body::from_stream(lines)
}

pub fn service(schema: Shop) -> Router {
    Router::new()
        .route("/", post(answer))
        .route("/events", post(events))
        .with_state(schema)
}

/// Asks the schema, in a service behind the layer.
pub fn ask(schema: Shop, query: &str) -> Told {
    post_to(
        service(schema).layer(SecureErrorLayer::new()),
        "/",
        &json!({ "query": query }).to_string(),
    )
}

/// The same for a subscription: the body has a line an event.
pub fn subscribe(schema: Shop, query: &str) -> Told {
    post_to(
        service(schema).layer(SecureErrorLayer::new()),
        "/events",
        &json!({ "query": query }).to_string(),
    )
}

#[track_caller]
pub fn post_to(service: Router, path: &str, body: &str) -> Told {
    try_post(service, path, body).expect("an answer")
}
