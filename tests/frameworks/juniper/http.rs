//! A server of ten lines, and a client that is hyper's.

use crate::schema;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use juniper::http::{GraphQLBatchRequest, GraphQLBatchResponse};
use secure_error::SecureErrorLayer;
use secure_error::frameworks::juniper::SecureErrorExecution;
use secure_error_tests_frameworks::client::{Told, post as ask_for};
use serde_json::json;

type Execution = Option<SecureErrorExecution>;

async fn answer(
    State(execution): State<Execution>,
    Json(request): Json<GraphQLBatchRequest>,
) -> Json<GraphQLBatchResponse> {
    let schema = schema::shop();
    let run = request.execute(&schema, &());
    Json(match execution {
        Some(execution) => execution.run(run).await,
        None => run.await,
    })
}

async fn answer_sync(
    State(execution): State<Execution>,
    Json(request): Json<GraphQLBatchRequest>,
) -> Json<GraphQLBatchResponse> {
    let schema = schema::shop();
    let run = || request.execute_sync(&schema, &());
    Json(match execution {
        Some(execution) => execution.run_sync(run),
        None => run(),
    })
}

pub fn service(execution: Execution) -> Router {
    Router::new()
        .route("/", post(answer))
        .route("/sync", post(answer_sync))
        .with_state(execution)
}

/// Asks in a service behind the layer, without sealing the execution.
pub fn bare(query: &str) -> Told {
    let body = json!({ "query": query }).to_string();
    ask_for(service(None).layer(SecureErrorLayer::new()), "/", &body).expect("an answer")
}

pub fn sealed(query: &str) -> Told {
    sealed_by(SecureErrorExecution::new(), query)
}

pub fn sealed_by(execution: SecureErrorExecution, query: &str) -> Told {
    let body = json!({ "query": query }).to_string();
    ask_for(service(Some(execution)).layer(SecureErrorLayer::new()), "/", &body).expect("an answer")
}
