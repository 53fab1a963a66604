//! The record is that of the response that is sent, once, under the id that the client has.

use crate::harness::ask;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorBadGateway, ErrorInternalServerError};
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::middleware::{ErrorHandlerResponse, ErrorHandlers, Next, from_fn};
use actix_web::{App, Error, HttpResponse, ResponseError, Result, rt, web};
use futures_util::FutureExt as _;
use secure_error::layers::PassThrough;
use secure_error::{PanicHook, SecureErrorLayer};
use secure_error_tests::server::get;
use secure_error_tests::sink;
use secure_error_tests_frameworks::hostile::{BrokenFormat, PanicsInDrop};
use secure_error_tests_frameworks::process::is_alone;
use secure_error_tests_frameworks::shop::{self, ShopError};
use std::cell::RefCell;
use std::fmt;
use std::panic::AssertUnwindSafe;

fn not_found() -> HttpResponse {
    shop::constant().unwrap_err().error_response()
}

#[test]
fn a_caught_panic_is_one_record_with_the_id() {
    if !is_alone("sent::a_caught_panic_is_one_record_with_the_id") {
        return;
    }
    PanicHook::install_quiet();
    async fn catches(
        request: ServiceRequest,
        next: Next<impl MessageBody>,
    ) -> Result<ServiceResponse<impl MessageBody>> {
        let outcome = AssertUnwindSafe(next.call(request)).catch_unwind().await;
        outcome.unwrap_or_else(|_| Err(ErrorInternalServerError("caught")))
    }
    let panics = async || shop::panic();
    let in_handler = async || {
        let outcome = AssertUnwindSafe(async { shop::panic() }).catch_unwind().await;
        outcome.map_or_else(
            |_| HttpResponse::InternalServerError().body("caught"),
            |text| HttpResponse::Ok().body(text),
        )
    };
    let app = move || {
        App::new()
            .service(web::resource("/around").wrap(from_fn(catches)).to(panics))
            .route("/inside", web::get().to(in_handler))
            .wrap(SecureErrorLayer::new())
    };
    for path in ["/around", "/inside"] {
        let (answer, record) = ask!(app(), [get(path)]).one();
        assert_eq!(
            (answer.status(), &answer.json()["code"]),
            (500, &"INTERNAL_ERROR".into())
        );
        assert_eq!(record["exception.type"], "Panic", "{path}: {record}");
        assert!(record["location"].is_string(), "{path}: {record}");
    }
}

#[test]
fn the_record_is_of_the_failure_that_was_sent() {
    let fails_later = async || -> Result<&'static str> {
        drop(not_found());
        Err(ErrorBadGateway("not in accounts_v2"))
    };
    let passes = async || {
        drop(not_found());
        let mut upstream = HttpResponse::BadGateway().body("upstream is asleep");
        upstream.extensions_mut().insert(PassThrough);
        upstream
    };
    let app = move || {
        App::new()
            .route("/foreign", web::get().to(fails_later))
            .route("/passed", web::get().to(passes))
            .wrap(SecureErrorLayer::new())
    };
    for (path, kind) in [("/foreign", "ForeignResponse"), ("/passed", "PassedThrough")] {
        let (answer, record) = ask!(app(), [get(path)]).one();
        assert_eq!(answer.status(), 502);
        assert_eq!(record["exception.type"], kind, "{record}");
        assert_eq!(record["http.response.status_code"], 502);
        assert!(
            record["fields"].as_str().unwrap().contains("ACCOUNT_NOT_FOUND"),
            "{record}"
        );
    }
}

#[test]
fn a_request_that_succeeds_in_the_end_leaves_no_record() {
    let tries_twice = async || {
        drop(HttpResponse::from_error(ShopError::Denied));
        "welcome"
    };
    let app = move || {
        App::new()
            .route("/", web::get().to(tries_twice))
            .wrap(SecureErrorLayer::new())
    };
    let told = ask!(app(), [get("/")]);
    assert!(sink::events(&told.log).is_empty(), "{}", told.log);
    assert_eq!(told.success().body, b"welcome");
}

#[test]
fn nothing_is_exchanged_under_the_name_of_an_own_response() {
    fn exchanged<B: MessageBody + 'static>(response: ServiceResponse<B>) -> Result<ErrorHandlerResponse<B>> {
        let (request, response) = response.into_parts();
        let BodySize::Sized(length) = response.body().size() else {
            unreachable!()
        };
        let mut text = "hunter2 ".repeat(100);
        text.truncate(usize::try_from(length).unwrap());
        let mut response = response.set_body(text);
        response.head_mut().reason = Some("hunter2");
        response.extensions_mut().insert(PanicsInDrop);
        let response = response.map_into_boxed_body().map_into_right_body();
        Ok(ErrorHandlerResponse::Response(ServiceResponse::new(request, response)))
    }

    let own = async || shop::constant();
    let handlers = || ErrorHandlers::new().handler(StatusCode::NOT_FOUND, exchanged);
    let app = move || {
        App::new()
            .route("/", web::get().to(own))
            .wrap(handlers())
            .wrap(SecureErrorLayer::new())
    };
    let (answer, record) = ask!(app(), [get("/")]).one();
    assert_eq!(
        (answer.status(), &answer.json()["code"]),
        (404, &"ACCOUNT_NOT_FOUND".into())
    );
    assert!(!answer.text().contains("hunter2"), "{}", answer.text());
    assert_eq!(record["exception.type"], "ShopError::NotFound");
}

