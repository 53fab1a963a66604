//! A small service on salvo: `cargo run --example salvo --features salvo`, then the curl lines that it prints.

use salvo::extract::{JsonBody, PathParam};
use salvo::prelude::*;
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use serde::Deserialize;

#[derive(SecureError)]
#[secure_error(salvo)]
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
async fn owner(id: PathParam<u64>) -> Result<&'static str, DeskError> {
    let account = id.into_inner();
    desk::owner(account).ok_or(DeskError::NoAccount { account })
}

#[handler]
async fn statement(id: PathParam<u64>) -> Result<String, DeskError> {
    Ok(desk::statement(id.into_inner())?)
}

#[handler]
async fn withdraw(id: PathParam<u64>, wanted: JsonBody<Withdrawal>) -> Result<String, DeskError> {
    let account = id.into_inner();
    let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
    match available.checked_sub(wanted.cents) {
        Some(left) => Ok(format!("{left} cents are left")),
        None => Err(DeskError::InsufficientFunds { available, account }),
    }
}

#[tokio::main]
async fn main() {
    desk::log_to_stdout();
    let account = Router::with_path("accounts/{id}")
        .get(owner)
        .push(Router::with_path("statement").get(statement))
        .push(Router::with_path("withdrawals").post(withdraw));
    let service = Service::new(account).hoop(SecureErrorLayer::new());
    let listener = TcpListener::new(desk::ADDRESS).bind().await;
    desk::open();
    Server::new(listener).serve(service).await;
}
