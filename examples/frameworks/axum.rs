//! A small service on axum: `cargo run --example axum`, then the curl lines that it prints.

use axum::extract::Path;
use axum::routing::{get, post};
use axum::{Json, Router};
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use serde::Deserialize;
use tokio::net::TcpListener;
use tower_http::trace::TraceLayer;

#[derive(SecureError)]
#[secure_error(axum)]
enum DeskError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no account {account}")]
    NoAccount {
        account: u64,
    },

    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be withdrawn"
    )]
    InsufficientFunds {
        #[public]
        available: u64,
        #[internal]
        account: u64,
    },

    Statement(#[from] std::io::Error), // no #[public]: 500, and the path goes to the operators
}

#[derive(Deserialize)]
struct Withdrawal {
    cents: u64,
}

async fn owner(Path(account): Path<u64>) -> Result<&'static str, DeskError> {
    desk::owner(account).ok_or(DeskError::NoAccount { account })
}

async fn statement(Path(account): Path<u64>) -> Result<String, DeskError> {
    Ok(desk::statement(account)?)
}

async fn withdraw(Path(account): Path<u64>, Json(wanted): Json<Withdrawal>) -> Result<String, DeskError> {
    let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
    match available.checked_sub(wanted.cents) {
        Some(left) => Ok(format!("{left} cents are left")),
        None => Err(DeskError::InsufficientFunds { available, account }),
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    desk::log_to_stdout();
    let service = Router::new()
        .route("/accounts/{account}", get(owner))
        .route("/accounts/{account}/statement", get(statement))
        .route("/accounts/{account}/withdrawals", post(withdraw))
        .layer(TraceLayer::new_for_http().on_failure(())) // the record says it already
        .layer(SecureErrorLayer::new())
        .route("/health", get(async || "ok")); // outside of the layer: a probe that fails is not recorded
    let listener = TcpListener::bind(desk::ADDRESS).await?;
    desk::open();
    axum::serve(listener, service).await
}
