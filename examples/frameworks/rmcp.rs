//! A small MCP server on rmcp: `cargo run --example rmcp --features rmcp`, then the curl lines that it prints, or an agent.

use axum::Router;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{schemars, tool, tool_router};
use secure_error::frameworks::rmcp::{SecureHttpLayer, SecureServerHandler};
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use secure_error_examples::terminal::say;
use serde::Deserialize;
use tokio::net::TcpListener;
use tower::Layer;

#[derive(SecureError)]
#[secure_error(rmcp)]
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

    Statement(#[from] std::io::Error), // no #[public]: the model learns nothing, and the path goes to the operators
}

#[derive(Deserialize, schemars::JsonSchema)]
struct Account {
    account: u64,
}

#[derive(Deserialize, schemars::JsonSchema)]
struct Withdrawal {
    account: u64,
    cents: u64,
}

#[derive(Clone)]
struct Desk;

#[tool_router(server_handler)]
impl Desk {
    #[tool(description = "Who owns an account")]
    async fn owner(&self, Parameters(Account { account }): Parameters<Account>) -> Result<String, DeskError> {
        let owner = desk::owner(account).ok_or(DeskError::NoAccount { account })?;
        Ok(owner.to_owned())
    }

    #[tool(description = "The statement of an account")]
    async fn statement(&self, Parameters(Account { account }): Parameters<Account>) -> Result<String, DeskError> {
        Ok(desk::statement(account)?)
    }

    #[tool(description = "Takes cents out of an account")]
    async fn withdraw(&self, Parameters(wanted): Parameters<Withdrawal>) -> Result<String, DeskError> {
        let Withdrawal { account, cents } = wanted;
        let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
        match available.checked_sub(cents) {
            Some(left) => Ok(format!("{left} cents are left")),
            None => Err(DeskError::InsufficientFunds { available, account }),
        }
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    desk::log_to_stdout();
    // Without sessions one line of curl is a call.
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    let mcp: StreamableHttpService<_, NeverSessionManager> =
        StreamableHttpService::new(|| Ok(SecureServerHandler::new(Desk)), Default::default(), config);
    let service = Router::new()
        .nest_service("/mcp", SecureHttpLayer::new().layer(mcp))
        .layer(SecureErrorLayer::new());
    let listener = TcpListener::bind(desk::ADDRESS).await?;
    open();
    axum::serve(listener, service).await
}

fn open() {
    say(&format!(
        "Listening: an MCP server at http://{}/mcp. In another terminal:",
        desk::ADDRESS
    ));
    for (tool, arguments) in [
        ("owner", r#"{"account":1}"#),
        ("owner", r#"{"account":7}"#),
        ("statement", r#"{"account":1}"#),
        ("withdraw", r#"{"account":1,"cents":5000}"#),
        ("withdraw", r#"{"account":1,"cents":"all"}"#),
        ("nothing", "{}"),
    ] {
        let call = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{tool}","arguments":{arguments}}}}}"#
        );
        let accept = "accept: application/json, text/event-stream";
        say(&format!(
            "  curl -s http://{}/mcp -H '{accept}' --json '{call}'",
            desk::ADDRESS
        ));
    }
    say("");
}
