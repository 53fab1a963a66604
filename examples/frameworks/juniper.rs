//! A small service on juniper: `cargo run --example juniper --features juniper`, then the curl lines that it prints.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use juniper::http::{GraphQLBatchRequest, GraphQLBatchResponse};
use juniper::{EmptySubscription, RootNode, graphql_object};
use secure_error::frameworks::juniper::SecureErrorExecution;
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use std::sync::Arc;
use tokio::net::TcpListener;

#[derive(SecureError)]
#[secure_error(juniper)]
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

/// juniper's integers have 32 bits and a sign.
fn number(argument: i32) -> u64 {
    u64::try_from(argument).unwrap_or_default()
}

struct Query;

#[graphql_object]
impl Query {
    fn owner(account: i32) -> Result<&'static str, DeskError> {
        let account = number(account);
        desk::owner(account).ok_or(DeskError::NoAccount { account })
    }

    fn statement(account: i32) -> Result<String, DeskError> {
        Ok(desk::statement(number(account))?)
    }
}

struct Mutation;

#[graphql_object]
impl Mutation {
    fn withdraw(account: i32, cents: i32) -> Result<String, DeskError> {
        let account = number(account);
        let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
        match available.checked_sub(number(cents)) {
            Some(left) => Ok(format!("{left} cents are left")),
            None => Err(DeskError::InsufficientFunds { available, account }),
        }
    }
}

type Desk = Arc<RootNode<Query, Mutation, EmptySubscription>>;

async fn answer(State(schema): State<Desk>, Json(request): Json<GraphQLBatchRequest>) -> Json<GraphQLBatchResponse> {
    let execution = request.execute(&schema, &());
    Json(SecureErrorExecution::new().run(execution).await)
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    desk::log_to_stdout();
    let schema = Arc::new(RootNode::new(Query, Mutation, EmptySubscription::new()));
    let service = Router::new()
        .route("/", post(answer))
        .with_state(schema)
        .layer(SecureErrorLayer::new());
    let listener = TcpListener::bind(desk::ADDRESS).await?;
    desk::open_for_queries();
    axum::serve(listener, service).await
}
