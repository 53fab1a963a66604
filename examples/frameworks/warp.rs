//! A small service on warp: `cargo run --example warp --features warp`, then the curl lines that it prints.

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use serde::Deserialize;
use tokio::net::TcpListener;
use tower::Layer as _;
use warp::Filter;

#[derive(SecureError)]
#[secure_error(warp)]
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

async fn owner(account: u64) -> Result<&'static str, DeskError> {
    desk::owner(account).ok_or(DeskError::NoAccount { account })
}

async fn statement(account: u64) -> Result<String, DeskError> {
    Ok(desk::statement(account)?)
}

async fn withdraw(account: u64, wanted: Withdrawal) -> Result<String, DeskError> {
    let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
    match available.checked_sub(wanted.cents) {
        Some(left) => Ok(format!("{left} cents are left")),
        None => Err(DeskError::InsufficientFunds { available, account }),
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    desk::log_to_stdout();
    // `then`, not `and_then`: the error is a response, and not a rejection.
    let routes = (warp::path!("accounts" / u64).and(warp::get()).then(owner))
        .or(warp::path!("accounts" / u64 / "statement")
            .and(warp::get())
            .then(statement))
        .or(warp::path!("accounts" / u64 / "withdrawals")
            .and(warp::post())
            .and(warp::body::json())
            .then(withdraw));
    let service = SecureErrorLayer::new().layer(warp::service(routes));

    let listener = TcpListener::bind(desk::ADDRESS).await?;
    desk::open();
    loop {
        let (stream, _) = listener.accept().await?;
        let service = TowerToHyperService::new(service.clone());
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}
