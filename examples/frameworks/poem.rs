//! A small service on poem: `cargo run --example poem --features poem`, then the curl lines that it prints.

use poem::listener::TcpListener;
use poem::web::{Json, Path};
use poem::{EndpointExt, Route, Server, get, handler, post};
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use serde::Deserialize;

#[derive(SecureError)]
#[secure_error(poem)]
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

#[handler]
async fn owner(Path(account): Path<u64>) -> Result<&'static str, DeskError> {
    desk::owner(account).ok_or(DeskError::NoAccount { account })
}

#[handler]
async fn statement(Path(account): Path<u64>) -> Result<String, DeskError> {
    Ok(desk::statement(account)?)
}

#[handler]
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
    let service = Route::new()
        .at("/accounts/:account", get(owner))
        .at("/accounts/:account/statement", get(statement))
        .at("/accounts/:account/withdrawals", post(withdraw))
        .with(SecureErrorLayer::new());
    desk::open();
    Server::new(TcpListener::bind(desk::ADDRESS)).run(service).await
}
