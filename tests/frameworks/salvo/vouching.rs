//! Routes that speak a dialect: only what their layer was told passes.

use super::told;
use salvo::http::{StatusCode, StatusError};
use salvo::{Depot, FlowCtrl, Request, Response, Router, Service, handler};
use secure_error::layers::{PassThrough, PassThroughLayer};
use secure_error::{Fault, SecureErrorLayer, problem};
use secure_error_tests::server::{Answer, get};
use serde_json::Value;

const XML: PassThroughLayer = PassThroughLayer::new("application/xml", &[403, 404]);
const PATHS: [&str; 7] = [
    "/s3/denied",
    "/s3/conflict",
    "/s3/text",
    "/s3/own",
    "/s3/status",
    "/s3/nowhere",
    "/nowhere",
];

fn xml(response: &mut Response, status: StatusCode, text: &'static str) {
    response.status_code(status).body(text);
    response.add_header("content-type", "application/xml", true).unwrap();
}

#[handler]
fn denied(response: &mut Response) {
    xml(response, StatusCode::FORBIDDEN, "<Denied/>");
}

#[handler]
fn conflict(response: &mut Response) {
    xml(response, StatusCode::CONFLICT, "hunter2");
}

#[handler]
fn plain(response: &mut Response) {
    response.status_code(StatusCode::FORBIDDEN).body("hunter2");
}

#[handler]
fn own() -> Result<(), Fault> {
    Err(Fault::problem_with(&problem::FORBIDDEN, "hunter2"))
}

/// An error of salvo, whose text is written later, after a dialect's header.
#[handler]
fn brief(response: &mut Response) -> StatusError {
    response.add_header("content-type", "application/xml", true).unwrap();
    response.status_code(StatusCode::FORBIDDEN);
    StatusError::forbidden().brief("hunter2")
}

/// Writes the page of requests without a route, inside of the layer.
#[handler]
async fn page(request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
    let has_route = response.status_code.is_none();
    flow.call_next(request, depot, response).await;
    if !has_route {
        xml(response, StatusCode::NOT_FOUND, "hunter2");
    }
}

#[handler]
async fn naive(request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
    flow.call_next(request, depot, response).await;
    response.extensions.insert(PassThrough);
}

fn part() -> Router {
    Router::with_path("s3")
        .push(Router::with_path("denied").get(denied))
        .push(Router::with_path("conflict").get(conflict))
        .push(Router::with_path("text").get(plain))
        .push(Router::with_path("own").get(own))
        .push(Router::with_path("status").get(brief))
}

/// The answers that are open, by index, and all of it.
fn open(service: Service) -> (Vec<usize>, Vec<Answer>, Vec<Value>) {
    let (answers, records) = told(service, &PATHS.map(get));
    let answers: Vec<Answer> = answers.into_iter().flatten().collect();
    let open = answers.iter().enumerate();
    let open = open.filter(|(_, answer)| answer.header("content-type") != Some("application/problem+json"));
    (open.map(|(index, _)| index).collect(), answers, records)
}

#[test]
fn only_what_was_told_passes_from_a_router_and_from_all() {
    let all = Service::new(Router::new().push(part())).hoop(SecureErrorLayer::new());
    let (opened, ..) = open(all.hoop(naive).hoop(page));
    assert_eq!(opened, [0, 1, 2, 5, 6], "an ordinary hoop opens everything");

    let on_router = Service::new(Router::new().push(part().hoop(XML))).hoop(SecureErrorLayer::new());
    let on_all = Service::new(Router::new().push(part()))
        .hoop(SecureErrorLayer::new())
        .hoop(XML)
        .hoop(page);
    for service in [on_router, on_all] {
        let (opened, answers, records) = open(service);
        assert_eq!(opened, [0]);
        assert_eq!(answers[0].body, b"<Denied/>");
        assert!(answers.iter().all(|answer| !answer.text().contains("hunter2")));
        assert_eq!(records.len(), PATHS.len());
        assert_eq!(records[0]["exception.type"], "PassedThrough");
    }
}
