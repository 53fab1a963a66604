//! A small function of Lambda, for events of API Gateway (payload format 2.0) and of function URLs.
//!
//! `cargo run --example lambda_http --features lambda-http -- --demo` gives it a few requests without AWS, and shows what
//! comes out. Without `--demo` it asks the Runtime API for events, as every function does: `cargo lambda build --release
//! --example lambda_http --features lambda-http`, or `cargo lambda watch` to try it on your machine.

use lambda_http::http::Method;
use lambda_http::tower::{Layer, ServiceExt};
use lambda_http::{Body, Error, Request, Response, service_fn};
use secure_error::frameworks::lambda_http::SecureLambdaLayer;
use secure_error::{Fault, ResultExt, SecureError, problem};
use secure_error_examples::desk;
use secure_error_examples::terminal::say;
use serde::Deserialize;

#[derive(SecureError)]
#[secure_error(lambda_http)]
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

    #[public(transparent)]
    Request(#[from] Fault),
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

fn withdraw(account: u64, request: &Request) -> Result<String, DeskError> {
    let wanted: Withdrawal = serde_json::from_slice(request.body()).or_problem(&problem::BAD_REQUEST)?;
    let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
    match available.checked_sub(wanted.cents) {
        Some(left) => Ok(format!("{left} cents are left")),
        None => Err(DeskError::InsufficientFunds { available, account }),
    }
}

async fn handle(request: Request) -> Result<String, DeskError> {
    let path: Vec<&str> = request.uri().path().split('/').skip(1).collect();
    let number = |text: &str| text.parse().or_problem(&problem::NOT_FOUND);
    match (request.method(), &path[..]) {
        (&Method::GET, ["accounts", account]) => owner(number(account)?),
        (&Method::GET, ["accounts", account, "statement"]) => statement(number(account)?),
        (&Method::POST, ["accounts", account, "withdrawals"]) => withdraw(number(account)?, &request),
        _ => Err(Fault::problem(&problem::NOT_FOUND).into()),
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    desk::log_to_stdout();
    let function = SecureLambdaLayer::new().layer(service_fn(handle));
    if std::env::args().nth(1).as_deref() != Some("--demo") {
        return lambda_http::run(function).await;
    }
    for (method, path, body) in [
        ("GET", "/accounts/1", ""),
        ("GET", "/accounts/7", ""),
        ("GET", "/accounts/1/statement", ""),
        ("POST", "/accounts/1/withdrawals", r#"{"cents":5000}"#),
        ("POST", "/accounts/1/withdrawals", r#"{"cents":"all"}"#),
        ("GET", "/nowhere", ""),
    ] {
        let request = Request::new(Body::from(body));
        let (mut head, body) = request.into_parts();
        head.method = method.parse()?;
        head.uri = path.parse()?;
        say(&format!("{method} {path}"));
        let answer = function.clone().oneshot(Request::from_parts(head, body)).await;
        show(&answer.map_err(|failed| failed.error_message)?);
    }
    Ok(())
}

fn show(answer: &Response<Body>) {
    say(&format!("  {}", answer.status()));
    for (name, value) in answer.headers() {
        say(&format!("  {name}: {}", value.to_str().unwrap_or_default()));
    }
    say(&format!("  {}\n", String::from_utf8_lossy(answer.body())));
}
