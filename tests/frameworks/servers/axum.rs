//! The shop on axum.

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use secure_error::SecureErrorLayer;
use secure_error_tests_frameworks::process;
use secure_error_tests_frameworks::shop::{self, BODY_LIMIT, DbError, Order, Unserialisable};
use tokio::net::TcpListener;

async fn idiom() -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, DbError.to_string())
}

fn router() -> Router {
    Router::new()
        .route("/ok", get(async || "fine"))
        .route("/id", get(async || shop::id()))
        .route("/constant", get(async || shop::constant()))
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
