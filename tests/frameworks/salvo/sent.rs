//! The record is that of the response that is sent, once, under the id that the client has.

use super::{assert_sealed, bare, fails_later, one, sealed, serve, told, vouches};
use salvo::http::{ResBody, StatusCode, StatusError};
use salvo::prelude::CatchPanic;
use salvo::{Depot, FlowCtrl, Request, Response, Router, Service, handler};
use secure_error::{PanicHook, SecureErrorLayer};
use secure_error_tests::server::{ask, get};
use secure_error_tests::sink;
use secure_error_tests_frameworks::hostile::{BrokenFormat, PanicsInDrop};
use secure_error_tests_frameworks::process::is_alone;
use secure_error_tests_frameworks::shop::{self, ShopError};
use secure_error_tests_frameworks::sockets::with_log;
use std::sync::Mutex;

#[test]
fn a_caught_panic_is_one_record_with_the_id() {
    if !is_alone("sent::a_caught_panic_is_one_record_with_the_id") {
        return;
    }
    PanicHook::install_quiet();
    let record = assert_sealed(sealed().hoop(CatchPanic::new()), "/panic", 500, "hunter2");
    assert_eq!(record["exception.type"], "Panic", "{record}");
    assert!(record["location"].is_string(), "{record}");
}

#[test]
fn the_record_is_of_the_failure_that_was_sent() {
    #[handler]
    async fn passes(res: &mut Response) {
        res.render(shop::constant().unwrap_err());
        *res = Response::new();
        res.render_with_status(StatusError::bad_gateway().code, "the upstream is closed");
    }

    let foreign = Service::new(Router::new().get(fails_later)).hoop(SecureErrorLayer::new());
    let passed = Service::new(Router::new().get(passes));
    let passed = passed.hoop(SecureErrorLayer::new()).hoop(vouches);
    for (service, kind) in [(foreign, "ForeignResponse"), (passed, "PassedThrough")] {
        let (answer, records) = one(service, get("/"));
        assert_eq!((answer.status(), records.len()), (502, 1), "{records:?}");
        assert_eq!(records[0]["request_id"], answer.id());
        assert_eq!(records[0]["exception.type"], kind);
        assert_eq!(records[0]["http.response.status_code"], 502);
        assert!(records[0]["fields"].as_str().unwrap().contains("ACCOUNT_NOT_FOUND"));
    }
}

#[test]
fn a_request_that_succeeds_in_the_end_leaves_no_record() {
    #[handler]
    async fn tries_twice(res: &mut Response) {
        res.render(ShopError::Denied);
        *res = Response::new();
        res.render("welcome");
    }

    let service = Service::new(Router::new().get(tries_twice)).hoop(SecureErrorLayer::new());
    let talk = async |address| ask(address, &get("/")).await.unwrap();
    let (answer, log) = with_log(|listener| serve(service, listener), talk);
    assert_eq!((answer.status(), &answer.body[..]), (200, &b"welcome"[..]));
    assert!(sink::records(&log).is_empty() && sink::events(&log).is_empty(), "{log}");
}

#[test]
fn nothing_is_exchanged_under_the_name_of_an_own_response() {
    #[handler]
    async fn exchanges(req: &mut Request, depot: &mut Depot, res: &mut Response, flow: &mut FlowCtrl) {
        flow.call_next(req, depot, res).await;
        let ResBody::Once(body) = res.take_body() else {
            panic!("in one piece")
        };
        let length = body.len();
        res.body(format!("{:<length$}", "hunter2"));
        let reason = hyper::ext::ReasonPhrase::from_static(b"hunter2");
        res.extensions.insert(reason);
        res.extensions.insert(PanicsInDrop);
    }

    let (answer, records) = one(sealed().hoop(exchanges), get("/constant"));
    assert!(!answer.text().contains("hunter2"), "{answer:?}");
    assert_eq!(
        (answer.status(), &answer.json()["code"]),
        (404, &"ACCOUNT_NOT_FOUND".into())
    );
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["exception.type"], "ShopError::NotFound");
}

#[test]
fn an_own_response_has_the_id_of_the_request_that_it_is_sent_to() {
    static KEPT: Mutex<Option<Response>> = Mutex::new(None);

    fn not_found() -> Response {
        let mut response = Response::new();
        response.render(shop::constant().unwrap_err());
        response
    }

    #[handler]
    async fn keeps() -> &'static str {
        *KEPT.lock().unwrap() = Some(not_found());
        "kept"
    }

    #[handler]
    async fn sends(res: &mut Response) {
        *res = KEPT.lock().unwrap().take().unwrap();
    }

    /// Made where nothing is known of the request, and changed.
    #[handler]
    async fn elsewhere(res: &mut Response) {
        let work = async {
            let mut made = not_found();
            made.body("hunter2");
            made
        };
        *res = tokio::spawn(work).await.unwrap();
    }

    let router = Router::new()
        .push(Router::with_path("keeps").get(keeps))
        .push(Router::with_path("sends").get(sends))
        .push(Router::with_path("elsewhere").get(elsewhere));
    let service = Service::new(router).hoop(SecureErrorLayer::new());
    let (answers, records) = told(service, &["/keeps", "/sends", "/elsewhere"].map(get));
    let answers: Vec<_> = answers.iter().flatten().collect();
    assert_eq!((answers.len(), records.len()), (3, 2), "{records:?}");
    for (answer, record) in answers[1..].iter().zip(&records) {
        assert_eq!(answer.json()["code"], "ACCOUNT_NOT_FOUND", "{answer:?}");
        assert_eq!(answer.json()["request_id"], answer.id());
        assert_eq!(record["request_id"], answer.id());
        assert_eq!(record["exception.type"], "ShopError::NotFound");
    }
    assert!(records[0]["fields"].as_str().unwrap().contains(answers[0].id()));
}

#[test]
fn an_error_with_a_status_below_400_is_sealed_and_recorded() {
    #[handler]
    async fn says() -> StatusError {
        let mut error = StatusError::bad_gateway().brief("no row in accounts_v2");
        error.code = StatusCode::OK;
        error
    }

    let service = Service::new(Router::new().get(says)).hoop(SecureErrorLayer::new());
    let record = assert_sealed(service, "/", 500, "no row in accounts_v2");
    assert_eq!(record["http.response.status_code"], 500);
}

#[test]
fn the_record_of_a_failing_format_has_the_status_that_was_sent() {
    let layer = SecureErrorLayer::new().default_format(BrokenFormat);
    let record = assert_sealed(bare().hoop(layer), "/constant", 500, BrokenFormat::REASON);
    assert_eq!(record["http.response.status_code"], 500);
    assert_eq!(record["exception.type"], "ShopError::NotFound");
}
