//! The routes of the comparison: as little work as possible, so that what is around it shows.

use super::errors::{AccountError, Note};
use super::stack::Stack;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

/// Without any layer around it. An error of the application itself is one of secure-error's where that is around it, and
/// elsewhere what its authors would write by hand.
pub fn router(stack: Stack) -> Router {
    Router::new()
        .route("/fine", get(|| async { "fine" }))
        .route("/text", get(text))
        .route("/panic", get(panics))
        .route("/own", get(move || async move { own(stack) }))
}

async fn text() -> (StatusCode, String) {
    let text = String::from("pool timed out: 10.0.0.5");
    (StatusCode::INTERNAL_SERVER_ERROR, text)
}

async fn panics() -> StatusCode {
    panic!("cannot reach 10.0.0.5")
}

fn own(stack: Stack) -> Response {
    if stack == Stack::SecureError {
        return AccountError::NotFound { note: Note(7) }.into_response();
    }
    let body = serde_json::json!({ "error": "Account not found" });
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}
