//! The shop on axum.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use secure_error::SecureErrorLayer;
use secure_error_tests_frameworks::shop::{self, BODY_LIMIT, DbError, Order, Unserialisable};
use secure_error_tests_frameworks::{headers, process};
use tokio::net::TcpListener;

async fn idiom() -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, DbError.to_string())
}

async fn headers(Path((how, status)): Path<(String, u16)>) -> Response {
    headers::response::<Body>(&how, status)
}

fn router() -> Router {
    Router::new()
        .route("/ok", get(async || "fine"))
        .route("/id", get(async || shop::id()))
        .route("/constant", get(async || shop::constant()))
        .route("/rows/{row}", get(async || shop::constant()))
        .route("/params", get(async || shop::params()))
        .route("/transparent", get(async || shop::transparent()))
        .route("/credentials", get(async || shop::credentials()))
        .route("/method", get(async || shop::method()))
        .route("/too-many", get(async || shop::too_many()))
        .route("/database", get(async || shop::database()))
        .route("/foreign", get(async || shop::foreign()))
        .route("/violations", get(async || shop::violations()))
        .route("/panic", get(async || shop::panic()))
        .route("/serialise", get(async || Json(Unserialisable)))
        .route("/idiom", get(idiom))
        .route("/orders", post(async |Json(order): Json<Order>| order.placed()))
        .route("/headers/{how}/{status}", get(headers))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

#[tokio::main]
async fn main() {
    let mut service = router();
    if process::start() {
        service = service.layer(SecureErrorLayer::new());
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    process::listening(listener.local_addr().unwrap());
    axum::serve(listener, service).await.unwrap();
}
