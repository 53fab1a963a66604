//! The record is that of the response that is sent, once, under the id that the client has.

use super::{assert_sealed, constant, fails_later, one, panics, routes, serve, told};
use poem::endpoint::make;
use poem::error::ResponseError;
use poem::http::StatusCode;
use poem::middleware::CatchPanic;
use poem::{Body, Endpoint, EndpointExt as _, Error, IntoResponse, Request, Response, Route, get, handler};
use secure_error::layers::PassThrough;
use secure_error::{PanicHook, SecureErrorLayer};
use secure_error_tests::server::{ask, get as get_bytes};
use secure_error_tests::sink;
use secure_error_tests_frameworks::hostile::{BrokenFormat, PanicsInDrop};
use secure_error_tests_frameworks::process::is_alone;
use secure_error_tests_frameworks::shop::{self, ShopError};
use secure_error_tests_frameworks::sockets::with_log;
use std::fmt;
use std::sync::Mutex;

#[test]
fn a_caught_panic_is_one_record_with_the_id() {
    if !is_alone("sent::a_caught_panic_is_one_record_with_the_id") {
        return;
    }
    PanicHook::install_quiet();
    let service = Route::new()
        .at("/", get(panics))
        .with(CatchPanic::new())
        .with(SecureErrorLayer::new());
    let record = assert_sealed(service, "/", 500, "hunter2");
    assert_eq!(record["exception.type"], "Panic", "{record}");
    assert!(record["location"].is_string(), "{record}");
}

#[test]
fn the_record_is_of_the_failure_that_was_sent() {
    #[handler]
    async fn passes() -> Response {
        drop(Error::from(shop::constant().unwrap_err()).into_response());
        let mut upstream = "asleep".with_status(StatusCode::BAD_GATEWAY).into_response();
        upstream.set_data(PassThrough);
        upstream
    }

    for (service, status, text) in [
        (get(fails_later), 500, "select from accounts_v2 failed"),
        (get(passes), 502, "an error was passed on"),
    ] {
        let (answer, records) = one(service.with(SecureErrorLayer::new()), get_bytes("/"));
        assert_eq!((answer.status(), records.len()), (status, 1), "{records:?}");
        assert_eq!(records[0]["request_id"], answer.id());
        assert_eq!(records[0]["http.response.status_code"], status);
        assert!(records[0]["exception.message"].as_str().unwrap().contains(text));
        assert!(records[0]["fields"].as_str().unwrap().contains("ACCOUNT_NOT_FOUND"));
    }
}

#[test]
fn a_request_that_succeeds_in_the_end_leaves_no_record() {
    #[handler]
    async fn tries_twice() -> &'static str {
        drop(Error::from(ShopError::Denied).into_response());
        "welcome"
    }

    let service = get(tries_twice).with(SecureErrorLayer::new());
    let talk = async |address| ask(address, &get_bytes("/")).await.unwrap();
    let (answer, log) = with_log(|listener| serve(service, listener), talk);
    assert_eq!((answer.status(), &answer.body[..]), (200, &b"welcome"[..]));
    assert!(sink::records(&log).is_empty() && sink::events(&log).is_empty(), "{log}");
    assert_eq!(answer.header("x-secure-error-entry"), None);
}

#[test]
fn nothing_is_exchanged_under_the_name_of_an_own_response() {
    /// Makes the response of the error, and sends something else.
    async fn exchanges(endpoint: impl Endpoint, request: Request) -> poem::Result<Response> {
        let how = request.uri().query().unwrap_or_default().to_owned();
        let Err(error) = endpoint.call(request).await else {
            unreachable!()
        };
        let (mut parts, body) = error.into_response().into_parts();
        let length = body.into_bytes().await.unwrap().len();
        let text = match how.as_str() {
            "longer" => "hunter2".repeat(length),
            _ => format!("{:<length$}", "hunter2"),
        };
        match how.as_str() {
            "status" => parts.status = StatusCode::CONFLICT,
            "id" => drop(parts.headers.remove("x-request-id")),
            _ => {}
        }
        let reason = hyper::ext::ReasonPhrase::from_static(b"hunter2");
        parts.extensions.insert(reason);
        parts.extensions.insert(PanicsInDrop);
        Ok(Response::from_parts(parts, Body::from_string(text)))
    }

    for how in ["same-length", "longer", "status", "id"] {
        let service = routes().around(exchanges).with(SecureErrorLayer::new());
        let (answer, records) = one(service, get_bytes(&format!("/constant?{how}")));
        assert!(!answer.text().contains("hunter2"), "{how}: {answer:?}");
        assert_eq!(answer.header("x-secure-error-entry"), None);
        if how == "status" {
            // Another status is meant to hide what it was.
            assert_eq!((answer.status(), &answer.json()["code"]), (409, &"CONFLICT".into()));
        } else {
            super::assert_not_found(&answer);
        }
        super::assert_reported(&records, &answer);
    }
}

