//! The same failure as users of other ways write it: as short as their documentation shows it, and with as much of our
//! answer as they can say.

use api_error::ApiError;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, StatusCode};
use problem_details::ProblemDetails;
use serde::Serialize;

/// `axum::Json`: `{"error":"Account not found"}`.
#[must_use]
pub fn axum_json() -> Response {
    #[derive(Serialize)]
    struct Body {
        error: &'static str,
    }

    let body = Body {
        error: "Account not found",
    };
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}

/// `axum::Json` with our headers and our body.
#[must_use]
pub fn axum_json_in_full(id: &str) -> Response {
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
    let content_type = [(CONTENT_TYPE, "application/problem+json")];
    (StatusCode::NOT_FOUND, our_headers(id), content_type, Json(body)).into_response()
}

/// `api-error` and `thiserror`: `{"message":"Account not found"}`.
#[must_use]
pub fn api_error() -> Response {
    #[derive(Debug, thiserror::Error, ApiError)]
    enum AccountError {
        #[error("no row in {table} for account {id}")]
        #[api_error(status_code = 404, message = "Account not found")]
        NotFound { table: &'static str, id: u64 },
    }

    let error = AccountError::NotFound {
        table: "accounts",
        id: 7,
    };
    error.into_response()
}

/// `api-error` with our headers. Its body has a message and no room for more.
#[must_use]
pub fn api_error_in_full(id: &str) -> Response {
    (our_headers(id), api_error()).into_response()
}

/// `problem_details`: `status`, `title` and `detail`.
#[must_use]
pub fn problem_details() -> Response {
    ProblemDetails::from_status_code(StatusCode::NOT_FOUND)
        .with_detail("Account not found")
        .into_response()
}

/// `problem_details` with our headers and the members of our body but `type`, which is the default.
#[must_use]
pub fn problem_details_in_full(id: &str) -> Response {
    #[derive(Serialize)]
    struct Extensions<'a> {
        code: &'static str,
        request_id: &'a str,
    }

    let problem = ProblemDetails::from_status_code(StatusCode::NOT_FOUND)
        .with_detail("Account not found")
        .with_extensions(Extensions {
            code: "ACCOUNT_NOT_FOUND",
            request_id: id,
        });
    (our_headers(id), problem).into_response()
}

/// All but the content type.
fn our_headers(id: &str) -> [(HeaderName, &str); 3] {
    [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-request-id"), id),
    ]
}
