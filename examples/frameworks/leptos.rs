//! Server functions of leptos: `cargo run --example leptos --features leptos`, then the curl lines that it prints.
//!
//! The client is left out: with `leptos_routes` it is any leptos application, and reads these errors by itself.

use axum::Router;
use axum::routing::post;
use leptos::prelude::server;
use secure_error::frameworks::leptos::ServerFnFault;
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use tokio::net::TcpListener;

#[derive(SecureError)]
#[secure_error(leptos)]
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

#[server(endpoint = "owner")]
async fn owner(account: u64) -> Result<String, ServerFnFault> {
    let owner = desk::owner(account).ok_or(DeskError::NoAccount { account })?;
    Ok(owner.to_owned())
}

#[server(endpoint = "statement")]
async fn statement(account: u64) -> Result<String, ServerFnFault> {
    Ok(desk::statement(account).map_err(DeskError::from)?)
}

#[server(endpoint = "withdraw")]
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
        .route("/api/{*name}", post(leptos_axum::handle_server_fns))
        .layer(SecureErrorLayer::new());
    let listener = TcpListener::bind(desk::ADDRESS).await?;
    desk::open_with(&[
        "/api/owner -d account=1",
        "/api/owner -d account=7",
        "/api/statement -d account=1",
        "/api/withdraw -d account=1 -d cents=5000",
        "/api/withdraw -d account=1 -d cents=all",
        "/api/nowhere -d account=1",
    ]);
    axum::serve(listener, service).await
}
