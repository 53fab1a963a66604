//! A small service on async-graphql: `cargo run --example async_graphql --features async-graphql`, then the curl lines that
//! it prints.

use async_graphql::{BatchRequest, BatchResponse, EmptySubscription, Object, Schema};
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use secure_error::frameworks::async_graphql::SecureErrorExtension;
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_examples::desk;
use tokio::net::TcpListener;

#[derive(SecureError)]
#[secure_error(async_graphql)]
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

struct Query;

#[Object]
impl Query {
    async fn owner(&self, account: u64) -> Result<&'static str, DeskError> {
        desk::owner(account).ok_or(DeskError::NoAccount { account })
    }

    async fn statement(&self, account: u64) -> Result<String, DeskError> {
        Ok(desk::statement(account)?)
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn withdraw(&self, account: u64, cents: u64) -> Result<String, DeskError> {
        let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
        match available.checked_sub(cents) {
            Some(left) => Ok(format!("{left} cents are left")),
            None => Err(DeskError::InsufficientFunds { available, account }),
        }
    }
}

type Desk = Schema<Query, Mutation, EmptySubscription>;

async fn answer(State(schema): State<Desk>, Json(request): Json<BatchRequest>) -> Json<BatchResponse> {
    Json(schema.execute_batch(request).await)
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    desk::log_to_stdout();
    let schema = Schema::build(Query, Mutation, EmptySubscription)
        .extension(SecureErrorExtension::new()) // before all others
        .finish();
    let service = Router::new()
        .route("/", post(answer))
        .with_state(schema)
        .layer(SecureErrorLayer::new());
    let listener = TcpListener::bind(desk::ADDRESS).await?;
    desk::open_for_queries();
    axum::serve(listener, service).await
}
