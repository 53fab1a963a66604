//! A small service on dropshot: `cargo run --example dropshot --features dropshot`, then the curl lines that it prints.

use dropshot::{
    ApiDescription, ConfigDropshot, ConfigLogging, ConfigLoggingLevel, HttpResponseOk, Path, RequestContext,
    ServerBuilder, TypedBody, endpoint,
};
use schemars::JsonSchema;
use secure_error::frameworks::dropshot::seal;
use secure_error::{Fault, SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use serde::Deserialize;

#[derive(SecureError)]
#[secure_error(dropshot)]
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
    Dropshot(#[from] Fault), // what dropshot refuses by itself, such as a body that it cannot read
}

#[derive(Deserialize, JsonSchema)]
struct Account {
    account: u64,
}

#[derive(Deserialize, JsonSchema)]
struct Withdrawal {
    cents: u64,
}

#[endpoint { method = GET, path = "/accounts/{account}" }]
async fn owner(_: RequestContext<()>, path: Path<Account>) -> Result<HttpResponseOk<String>, DeskError> {
    let account = path.into_inner().account;
    let owner = desk::owner(account).ok_or(DeskError::NoAccount { account })?;
    Ok(HttpResponseOk(owner.to_owned()))
}

#[endpoint { method = GET, path = "/accounts/{account}/statement" }]
async fn statement(_: RequestContext<()>, path: Path<Account>) -> Result<HttpResponseOk<String>, DeskError> {
    Ok(HttpResponseOk(desk::statement(path.into_inner().account)?))
}

#[endpoint { method = POST, path = "/accounts/{account}/withdrawals" }]
async fn withdraw(
    _: RequestContext<()>,
    path: Path<Account>,
    wanted: TypedBody<Withdrawal>,
) -> Result<HttpResponseOk<String>, DeskError> {
    let account = path.into_inner().account;
    let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
    match available.checked_sub(wanted.into_inner().cents) {
        Some(left) => Ok(HttpResponseOk(format!("{left} cents are left"))),
        None => Err(DeskError::InsufficientFunds { available, account }),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    desk::log_to_stdout();
    let mut api = ApiDescription::new();
    api.register(owner)?;
    api.register(statement)?;
    api.register(withdraw)?;
    let api = seal(api, SecureErrorLayer::new())?;

    let config = ConfigDropshot {
        bind_address: desk::ADDRESS.parse()?,
        ..ConfigDropshot::default()
    };
    let level = ConfigLoggingLevel::Warn;
    let log = ConfigLogging::StderrTerminal { level }.to_logger("desk")?;
    let server = ServerBuilder::new(api, (), log).config(config).start()?;
    desk::open();
    Ok(server.await?)
}
