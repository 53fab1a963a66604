//! A small service on actix-web: `cargo run --example actix_web --features actix-web`, then the curl lines that it prints.

use actix_web::{App, HttpServer, get, post, web};
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use serde::Deserialize;

#[derive(SecureError)]
#[secure_error(actix_web)]
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

#[get("/accounts/{account}")]
async fn owner(account: web::Path<u64>) -> Result<&'static str, DeskError> {
    let account = account.into_inner();
    desk::owner(account).ok_or(DeskError::NoAccount { account })
}

#[get("/accounts/{account}/statement")]
async fn statement(account: web::Path<u64>) -> Result<String, DeskError> {
    Ok(desk::statement(*account)?)
}

#[post("/accounts/{account}/withdrawals")]
async fn withdraw(account: web::Path<u64>, wanted: web::Json<Withdrawal>) -> Result<String, DeskError> {
    let account = account.into_inner();
    let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
    match available.checked_sub(wanted.cents) {
        Some(left) => Ok(format!("{left} cents are left")),
        None => Err(DeskError::InsufficientFunds { available, account }),
    }
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    desk::log_to_stdout();
    let app = || {
        App::new()
            .service((owner, statement, withdraw))
            .wrap(SecureErrorLayer::new()) // what is wrapped later is around it
    };
    let server = HttpServer::new(app).bind(desk::ADDRESS)?;
    desk::open();
    server.run().await
}
