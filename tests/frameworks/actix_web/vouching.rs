//! A scope that speaks a dialect: only what its layer was told passes.

use crate::harness::ask;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpResponse, web};
use secure_error::layers::{PassThrough, PassThroughLayer};
use secure_error::{Fault, SecureErrorLayer, problem};
use secure_error_tests::server::{Answer, get};

const XML: PassThroughLayer = PassThroughLayer::new("application/xml", &[403, 404]);
const PATHS: [&str; 6] = [
    "/s3/denied",
    "/s3/conflict",
    "/s3/text",
    "/s3/own",
    "/s3/nowhere",
    "/rest",
];

fn xml(status: u16, text: &'static str) -> HttpResponse {
    HttpResponse::build(StatusCode::from_u16(status).unwrap())
        .content_type("application/xml")
        .body(text)
}

/// Its fallback says something to operators.
fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/denied", web::get().to(async || xml(403, "<Denied/>")))
        .route("/conflict", web::get().to(async || xml(409, "hunter2")))
        .route(
            "/text",
            web::get().to(async || HttpResponse::Forbidden().body("hunter2")),
        )
        .route(
            "/own",
            web::get().to(async || -> Result<&str, Fault> { Err(Fault::problem_with(&problem::FORBIDDEN, "hunter2")) }),
        )
        .default_service(web::to(async || xml(404, "hunter2")));
}

async fn naive(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    response.response_mut().extensions_mut().insert(PassThrough);
    Ok(response)
}

fn open(answers: &[Option<Answer>]) -> Vec<usize> {
    let answers = answers.iter().map(|answer| answer.as_ref().unwrap()).enumerate();
    let open = answers.filter(|(_, answer)| answer.header("content-type") != Some("application/problem+json"));
    open.map(|(index, _)| index).collect()
}

#[test]
fn only_what_was_told_passes_from_a_scope() {
    let rest = || web::get().to(async || xml(403, "hunter2"));
    let told = ask!(
        App::new()
            .service(web::scope("/s3").configure(routes).wrap(from_fn(naive)))
            .route("/rest", rest())
            .wrap(SecureErrorLayer::new()),
        PATHS.map(get)
    );
    assert_eq!(
        open(&told.answers),
        [0, 1, 2, 4],
        "an ordinary middleware opens all of its scope"
    );

    let told = ask!(
        App::new()
            .service(web::scope("/s3").configure(routes).wrap(XML))
            .route("/rest", rest())
            .wrap(SecureErrorLayer::new()),
        PATHS.map(get)
    );
    assert_eq!(open(&told.answers), [0]);
    assert_eq!(told.answers[0].as_ref().unwrap().body, b"<Denied/>");
    assert!(
        told.answers
            .iter()
            .flatten()
            .all(|answer| !answer.text().contains("hunter2"))
    );
    assert_eq!(told.records.len(), PATHS.len());
    assert_eq!(told.records[0]["exception.type"], "PassedThrough");
}

#[test]
fn a_quiet_layer_records_at_debug() {
    let told = ask!(
        App::new()
            .service(web::scope("/s3").configure(routes).wrap(XML.quiet()))
            .wrap(SecureErrorLayer::new()),
        [get("/s3/denied")]
    );
    assert!(
        told.log.contains(r#""level":"DEBUG""#) && !told.log.contains(r#""level":"WARN""#),
        "{}",
        told.log
    );
    assert_eq!(told.records.len(), 1);
}
