//! The handlers. An error leaves them by `?`, and nothing here knows its response or its record.
//!
//! There are no sessions: a real service would authenticate the caller before it shows an account.

use crate::errors::{AccountError, LoginError, StorageError};
use crate::forms::{Body, InPath, LoginForm, TransferForm};
use crate::store::{Account, Store};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use secure_error::{Fault, ResultExt, problem};
use serde::Serialize;
use std::time::Duration;

/// As long as the `retry_after` of [`StorageError::Busy`] says.
const MAINTENANCE: Duration = Duration::from_secs(5);

pub fn router(store: Store) -> Router {
    Router::new()
        .route("/accounts/{id}", get(account))
        .route("/accounts/{id}/statement", get(statement))
        .route("/transfers", post(transfer))
        .route("/login", post(log_in))
        .route("/terms", get(terms))
        .route("/maintenance", put(maintenance))
        .fallback(|| async { Fault::problem(&problem::NOT_FOUND) })
        .with_state(store)
}

async fn account(State(store): State<Store>, InPath(id): InPath<i64>) -> Result<Json<Account>, AccountError> {
    Ok(Json(store.account(id).await?))
}

async fn statement(State(store): State<Store>, InPath(id): InPath<i64>) -> Result<String, AccountError> {
    store.statement(id).await
}

async fn transfer(State(store): State<Store>, Body(form): Body<TransferForm>) -> Result<StatusCode, AccountError> {
    store.transfer(form).await?;
    Ok(StatusCode::CREATED)
}

#[derive(Serialize)]
struct LoggedIn {
    account: i64,
}

async fn log_in(State(store): State<Store>, Body(form): Body<LoginForm>) -> Result<Json<LoggedIn>, LoginError> {
    let account = store.log_in(form).await?;
    Ok(Json(LoggedIn { account }))
}

/// An error of another crate needs no type of ours: a `Fault` is a 500 and keeps the rest for the operators.
async fn terms() -> Result<String, Fault> {
    let terms = tokio::fs::read_to_string("/etc/quickstart/terms.txt")
        .await
        .or_internal()?;
    Ok(terms)
}

/// Locks the database for a while, as a migration would.
async fn maintenance(State(store): State<Store>) -> Result<StatusCode, StorageError> {
    let lock = store.lock().await?;
    tokio::spawn(async move {
        tokio::time::sleep(MAINTENANCE).await;
        drop(lock);
    });
    Ok(StatusCode::ACCEPTED)
}
