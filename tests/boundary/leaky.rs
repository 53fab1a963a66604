//! An ordinary axum service, and a request for each way in which it tells too much.

use crate::server::{get, request, with_body};
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get as on_get, post};
use axum::{Extension, Json, Router};
use serde::{Deserialize, Serialize, Serializer};

pub const DSN: &str = "postgres://admin:hunter2@10.0.0.5/prod";
pub const KEY: &str = "/srv/app/secrets/tenant-42.key";
/// What a client types and a library repeats: the log must not have it either.
pub const REFLECTED: &str = "reflected-input";
const ROLE: &str = "hidden_super_admin";

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Customer,
    SupportAgent,
    HiddenSuperAdmin,
}

#[derive(Deserialize)]
struct NewUser {
    #[allow(dead_code, reason = "no request gets that far")]
    role: Role,
}

#[derive(Clone)]
struct InternalLedgerDb;

pub struct Unserializable;

impl Serialize for Unserializable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom(format!("lock poisoned: {KEY}")))
    }
}

/// The idiom of every tutorial.
struct AppError(anyhow::Error);

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("Something went wrong: {}", self.0),
        )
            .into_response()
    }
}

impl<E: Into<anyhow::Error>> From<E> for AppError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

async fn by_anyhow() -> Result<String, AppError> {
    Err(std::io::Error::other(format!("pool timed out: {DSN}")))?
}

async fn by_text() -> Result<String, (StatusCode, String)> {
    Err((StatusCode::INTERNAL_SERVER_ERROR, format!("pool timed out: {DSN}")))
}

/// Says in its headers what it is about.
async fn by_headers() -> impl IntoResponse {
    let headers = [
        ("content-disposition", format!("attachment; filename=\"{KEY}\"")),
        ("content-location", KEY.to_owned()),
        ("etag", format!("\"{KEY}\"")),
    ];
    let headers = headers.map(|(name, value)| (HeaderName::from_static(name), value));
    (
        StatusCode::BAD_GATEWAY,
        axum::response::AppendHeaders(headers),
        "half a file",
    )
}

async fn by_role(Path(role): Path<Role>) -> StatusCode {
    match role {
        Role::Customer | Role::SupportAgent => StatusCode::OK,
        Role::HiddenSuperAdmin => StatusCode::NO_CONTENT,
    }
}

async fn by_panic() -> StatusCode {
    panic!("cannot reach {DSN}\nERROR forged")
}

pub fn router() -> Router {
    Router::new()
        .route("/json", post(|Json(_): Json<NewUser>| async {}))
        .route("/extension", on_get(|_: Extension<InternalLedgerDb>| async {}))
        .route("/serialize", on_get(|| async { Json(Unserializable) }))
        .route("/role/{role}", on_get(by_role))
        .route("/arity/{a}/{b}", on_get(|Path(_): Path<u32>| async {}))
        .route("/text", on_get(by_text))
        .route("/anyhow", on_get(by_anyhow))
        .route("/headers", on_get(by_headers))
        .route("/limited", post(|_: String| async {}).layer(DefaultBodyLimit::max(8)))
        .route("/panic", on_get(by_panic))
        .route("/fine", on_get(|| async { Json([1, 2, 3]) }))
}

/// A request, the status of its answer, and what it must not show.
pub struct Leak {
    pub request: Vec<u8>,
    pub status: u16,
    pub secret: &'static str,
}

/// What shows its secret without the layer.
pub fn leaks() -> Vec<Leak> {
    let leak = |request, status, secret| Leak {
        request,
        status,
        secret,
    };
    let json = |body: &[u8]| with_body("POST", "/json", &[b"Content-Type: application/json"], body);
    vec![
        leak(json(br#"{"role":"root"}"#), 422, ROLE),
        leak(json(br#"{"role":"reflected-input"}"#), 422, REFLECTED),
        leak(json(br#"{"role":"#), 400, "EOF while parsing"),
        leak(
            with_body("POST", "/json", &[b"Content-Type: text/plain"], b"x"),
            415,
            "Expected request with `Content-Type",
        ),
        leak(get("/extension"), 500, "InternalLedgerDb"),
        leak(get("/serialize"), 500, KEY),
        leak(get("/role/root"), 400, ROLE),
        leak(get("/arity/1/2"), 500, "Wrong number of path arguments"),
        leak(get("/text"), 500, DSN),
        leak(get("/anyhow"), 500, DSN),
        leak(get("/headers"), 502, KEY),
        leak(
            with_body("POST", "/limited", &[], b"far too much"),
            413,
            "length limit exceeded",
        ),
    ]
}

/// What is answered with an empty body, or not at all, without the layer.
pub fn silences() -> Vec<(Vec<u8>, u16)> {
    vec![
        (get("/nowhere"), 404),
        (request("DELETE", "/text", &[]), 405),
        (get("/panic"), 500),
    ]
}
