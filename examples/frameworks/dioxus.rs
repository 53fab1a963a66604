//! Server functions of dioxus: `cargo run --example dioxus --features dioxus`, then the curl lines that it prints.
//!
//! The client is left out: it is any dioxus application, and reads these errors by itself.

use axum::Router;
use dioxus::prelude::*;
use dioxus::server::FullstackState;
use secure_error::frameworks::dioxus::ServerFnFault;
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use tokio::net::TcpListener;

#[derive(SecureError)]
#[secure_error(dioxus)]
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

#[post("/api/owner")]
async fn owner(account: u64) -> Result<String, ServerFnFault> {
    let owner = desk::owner(account).ok_or(DeskError::NoAccount { account })?;
    Ok(owner.to_owned())
}

#[post("/api/statement")]
async fn statement(account: u64) -> Result<String, ServerFnFault> {
    Ok(desk::statement(account).map_err(DeskError::from)?)
}

#[post("/api/withdraw")]
async fn withdraw(account: u64, cents: u64) -> Result<String, ServerFnFault> {
    let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
    match available.checked_sub(cents) {
        Some(left) => Ok(format!("{left} cents are left")),
        None => Err(DeskError::InsufficientFunds { available, account })?,
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    desk::log_to_stdout();
    let service = Router::new()
        .register_server_functions() // with pages: `serve_dioxus_application`
        .with_state(FullstackState::headless())
        .layer(SecureErrorLayer::new());
    let listener = TcpListener::bind(desk::ADDRESS).await?;
    desk::open_with(&[
        "/api/owner --json '{\"account\":1}'",
        "/api/owner --json '{\"account\":7}'",
        "/api/statement --json '{\"account\":1}'",
        "/api/withdraw --json '{\"account\":1,\"cents\":5000}'",
        "/api/withdraw --json '{\"account\":1,\"cents\":\"all\"}'",
        "/api/nowhere --json '{}'",
    ]);
    axum::serve(listener, service).await
}