#[test]
fn an_own_response_without_its_headers_is_sealed_and_keeps_its_report() {
    async fn takes(endpoint: impl Endpoint, request: Request) -> poem::Result<Response> {
        let error = endpoint.call(request).await.map(drop).unwrap_err();
        Ok("hunter2".with_status(error.into_response().status()).into_response())
    }

    let service = routes().around(takes).with(SecureErrorLayer::new());
    let (answer, records) = one(service, get_bytes("/constant"));
    assert!(!answer.text().contains("hunter2"), "{answer:?}");
    assert_eq!(answer.json()["code"], "NOT_FOUND");
    super::assert_reported(&records, &answer);
}

#[test]
fn an_own_response_has_the_id_of_the_request_that_it_is_sent_to() {
    static KEPT: Mutex<Option<Response>> = Mutex::new(None);

    fn not_found() -> Response {
        shop::constant().unwrap_err().as_response()
    }

    #[handler]
    async fn keeps() -> &'static str {
        *KEPT.lock().unwrap() = Some(not_found());
        "kept"
    }

    #[handler]
    async fn sends() -> Response {
        KEPT.lock().unwrap().take().unwrap()
    }

    /// Made where nothing is known of the request, and changed.
    #[handler]
    async fn elsewhere() -> Response {
        let work = async {
            let mut made = not_found();
            made.set_body("hunter2");
            made
        };
        tokio::spawn(work).await.unwrap()
    }

    let service = Route::new()
        .at("/keeps", get(keeps))
        .at("/sends", get(sends))
        .at("/elsewhere", get(elsewhere))
        .with(SecureErrorLayer::new());
    let (answers, records) = told(service, &["/keeps", "/sends", "/elsewhere"].map(get_bytes));
    let answers: Vec<_> = answers.iter().flatten().collect();
    assert_eq!((answers.len(), records.len()), (3, 2), "{records:?}");
    for (answer, record) in answers[1..].iter().zip(&records) {
        super::assert_not_found(answer);
        super::assert_reported(std::slice::from_ref(record), answer);
        assert_eq!(answer.header("x-secure-error-entry"), None);
    }
    assert!(records[0]["fields"].as_str().unwrap().contains(answers[0].id()));
}

/// An error whose status is this.
#[derive(Debug)]
struct Says(StatusCode);

impl fmt::Display for Says {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no row in accounts_v2")
    }
}

impl std::error::Error for Says {}

impl ResponseError for Says {
    fn status(&self) -> StatusCode {
        self.0
    }

    fn as_response(&self) -> Response {
        let response = self.to_string().with_status(self.0);
        response.with_header("location", "/login").into_response()
    }
}

#[test]
fn an_error_with_a_status_below_400_is_sealed_and_recorded() {
    let says = |status| make(move |_| async move { Err::<(), Error>(Says(status).into()) });
    let text = make(|_| async { Err::<(), _>(Error::from_string("no row in accounts_v2", StatusCode::OK)) });
    let routes = Route::new()
        .at("/own", says(StatusCode::PARTIAL_CONTENT))
        .at("/text", text)
        .at("/redirects", says(StatusCode::FOUND))
        .with(SecureErrorLayer::new());
    let service = std::sync::Arc::new(routes);
    for path in ["/own", "/text"] {
        let record = assert_sealed(service.clone(), path, 500, "no row in accounts_v2");
        assert_eq!(record["http.response.status_code"], 500);
    }
    // An error may redirect, without its text.
    let (answer, records) = one(service, get_bytes("/redirects"));
    assert_eq!((answer.status(), answer.header("location")), (302, Some("/login")));
    assert_eq!((answer.body.len(), records.len()), (0, 0), "{answer:?} {records:?}");
}

#[test]
fn a_response_that_was_raised_as_an_error_may_be_a_success() {
    #[handler]
    async fn raises() -> poem::Result<()> {
        Err(Error::from_response("welcome".into_response()))
    }

    let (answer, records) = one(get(raises).with(SecureErrorLayer::new()), get_bytes("/"));
    assert_eq!((answer.status(), &answer.body[..]), (200, &b"welcome"[..]));
    assert!(records.is_empty(), "{records:?}");
}

#[test]
fn the_record_of_a_failing_format_has_the_status_that_was_sent() {
    let service = get(constant).with(SecureErrorLayer::new().default_format(BrokenFormat));
    let record = assert_sealed(service, "/", 500, BrokenFormat::REASON);
    assert_eq!(record["http.response.status_code"], 500);
    assert_eq!(record["exception.type"], "ShopError::NotFound");
}
