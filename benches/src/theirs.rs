//! The same failure as users of other ways write it.

use api_error::ApiError;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, StatusCode};
use problem_details::ProblemDetails;
use serde::Serialize;

/// `axum::Json` with as little in it as most services have: `{"error":"Account not found"}`, no id, no other headers.
#[must_use]
pub fn axum_json() -> Response {
    #[derive(Serialize)]
    struct Body {
        error: &'static str,
    }

    let body = Body { error: "Account not found" };
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}

/// `axum::Json` with everything that is in our answer: the same status, headers and body.
#[must_use]
pub fn axum_json_same_answer(id: &str) -> Response {
    #[derive(Serialize)]
    struct Body<'a> {
        r#type: &'static str,
        title: &'static str,
        status: u16,
        detail: &'static str,
        code: &'static str,
        request_id: &'a str,
    }

    let body = Body {
        r#type: "about:blank",
        title: "Not Found",
        status: 404,
        detail: "Account not found",
        code: "ACCOUNT_NOT_FOUND",
        request_id: id,
    };
    let headers = [
        (CONTENT_TYPE, "application/problem+json"),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-request-id"), id),
    ];
    (StatusCode::NOT_FOUND, headers, Json(body)).into_response()
}

/// `api-error` and `thiserror`: `{"message":"Account not found"}`, no id, no other headers.
#[must_use]
pub fn api_error() -> Response {
    #[derive(Debug, thiserror::Error, ApiError)]
    enum AccountError {
        #[error("no row in {table} for account {id}")]
        #[api_error(status_code = 404, message = "Account not found")]
        NotFound { table: &'static str, id: u64 },
    }

    AccountError::NotFound { table: "accounts", id: 7 }.into_response()
}

/// `problem_details`: `status`, `title` and `detail`, no id, no other headers.
#[must_use]
pub fn problem_details() -> Response {
    ProblemDetails::from_status_code(StatusCode::NOT_FOUND)
        .with_detail("Account not found")
        .into_response()
}
