//! The routes of the load test.

use super::handlers;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};

/// How much `/limited` takes, in bytes.
const LIMIT: usize = 64;

/// Without any layer around it.
pub fn router() -> Router {
    Router::new()
        .route("/echo/{number}", get(handlers::echo))
        .route("/slow/{number}", get(handlers::slow))
        .route("/empty/{number}", get(|| async { StatusCode::NO_CONTENT }))
        .route("/own/constant/{number}", get(handlers::constant))
        .route("/own/value/{number}", get(handlers::with_value))
        .route("/own/chain/{number}", get(handlers::chain))
        .route("/own/erased/{number}", get(handlers::erased))
        .route("/foreign/text/{number}", get(handlers::text))
        .route("/foreign/serialize/{number}", get(handlers::unserializable))
        .route("/foreign/json", post(handlers::new_user))
        .route("/panic/{number}", get(handlers::panics))
        .route("/panic/later/{number}", get(handlers::panics_later))
        .route(
            "/limited",
            post(|_: String| async {}).layer(DefaultBodyLimit::max(LIMIT)),
        )
}
