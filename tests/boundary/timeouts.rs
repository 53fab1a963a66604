//! `TimeoutLayer` of tower-http.

use crate::server::{self, behind, get};
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing;
use secure_error::{Fault, SecureErrorLayer, problem};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tower_http::timeout::TimeoutLayer;

/// Sooner or later it is over: nothing in here would ever answer.
fn timeout(status: StatusCode) -> TimeoutLayer {
    TimeoutLayer::with_status_code(status, Duration::from_millis(10))
}

/// Notes that the handler was dropped.
struct Guard(Arc<AtomicBool>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn stuck(cancelled: &Arc<AtomicBool>) -> Router {
    let cancelled = Arc::clone(cancelled);
    let handler = move || async move {
        let _guard = Guard(cancelled);
        std::future::pending::<()>().await;
    };
    Router::new().route("/", routing::get(handler))
}

#[test]
fn a_timeout_is_one_uniform_response_and_one_record() {
    for (status, code) in [
        (StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT"),
        (StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE"),
    ] {
        let router = |cancelled: &_| stuck(cancelled).layer(timeout(status));
        let plain = server::without(router(&Arc::default()), &[get("/")]).remove(0).unwrap();
        assert!(plain.body.is_empty(), "{plain:?}");

        let cancelled = Arc::default();
        let (answers, records) = behind(router(&cancelled), &[get("/")]);
        assert_eq!(answers[0].status(), status.as_u16());
        assert_eq!(answers[0].json()["code"], code);
        assert!(cancelled.load(Ordering::SeqCst));
        assert_eq!(records.len(), 1, "{records:?}");
        assert_eq!(records[0]["fields"]["request_id"], answers[0].id());
        assert_eq!(records[0]["fields"]["http.response.status_code"], status.as_u16());
    }
}

#[test]
fn a_timeout_is_the_record_and_names_the_error_that_was_held_back() {
    async fn hold_back(request: Request, next: Next) -> Response {
        let _answer = next.run(request).await;
        std::future::pending().await
    }
    let fails = || async { Fault::problem_with(&problem::CONFLICT, "row 7 is locked") };
    let router = Router::new()
        .route("/", routing::get(fails))
        .layer(middleware::from_fn(hold_back))
        .layer(timeout(StatusCode::SERVICE_UNAVAILABLE));
    let (answers, records) = behind(router, &[get("/")]);
    assert_eq!(
        (answers[0].status(), &answers[0].json()["code"]),
        (503, &"SERVICE_UNAVAILABLE".into())
    );
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["exception.type"], "ForeignResponse");
    assert_eq!(records[0]["fields"]["fields"], "earlier=CONFLICT");
    assert_eq!(records[0]["fields"]["request_id"], answers[0].id());
}

/// It cannot be: who cancels the layer cancels what would log. So it goes inside.
#[test]
fn a_timeout_around_the_layer_is_out_of_its_reach() {
    let router = stuck(&Arc::default())
        .layer(SecureErrorLayer::new())
        .layer(timeout(StatusCode::REQUEST_TIMEOUT));
    let (answers, records) = server::within(router, &[get("/")]);
    assert!(answers[0].body.is_empty() && answers[0].header("x-request-id").is_none());
    assert!(records.is_empty(), "{records:?}");
}
