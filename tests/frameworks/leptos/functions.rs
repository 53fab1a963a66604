//! Server functions, with our error and with that of leptos.

use axum::extract::Request;
use axum::response::Response;
use leptos::prelude::*;
use leptos::server_fn::client::reqwest::ReqwestClient;
use leptos::server_fn::codec::Json;
use leptos::server_fn::error::FromServerFnError;
use secure_error::frameworks::leptos::ServerFnFault;
use secure_error::work::TransactionError;
use secure_error::{Fault, ResultExt, SecureError, ViolationKind, Violations, problem};
use std::future::{Ready, ready};
use std::io;
use std::sync::OnceLock;
use std::task::{Context, Poll};
use tower::{Layer, Service};

/// In every text that nobody may see.
pub const DIRECTORY: &str = "/srv/desk/statements-7f3a";
pub const MIDDLEWARE: &str = "guard-7f3a is not at 10.0.0.5";
pub const PANIC: &str = "pin 4711 in a panic";

#[derive(SecureError)]
#[secure_error(leptos)]
pub enum DeskError {
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

    #[public(status = 503, retry_after = 30)]
    Busy,

    #[public(status = 401, challenge = "Bearer realm=\"api\"")]
    Stranger,

    Statement(#[from] io::Error),
}

/// The impl that the attribute writes is for generic types too.
#[derive(SecureError)]
#[secure_error(leptos)]
#[public(status = 410)]
pub struct Vanished<T: std::fmt::Debug + Send + Sync + 'static>(#[internal(with = shown)] T);

fn shown<T: std::fmt::Debug>(value: &T) -> String {
    format!("{value:?}")
}

fn read(account: u64) -> io::Result<String> {
    Err(io::Error::other(format!("{DIRECTORY}/{account}.csv: no such file")))
}

#[server(endpoint = "owner", client = ReqwestClient)]
pub async fn owner(account: u64) -> Result<String, ServerFnFault> {
    match account {
        1 => Ok("Ada".to_owned()),
        _ => Err(DeskError::NoAccount { account })?,
    }
}

#[server(endpoint = "json_owner", input = Json)]
pub async fn json_owner(account: u64) -> Result<String, ServerFnFault> {
    owner(account).await
}

#[server(endpoint = "withdraw", client = ReqwestClient)]
pub async fn withdraw(account: u64, cents: u64) -> Result<String, ServerFnFault> {
    let available = 1300;
    match u64::checked_sub(available, cents) {
        Some(left) => Ok(format!("{left} cents are left")),
        None => Err(DeskError::InsufficientFunds { available, account })?,
    }
}

#[server(endpoint = "statement", client = ReqwestClient)]
pub async fn statement(account: u64) -> Result<String, ServerFnFault> {
    Ok(read(account).map_err(DeskError::from)?)
}

#[server(endpoint = "busy")]
pub async fn busy() -> Result<(), ServerFnFault> {
    Err(Box::new(DeskError::Busy))?
}

#[server(endpoint = "secret_door")]
pub async fn secret_door() -> Result<(), ServerFnFault> {
    Err(DeskError::Stranger)?
}

#[server(endpoint = "gone")]
pub async fn gone() -> Result<(), ServerFnFault> {
    Err(Vanished(7_u8))?
}

const TOO_SMALL: ViolationKind = ViolationKind::new("TOO_SMALL", "Must be at least 1");

#[server(endpoint = "check", client = ReqwestClient)]
pub async fn check() -> Result<(), ServerFnFault> {
    let mut violations = Violations::new();
    violations.push(TOO_SMALL.at("cents"));
    Ok(violations.into_result()?)
}

#[server(endpoint = "panics", client = ReqwestClient)]
pub async fn panics() -> Result<(), ServerFnFault> {
    panic!("{PANIC}")
}

/// Nobody has mounted it.
#[server(endpoint = "absent", prefix = "/elsewhere", client = ReqwestClient)]
pub async fn absent() -> Result<(), ServerFnFault> {
    Ok(())
}

#[server(endpoint = "handles")]
pub async fn handles() -> Result<String, ServerFnFault> {
    let fault: ServerFnFault = DeskError::Busy.into();
    Ok(format!("{fault} {}", fault.status()))
}

#[server(endpoint = "two_faced")]
pub async fn two_faced() -> Result<(), ServerFnError> {
    let fault: ServerFnFault = read(1).or_internal().unwrap_err().into();
    let length = fault.ser().len() - "ServerError|".len();
    // As long as the answer that was made, but not that answer.
    Err(ServerFnError::new(format!("{DIRECTORY:x<length$}")))
}

#[server(endpoint = "passes_on")]
pub async fn passes_on() -> Result<(), ServerFnFault> {
    let body = br#"{"status":403,"code":"VAULT_DENIED","detail":"vault policy kv/prod denied"}"#;
    Err(ServerFnFault::de(body.to_vec().into()))
}

/// A failure that is kept, as a cache or a shared future keeps it.
#[server(endpoint = "kept")]
pub async fn kept() -> Result<(), ServerFnFault> {
    static KEPT: OnceLock<ServerFnFault> = OnceLock::new();
    Err(KEPT.get_or_init(|| DeskError::NoAccount { account: 7 }.into()).clone())
}

/// Makes a response of an error, and succeeds then.
#[server(endpoint = "retries")]
pub async fn retries() -> Result<(), ServerFnFault> {
    drop(ServerFnFault::from(DeskError::Busy).ser());
    Ok(())
}

#[server(endpoint = "fails_later")]
pub async fn fails_later() -> Result<(), ServerFnError> {
    drop(ServerFnFault::from(DeskError::Busy).ser());
    Err(ServerFnError::new(DIRECTORY))
}

#[server(endpoint = "transaction")]
pub async fn transaction() -> Result<(), ServerFnFault> {
    let failed: TransactionError<DeskError> = TransactionError::commit_failed(io::Error::other(DIRECTORY));
    Err(failed)?
}

#[server(endpoint = "guarded")]
#[middleware(Guard)]
pub async fn guarded() -> Result<(), ServerFnFault> {
    Ok(())
}

#[server(endpoint = "extracting")]
pub async fn extracting() -> Result<(), ServerFnFault> {
    let _: axum::Extension<u64> = leptos_axum::extract().await?;
    Ok(())
}

#[server(endpoint = "problem")]
pub async fn any_problem() -> Result<(), ServerFnFault> {
    Err(Fault::problem(&problem::GONE))?
}

#[server(endpoint = "leaky_statement", client = ReqwestClient)]
pub async fn leaky_statement(account: u64) -> Result<String, ServerFnError> {
    Ok(read(account)?)
}

#[server(endpoint = "leaky_owner")]
pub async fn leaky_owner(account: u64) -> Result<u64, ServerFnError> {
    Ok(account)
}

#[server(endpoint = "leaky_json_owner", input = Json)]
pub async fn leaky_json_owner(account: u64) -> Result<u64, ServerFnError> {
    Ok(account)
}

#[server(endpoint = "leaky_guarded")]
#[middleware(Guard)]
pub async fn leaky_guarded() -> Result<(), ServerFnError> {
    Ok(())
}

#[server(endpoint = "leaky_extracting")]
pub async fn leaky_extracting() -> Result<(), ServerFnError> {
    let _: axum::Extension<u64> = leptos_axum::extract().await?;
    Ok(())
}

/// Middleware that always fails.
struct Guard;

struct Barrier<S>(S);

impl<S> Layer<S> for Guard {
    type Service = Barrier<S>;

    fn layer(&self, inner: S) -> Barrier<S> {
        Barrier(inner)
    }
}

impl<S: Send + 'static> Service<Request> for Barrier<S> {
    type Response = Response;
    type Error = io::Error;
    type Future = Ready<io::Result<Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request) -> Self::Future {
        ready(Err(io::Error::other(MIDDLEWARE)))
    }
}
