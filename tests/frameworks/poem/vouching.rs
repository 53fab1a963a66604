//! Routes that speak a dialect: only what their layer was told passes.

use super::told;
use poem::error::NotFoundError;
use poem::http::StatusCode;
use poem::{Endpoint, EndpointExt as _, IntoResponse as _, Response, Route, get, handler};
use secure_error::layers::{PassThrough, PassThroughLayer};
use secure_error::{Fault, SecureErrorLayer, problem};
use secure_error_tests::server::{Answer, get as get_bytes};
use serde_json::Value;

const XML: PassThroughLayer = PassThroughLayer::new("application/xml", &[403, 404]);
const PATHS: [&str; 6] = [
    "/s3/denied",
    "/s3/conflict",
    "/s3/text",
    "/s3/own",
    "/s3/nowhere",
    "/nowhere",
];

fn xml(status: StatusCode, text: &'static str) -> Response {
    text.with_content_type("application/xml")
        .with_status(status)
        .into_response()
}

#[handler]
fn denied() -> Response {
    xml(StatusCode::FORBIDDEN, "<Denied/>")
}

#[handler]
fn conflict() -> Response {
    xml(StatusCode::CONFLICT, "hunter2")
}

#[handler]
fn plain() -> Response {
    "hunter2".with_status(StatusCode::FORBIDDEN).into_response()
}

#[handler]
fn own() -> Result<(), Fault> {
    Err(Fault::problem_with(&problem::FORBIDDEN, "hunter2"))
}

fn part() -> Route {
    Route::new()
        .at("/denied", get(denied))
        .at("/conflict", get(conflict))
        .at("/text", get(plain))
        .at("/own", get(own))
}

/// The answers that are open, by index, and all of it.
fn open(service: impl Endpoint + 'static) -> (Vec<usize>, Vec<Answer>, Vec<Value>) {
    let (answers, records) = told(service.with(SecureErrorLayer::new()), &PATHS.map(get_bytes));
    let answers: Vec<Answer> = answers.into_iter().flatten().collect();
    let open = answers.iter().enumerate();
    let open = open.filter(|(_, answer)| answer.header("content-type") != Some("application/problem+json"));
    (open.map(|(index, _)| index).collect(), answers, records)
}

fn fallback(service: impl Endpoint + 'static) -> impl Endpoint {
    service.catch_error(async |_: NotFoundError| xml(StatusCode::NOT_FOUND, "hunter2"))
}

async fn naive<E: Endpoint>(endpoint: std::sync::Arc<E>, request: poem::Request) -> poem::Result<Response> {
    let mut response = endpoint.call(request).await?.into_response();
    response.set_data(PassThrough);
    Ok(response)
}

#[test]
fn only_what_was_told_passes_around_routes_and_inside() {
    let (opened, ..) = open(fallback(Route::new().nest("/s3", part())).around(naive));
    assert_eq!(opened, [0, 1, 2, 4, 5], "an ordinary middleware opens everything");

    let around_all = open(fallback(Route::new().nest("/s3", part())).with(XML));
    let around_part = open(Route::new().nest("/s3", part().with(XML)));
    let around_one = open(Route::new().nest("/s3", part()).at("/other", get(denied).with(XML)));
    let on_endpoint = open(
        Route::new()
            .at("/s3/denied", get(denied).with(XML))
            .nest("/s3/more", part()),
    );
    assert_eq!(around_one.0, [0; 0]);
    for (opened, answers, records) in [around_all, around_part, on_endpoint] {
        assert_eq!(opened, [0]);
        assert_eq!(answers[0].body, b"<Denied/>");
        assert!(answers.iter().all(|answer| !answer.text().contains("hunter2")));
        assert_eq!(records.len(), PATHS.len());
        assert_eq!(records[0]["exception.type"], "PassedThrough");
    }
}
