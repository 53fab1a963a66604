//! A desk on rmcp: what goes wrong in it is told by secrets.

use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{
    CallToolResult, ContentBlock, ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler, schemars, tool, tool_handler, tool_router};
use secure_error::frameworks::rmcp::pass_through;
use secure_error::work::TransactionError;
use secure_error::{Fault, Violations, violation};
pub use secure_error_tests_frameworks::desk::{DSN, SECRETS};
use secure_error_tests_frameworks::desk::{DeskError, Role, Wrapped, error, storage};
use serde::Deserialize;

#[derive(Deserialize, schemars::JsonSchema)]
pub struct Kind {
    #[serde(default)]
    kind: String,
}

#[derive(Deserialize, schemars::JsonSchema)]
pub struct NewRole {
    #[schemars(with = "String")]
    role: Role,
}

fn own(kind: &str) -> Result<String, DeskError> {
    Err(error(kind))
}

fn foreign(kind: &str) -> ErrorData {
    match kind {
        "params" => ErrorData::invalid_params(DSN, None),
        "internal" => ErrorData::internal_error(DSN, Some(serde_json::json!({"path": "/srv/desk"}))),
        "version" => ErrorData::new(
            rmcp::model::ErrorCode::UNSUPPORTED_PROTOCOL_VERSION,
            DSN,
            Some(DSN.into()),
        ),
        "capability" => ErrorData::new(
            rmcp::model::ErrorCode::MISSING_REQUIRED_CLIENT_CAPABILITY,
            DSN,
            Some(serde_json::json!({"requiredCapabilities": {
                "extensions": {"io.modelcontextprotocol/tasks": {"store": DSN, "hunter2": {"hunter2": true}}},
                "experimental": {DSN: {}},
                "sampling": {"tools": {"path": "/srv/desk"}},
                "roots": {"listChanged": true},
            }})),
        ),
        "lines" => ErrorData::new(
            rmcp::model::ErrorCode(7),
            "forged\n{\"level\":\"INFO\"}\u{202e}hunter2",
            None,
        ),
        _ => ErrorData::resource_not_found("no row in accounts_v2", None),
    }
}

#[derive(Clone)]
pub struct Desk;

#[tool_router]
impl Desk {
    #[tool(description = "works")]
    fn fine(&self) -> String {
        "fine".to_owned()
    }

    #[tool(description = "fails with an error of its own")]
    async fn own(&self, Parameters(Kind { kind }): Parameters<Kind>) -> Result<String, DeskError> {
        tokio::task::yield_now().await;
        own(&kind)
    }

    #[tool(description = "the same, from another task")]
    async fn own_elsewhere(&self) -> Result<CallToolResult, ErrorData> {
        use rmcp::handler::server::tool::IntoCallToolResult as _;

        let dispatch = tracing::dispatcher::get_default(Clone::clone);
        let failed = tokio::task::spawn_blocking(move || {
            let _full = secure_error::testing::log_in_full();
            let _here = tracing::dispatcher::set_default(&dispatch);
            own("").into_call_tool_result()
        });
        match failed.await.unwrap()? {
            rmcp::model::CallToolResponse::Complete(result) => Ok(result),
            other => panic!("{other:?}"),
        }
    }

    #[tool(description = "a protocol error of its own")]
    async fn protocol(&self, Parameters(Kind { kind }): Parameters<Kind>) -> Result<String, ErrorData> {
        Ok(own(&kind)?)
    }

    #[tool(description = "generic")]
    async fn generic(&self) -> Result<String, Wrapped<&'static str>> {
        Err(Wrapped::Gone { it: "hunter2" })
    }

    #[tool(description = "an error of another crate")]
    async fn fault(&self) -> Result<String, Fault> {
        Err(Fault::internal(storage()))
    }

    #[tool(description = "violations")]
    async fn violations(&self) -> Result<String, Fault> {
        let mut violations = Violations::new();
        violations.push(violation::MALFORMED.at("email"));
        Err(violations.into())
    }

    #[tool(description = "a transaction")]
    async fn transaction(&self) -> Result<String, TransactionError<DeskError>> {
        Err(TransactionError::commit_failed(storage()))
    }

    #[tool(description = "an error that is handled")]
    async fn handled(&self) -> Result<String, DeskError> {
        Ok(own("").is_err().to_string())
    }

    #[tool(description = "text as an error")]
    async fn text(&self) -> Result<String, String> {
        Err(storage().to_string())
    }

    #[tool(description = "lines of text as an error")]
    async fn lines(&self) -> Result<String, String> {
        Err("forged\n{\"level\":\"INFO\"}\u{202e}hunter2".to_owned())
    }

    #[tool(description = "a foreign protocol error")]
    async fn foreign(&self, Parameters(Kind { kind }): Parameters<Kind>) -> Result<String, ErrorData> {
        Err(foreign(&kind))
    }

    #[tool(description = "a result that says that it failed")]
    async fn result(&self) -> CallToolResult {
        CallToolResult::structured_error(serde_json::json!({"text": DSN}))
    }

    #[tool(description = "a result that somebody vouches for")]
    async fn vouched(&self) -> CallToolResult {
        pass_through(CallToolResult::error(vec![ContentBlock::text("no rows match")]))
    }

    #[tool(description = "arguments with a type")]
    async fn role(&self, Parameters(NewRole { role }): Parameters<NewRole>) -> String {
        matches!(role, Role::Customer | Role::HiddenSuperAdmin).to_string()
    }

    #[tool(description = "panics")]
    async fn panic(&self) -> Result<String, DeskError> {
        tokio::task::yield_now().await;
        panic!("{DSN}")
    }
}

#[tool_handler]
impl ServerHandler for Desk {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().enable_resources().build())
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        match request.uri.as_str() {
            "desk:foreign" => Err(foreign("")),
            "desk:panic" => panic!("{DSN}"),
            "desk:fault" => Err(Fault::internal(storage()).into()),
            kind => Err(own(kind.trim_start_matches("desk:")).unwrap_err().into()),
        }
    }
}
