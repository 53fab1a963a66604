//! A small service on jsonrpsee: `cargo run --example jsonrpsee --features jsonrpsee`, then the curl lines that it prints.

use jsonrpsee::server::Server;
use jsonrpsee::server::middleware::rpc::RpcServiceBuilder;
use jsonrpsee::{core::async_trait, proc_macros::rpc};
use secure_error::frameworks::jsonrpsee::{SecureRpcLayer, seal_subscriptions};
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use secure_error_examples::terminal::say;
use std::error::Error;
use tower::ServiceBuilder;

#[derive(SecureError)]
#[secure_error(jsonrpsee)]
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

    Statement(#[from] std::io::Error), // no #[public]: -32603, and the path goes to the operators
}

#[rpc(server)]
trait DeskApi {
    #[method(name = "owner")]
    async fn owner(&self, account: u64) -> Result<&'static str, DeskError>;

    #[method(name = "statement")]
    async fn statement(&self, account: u64) -> Result<String, DeskError>;

    #[method(name = "withdraw")]
    async fn withdraw(&self, account: u64, cents: u64) -> Result<String, DeskError>;
}

struct Desk;

#[async_trait]
impl DeskApiServer for Desk {
    async fn owner(&self, account: u64) -> Result<&'static str, DeskError> {
        desk::owner(account).ok_or(DeskError::NoAccount { account })
    }

    async fn statement(&self, account: u64) -> Result<String, DeskError> {
        Ok(desk::statement(account)?)
    }

    async fn withdraw(&self, account: u64, cents: u64) -> Result<String, DeskError> {
        let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
        match available.checked_sub(cents) {
            Some(left) => Ok(format!("{left} cents are left")),
            None => Err(DeskError::InsufficientFunds { available, account }),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    desk::log_to_stdout();
    let server = Server::builder()
        .set_rpc_middleware(RpcServiceBuilder::new().layer(SecureRpcLayer::new()))
        .set_http_middleware(ServiceBuilder::new().layer(SecureErrorLayer::new()))
        .build(desk::ADDRESS)
        .await?;
    say("Listening. In another terminal:");
    for (method, params) in [
        ("owner", "[1]"),
        ("owner", "[7]"),
        ("statement", "[1]"),
        ("withdraw", "[1,5000]"),
        ("withdraw", r#"[1,"all"]"#),
        ("nothing", "[]"),
    ] {
        let call = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}"#);
        say(&format!("  curl -i http://{} --json '{call}'", desk::ADDRESS));
    }
    say("");
    server.start(seal_subscriptions(Desk.into_rpc())?).stopped().await;
    Ok(())
}
