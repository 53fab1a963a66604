//! Server functions, with our error and with those of dioxus.

use dioxus::fullstack::AsStatusCode as _;
use dioxus::prelude::*;
use secure_error::frameworks::dioxus::ServerFnFault;
use secure_error::work::TransactionError;
use secure_error::{Fault, ResultExt, SecureError, ViolationKind, Violations, problem};
use std::io;
use std::sync::OnceLock;

/// In every text that nobody may see.
pub const DIRECTORY: &str = "/srv/desk/statements-7f3a";
pub const PANIC: &str = "pin 4711 in a panic";

#[derive(SecureError)]
#[secure_error(dioxus)]
pub enum DeskError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no account {account}")]
    NoAccount {
        account: u64,
    },

    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents <can> be withdrawn"
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
#[secure_error(dioxus)]
#[public(status = 410)]
pub struct Vanished<T: Send + Sync + 'static>(#[internal(with = hidden)] T);

fn hidden<T>(_: &T) -> &'static str {
    "it was there"
}

fn read(account: u64) -> io::Result<String> {
    Err(io::Error::other(format!("{DIRECTORY}/{account}.csv: no such file")))
}

#[post("/api/owner")]
pub async fn owner(account: u64) -> Result<String, ServerFnFault> {
    match account {
        1 => Ok("Ada".to_owned()),
        _ => Err(DeskError::NoAccount { account })?,
    }
}

#[post("/api/withdraw")]
pub async fn withdraw(account: u64, cents: u64) -> Result<String, ServerFnFault> {
    let available = 1300;
    match u64::checked_sub(available, cents) {
        Some(left) => Ok(format!("{left} cents are left")),
        None => Err(DeskError::InsufficientFunds { available, account })?,
    }
}

#[post("/api/statement")]
pub async fn statement(account: u64) -> Result<String, ServerFnFault> {
    Ok(read(account).map_err(DeskError::from)?)
}

#[post("/api/foreign")]
pub async fn foreign() -> Result<String, ServerFnFault> {
    Ok(read(1).or_internal()?)
}

#[post("/api/busy")]
pub async fn busy() -> Result<(), ServerFnFault> {
    Err(Box::new(DeskError::Busy))?
}

#[post("/api/stranger")]
pub async fn stranger() -> Result<(), ServerFnFault> {
    Err(DeskError::Stranger)?
}

#[post("/api/gone")]
pub async fn gone() -> Result<(), ServerFnFault> {
    Err(Vanished(7_u8))?
}

#[post("/api/problem")]
pub async fn any_problem() -> Result<(), ServerFnFault> {
    Err(Fault::problem(&problem::GONE))?
}

const TOO_SMALL: ViolationKind = ViolationKind::new("TOO_SMALL", "Must be at least 1");

#[post("/api/check")]
pub async fn check() -> Result<(), ServerFnFault> {
    let mut violations = Violations::new();
    violations.push(TOO_SMALL.at("cents"));
    Ok(violations.into_result()?)
}

#[post("/api/panics")]
pub async fn panics() -> Result<(), ServerFnFault> {
    panic!("{PANIC}")
}

#[post("/api/handles")]
pub async fn handles() -> Result<String, ServerFnFault> {
    let fault: ServerFnFault = DeskError::Busy.into();
    Ok(format!("{fault} {}", fault.status()))
}

#[post("/api/passes_on")]
pub async fn passes_on() -> Result<(), ServerFnFault> {
    let body = r#"HTTP 403: {"status":403,"code":"VAULT_DENIED","detail":"vault policy kv/prod denied"}"#;
    let received = ServerFnError::ServerError {
        message: body.to_owned(),
        code: 403,
        details: None,
    };
    Err(received)?
}

#[post("/api/refuses")]
pub async fn refuses() -> Result<(), ServerFnFault> {
    Err(ServerFnError::ServerError {
        message: DIRECTORY.to_owned(),
        code: 403,
        details: Some(DIRECTORY.into()),
    })?
}

/// A failure that is kept, as a cache or a shared future keeps it.
#[post("/api/kept")]
pub async fn kept() -> Result<(), ServerFnFault> {
    static KEPT: OnceLock<ServerFnFault> = OnceLock::new();
    Err(KEPT.get_or_init(|| DeskError::NoAccount { account: 7 }.into()).clone())
}

/// dioxus asks for the status when it sends an error. This one is not sent.
#[post("/api/retries")]
pub async fn retries() -> Result<(), ServerFnFault> {
    ServerFnFault::from(DeskError::Busy).as_status_code();
    Ok(())
}

#[post("/api/fails_later")]
pub async fn fails_later() -> Result<(), ServerFnError> {
    ServerFnFault::from(DeskError::Busy).as_status_code();
    Err(ServerFnError::new(DIRECTORY))
}

#[post("/api/transaction")]
pub async fn transaction() -> Result<(), ServerFnFault> {
    let failed: TransactionError<DeskError> = TransactionError::commit_failed(io::Error::other(DIRECTORY));
    Err(failed)?
}

#[post("/api/extracting", _missing: dioxus::server::axum::Extension<u64>)]
pub async fn extracting() -> Result<(), ServerFnFault> {
    Ok(())
}

/// The usual `Result` of dioxus.
#[post("/api/leaky_statement")]
pub async fn leaky_statement(account: u64) -> Result<String> {
    Ok(read(account)?)
}

#[post("/api/leaky_server_error")]
pub async fn leaky_server_error(account: u64) -> ServerFnResult<String> {
    read(account).map_err(ServerFnError::new)
}

/// What becomes of an error of ours in the usual `Result` of dioxus.
#[post("/api/flattened")]
pub async fn flattened() -> Result<String> {
    Ok(read(1).map_err(DeskError::from)?)
}
