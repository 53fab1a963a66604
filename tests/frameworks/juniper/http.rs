//! A server of twenty lines, and a client that is hyper's.

use crate::schema;
use axum::body::Body;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use juniper::futures::StreamExt as _;
use juniper::futures::stream::BoxStream;
use juniper::http::{GraphQLBatchRequest, GraphQLBatchResponse, GraphQLRequest, GraphQLResponse, resolve_into_stream};
use juniper::{DefaultScalarValue, ExecutionError, Value, ValuesStream};
use secure_error::SecureErrorLayer;
use secure_error::frameworks::juniper::SecureErrorExecution;
use secure_error_tests_frameworks::client::{Told, post as ask_for};
use serde_json::json;
use std::convert::Infallible;

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

type Event = Result<Value, Vec<ExecutionError<DefaultScalarValue>>>;

/// Each event of the only field is a line. What cannot begin is one line.
async fn events(State(execution): State<Execution>, Json(request): Json<GraphQLRequest>) -> Body {
    let schema: &'static _ = Box::leak(Box::new(schema::shop()));
    let request: &'static _ = Box::leak(Box::new(request));
    let begin = resolve_into_stream(request, schema, &());
    let begun = match &execution {
        Some(execution) => execution.run(begin).await,
        None => begin.await,
    };
    let events = match begun {
        Ok((streams, errors)) if errors.is_empty() => only(streams),
        refused => {
            let refused = refused.map(|(_, errors)| (Value::null(), errors));
            let answer = GraphQLResponse::<DefaultScalarValue>::from_result(refused);
            return Body::from(serde_json::to_string(&answer).unwrap());
        }
    };
    let events = match &execution {
        Some(execution) => execution.events(events),
        None => events,
    };
    Body::from_stream(events.map(|event| {
        let line = match event {
            Ok(value) => json!({ "data": value }),
            Err(errors) => json!({ "data": null, "errors": errors }),
        };
        Ok::<_, Infallible>(line.to_string() + "\n")
    }))
}

fn only(streams: Value<ValuesStream<'static>>) -> BoxStream<'static, Event> {
    let Value::Object(fields) = streams else {
        panic!("no streams");
    };
    match fields.into_iter().next() {
        Some((_, Value::Scalar(stream))) => stream,
        _ => panic!("no stream"),
    }
}

pub fn service(execution: Execution) -> Router {
    Router::new()
        .route("/", post(answer))
        .route("/sync", post(answer_sync))
        .route("/events", post(events))
        .with_state(execution)
}

fn ask(execution: Execution, path: &str, query: &str) -> Told {
    let body = json!({ "query": query }).to_string();
    ask_for(service(execution).layer(SecureErrorLayer::new()), path, &body).expect("an answer")
}

/// Asks in a service behind the layer, without sealing the execution.
pub fn bare(query: &str) -> Told {
    ask(None, "/", query)
}

pub fn sealed(query: &str) -> Told {
    sealed_by(SecureErrorExecution::new(), query)
}

pub fn sealed_by(execution: SecureErrorExecution, query: &str) -> Told {
    ask(Some(execution), "/", query)
}

/// The same without waiting.
pub fn sealed_sync(query: &str) -> Told {
    ask(Some(SecureErrorExecution::new()), "/sync", query)
}

pub fn subscribe_bare(query: &str) -> Told {
    ask(None, "/events", query)
}

pub fn subscribe(query: &str) -> Told {
    ask(Some(SecureErrorExecution::new()), "/events", query)
}