#[test]
fn an_own_response_has_the_id_of_the_request_that_it_is_sent_to() {
    thread_local! {
        static KEPT: RefCell<Option<HttpResponse>> = const { RefCell::new(None) };
    }

    let keeps = async || {
        KEPT.set(Some(not_found()));
        "kept"
    };
    let sends = async || KEPT.take().unwrap();
    // Made where nothing is known of the request, and changed.
    let elsewhere = async || {
        let made = rt::spawn(async { not_found().set_body("hunter2").map_into_boxed_body() });
        made.await.unwrap()
    };
    let app = move || {
        App::new()
            .route("/keeps", web::get().to(keeps))
            .route("/sends", web::get().to(sends))
            .route("/elsewhere", web::get().to(elsewhere))
            .wrap(SecureErrorLayer::new())
    };
    let told = ask!(app(), ["/keeps", "/sends", "/elsewhere"].map(get));
    let ids: Vec<&str> = told.answers.iter().flatten().map(|answer| answer.id()).collect();
    assert_eq!((ids.len(), told.records.len()), (3, 2), "{}", told.log);
    for index in [1, 2] {
        let (answer, record) = (told.answers[index].as_ref().unwrap(), &told.records[index - 1]);
        assert_eq!(answer.json()["code"], "ACCOUNT_NOT_FOUND", "{}", answer.text());
        assert_eq!(answer.json()["request_id"], ids[index]);
        assert_eq!(record["request_id"], ids[index]);
        assert_eq!(record["exception.type"], "ShopError::NotFound");
    }
    assert!(
        told.records[0]["fields"].as_str().unwrap().contains(ids[0]),
        "{}",
        told.log
    );
}

/// An error whose status is this.
#[derive(Debug)]
struct Says(StatusCode);

impl fmt::Display for Says {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no row in accounts_v2")
    }
}

impl ResponseError for Says {
    fn status_code(&self) -> StatusCode {
        self.0
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.0);
        response.insert_header((LOCATION, "/login")).body(self.to_string())
    }
}

#[test]
fn an_error_with_a_status_below_400_is_sealed_and_recorded() {
    async fn guard(_: ServiceRequest, _: Next<impl MessageBody>) -> Result<ServiceResponse> {
        Err(Says(StatusCode::OK).into())
    }

    let says = async |status: web::Path<u16>| -> Result<&'static str, Error> {
        Err(Says(StatusCode::from_u16(*status).unwrap()).into())
    };
    let app = move || {
        App::new()
            .service(web::resource("/guard").wrap(from_fn(guard)).to(HttpResponse::Ok))
            .route("/{status}", web::get().to(says))
            .wrap(SecureErrorLayer::new())
    };
    for path in ["/guard", "/200", "/206"] {
        let (answer, record) = ask!(app(), [get(path)]).one();
        assert_eq!(
            (answer.status(), &answer.json()["code"]),
            (500, &"INTERNAL_ERROR".into())
        );
        assert_eq!(record["http.response.status_code"], 500);
        assert_eq!(record["exception.message"], "no row in accounts_v2");
    }
    // An error may redirect, without its text.
    let answer = ask!(app(), [get("/302")]).success();
    assert_eq!((answer.status(), answer.header("location")), (302, Some("/login")));
    assert_eq!((&answer.body[..], answer.id().len()), (&b""[..], 32));
}

#[test]
fn the_record_of_a_failing_format_has_the_status_that_was_sent() {
    let own = async || shop::constant();
    let layer = || SecureErrorLayer::new().default_format(BrokenFormat);
    let app = move || App::new().route("/", web::get().to(own)).wrap(layer());
    let (answer, record) = ask!(app(), [get("/")]).one();
    assert_eq!(
        (answer.status(), &answer.json()["code"]),
        (500, &"INTERNAL_ERROR".into())
    );
    assert_eq!(record["http.response.status_code"], 500);
    assert_eq!(record["exception.type"], "ShopError::NotFound");
    assert!(
        record["fields"].as_str().unwrap().contains(BrokenFormat::REASON),
        "{record}"
    );
}
