//! One login, four times: with and without the same work for every user name, with and without [`SecureTimingLayer`].

use crate::passwords;
use axum::Router;
use axum::extract::{Json, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use secure_error::layers::SecureTimingLayer;
use secure_error::{ProblemType, SecureError, SecureErrorLayer};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// Longer than the slowest ordinary login.
const LOGIN: SecureTimingLayer = SecureTimingLayer::new(Duration::from_millis(250));
const TOO_SHORT: SecureTimingLayer = SecureTimingLayer::new(Duration::from_millis(5));

pub const ROUTES: [(&str, &str); 4] = [
    ("/neither", "neither"),
    ("/too_short", "padding only, the quantum is too short"),
    ("/padded", "padding only"),
    ("/both", "the same work for everybody, and padding"),
];

const INVALID_CREDENTIALS: ProblemType =
    ProblemType::new(401, "INVALID_CREDENTIALS", "Invalid username or password").with_challenge("Bearer realm=\"api\"");

#[derive(SecureError)]
#[secure_error(axum)]
enum LoginError {
    #[public(INVALID_CREDENTIALS)]
    #[internal("unknown user", event = "authn_login_fail")]
    UnknownUser,

    #[public(INVALID_CREDENTIALS)]
    #[internal("wrong password", event = "authn_login_fail")]
    WrongPassword,

    Hash(#[from] argon2::password_hash::Error),
    Task(#[from] tokio::task::JoinError),
}

#[derive(Clone)]
pub struct Users {
    hashes: Arc<HashMap<&'static str, String>>,
    /// Of a password that belongs to no user, made with the parameters of all others.
    nobody: String,
}

impl Users {
    pub fn with(name: &'static str, password: &str) -> Result<Self, argon2::password_hash::Error> {
        Ok(Self {
            hashes: Arc::new(HashMap::from([(name, passwords::hash(password)?)])),
            nobody: passwords::hash("the password of nobody")?,
        })
    }
}

#[derive(Deserialize)]
struct Form {
    user: String,
    password: String,
}

/// The mistake: there is nothing to compare with, so nothing is computed.
async fn check(users: Users, form: Form) -> Result<&'static str, LoginError> {
    let Some(hash) = users.hashes.get(form.user.as_str()).cloned() else {
        return Err(LoginError::UnknownUser);
    };
    if matches(form.password, hash).await? {
        Ok("welcome")
    } else {
        Err(LoginError::WrongPassword)
    }
}

/// The fix: the same work for every user name, and only then a decision.
async fn check_evenly(users: Users, form: Form) -> Result<&'static str, LoginError> {
    let hash = users.hashes.get(form.user.as_str());
    let is_known = hash.is_some();
    let matches = matches(form.password, hash.unwrap_or(&users.nobody).clone()).await?;
    match (is_known, matches) {
        (true, true) => Ok("welcome"),
        (true, false) => Err(LoginError::WrongPassword),
        (false, _) => Err(LoginError::UnknownUser),
    }
}

async fn matches(password: String, hash: String) -> Result<bool, LoginError> {
    Ok(tokio::task::spawn_blocking(move || passwords::matches(&password, &hash)).await??)
}

async fn neither(State(users): State<Users>, Json(form): Json<Form>) -> Response {
    check(users, form).await.into_response()
}

async fn too_short(State(users): State<Users>, Json(form): Json<Form>) -> Response {
    TOO_SHORT.pad(async { check(users, form).await.into_response() }).await
}

async fn padded(State(users): State<Users>, Json(form): Json<Form>) -> Response {
    LOGIN.pad(async { check(users, form).await.into_response() }).await
}

async fn both(State(users): State<Users>, Json(form): Json<Form>) -> Response {
    LOGIN
        .pad(async { check_evenly(users, form).await.into_response() })
        .await
}

pub fn router(users: Users) -> Router {
    Router::new()
        .route("/neither", post(neither))
        .route("/too_short", post(too_short))
        .route("/padded", post(padded))
        .route("/both", post(both))
        .with_state(users)
        .layer(SecureErrorLayer::new())
}
