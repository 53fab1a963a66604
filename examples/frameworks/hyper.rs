//! A small service without a framework: `cargo run --example hyper`, then the curl lines that it prints.

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use secure_error::{Fault, ResultExt as _, SecureError, SecureErrorLayer, problem, respond};
use secure_error_examples::desk;
use serde::Deserialize;
use std::convert::Infallible;
use tokio::net::TcpListener;
use tower::{Layer as _, service_fn};

#[derive(SecureError)]
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

fn owner(account: u64) -> Result<String, DeskError> {
    let owner = desk::owner(account).ok_or(DeskError::NoAccount { account })?;
    Ok(owner.to_owned())
}

fn statement(account: u64) -> Result<String, DeskError> {
    Ok(desk::statement(account)?)
}

async fn withdraw(account: u64, body: Incoming) -> Result<String, Fault> {
    let body = Limited::new(body, 1024).collect().await;
    let body = body.or_problem(&problem::CONTENT_TOO_LARGE)?.to_bytes();
    let wanted: Withdrawal = serde_json::from_slice(&body).or_problem(&problem::BAD_REQUEST)?;
    let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
    match available.checked_sub(wanted.cents) {
        Some(left) => Ok(format!("{left} cents are left")),
        None => Err(DeskError::InsufficientFunds { available, account })?,
    }
}

async fn route(request: Request<Incoming>) -> Result<String, Fault> {
    let (head, body) = request.into_parts();
    let path: Vec<&str> = head.uri.path().split('/').skip(1).collect();
    let number = |text: &str| text.parse::<u64>().or_problem(&problem::NOT_FOUND);
    match (&head.method, &path[..]) {
        (&Method::GET, ["accounts", account]) => Ok(owner(number(account)?)?),
        (&Method::GET, ["accounts", account, "statement"]) => Ok(statement(number(account)?)?),
        (&Method::POST, ["accounts", account, "withdrawals"]) => withdraw(number(account)?, body).await,
        _ => Err(Fault::problem(&problem::NOT_FOUND)),
    }
}

async fn service(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(match route(request).await {
        Ok(text) => Response::new(Full::from(text)),
        Err(fault) => respond(&fault),
    })
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    desk::log_to_stdout();
    let listener = TcpListener::bind(desk::ADDRESS).await?;
    desk::open();
    loop {
        let (stream, _) = listener.accept().await?;
        let service = TowerToHyperService::new(SecureErrorLayer::new().layer(service_fn(service)));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}
