//! Health probes: what is asked every second must not write an error every second.

use crate::server::{get, without};
use crate::sink;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use secure_error::layers::PassThrough;
use secure_error::{SecureError, SecureErrorLayer};
use serde_json::Value;

#[derive(SecureError)]
#[secure_error(axum)]
enum Probe {
    #[public(status = 503, code = "NOT_READY", message = "Not ready")]
    #[internal("waiting for {what}", level = "debug")]
    NotReady { what: &'static str },
}

async fn own() -> Result<(), Probe> {
    Err(Probe::NotReady { what: "the database" })
}

async fn foreign() -> StatusCode {
    StatusCode::SERVICE_UNAVAILABLE
}

async fn passed() -> Response {
    let mut response = foreign().await.into_response();
    response.extensions_mut().insert(PassThrough);
    response
}

/// The levels of the records of a readiness probe that fails three times.
fn levels(router: Router) -> Vec<Value> {
    let (log, answers) = sink::json(|| without(router, &[get("/ready"), get("/ready"), get("/ready")]));
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap().status() == 503));
    let mut records = sink::records(&log);
    records.iter_mut().map(|record| record["level"].take()).collect()
}

fn ready<H: axum::handler::Handler<T, ()>, T: 'static>(handler: H) -> Router {
    Router::new().route("/ready", routing::get(handler))
}

#[test]
fn an_own_error_with_a_level_is_a_quiet_probe() {
    let behind = |router: Router| levels(router.layer(SecureErrorLayer::new()));
    assert_eq!(behind(ready(foreign)), ["ERROR"; 3], "as it is");
    assert_eq!(behind(ready(passed)), ["ERROR"; 3], "one that passes is no quieter");
    assert_eq!(behind(ready(own)), ["DEBUG"; 3]);
}

#[test]
fn a_route_that_is_added_after_the_layer_is_outside_of_it() {
    let service = ready(foreign).layer(SecureErrorLayer::new());
    assert_eq!(levels(service).len(), 3);
    let service = Router::new()
        .route("/accounts", routing::get(foreign))
        .layer(SecureErrorLayer::new())
        .route("/ready", routing::get(foreign));
    assert_eq!(levels(service).len(), 0);
}
