//! Records: one of each response that is sent.

use crate::leaky::DSN;
use crate::serve::{Said, serve};
use crate::shop::ShopError;
use dropshot::{ApiDescription, Body, HttpResponseOk, RequestContext, endpoint};
use http::{HeaderValue, Response};
use secure_error::frameworks::dropshot::seal;
use secure_error::render::{Format, FormatError};
use secure_error::{PanicHook, PublicError, RequestId, SecureErrorLayer};
use secure_error_tests::process::alone;
use secure_error_tests::server::{get, request};
use serde_json::Value;
use std::panic::catch_unwind;
use std::sync::Mutex;

const NO_ITEM: ShopError = ShopError::NoItem { table: "items_v2" };

fn own() -> Response<Body> {
    secure_error::respond::<Vec<u8>>(&NO_ITEM).map(Body::from)
}

fn text(status: u16) -> Response<Body> {
    Response::builder().status(status).body(Body::from(DSN)).unwrap()
}

#[endpoint { method = GET, path = "/caught" }]
async fn caught(_: RequestContext<()>) -> Result<Response<Body>, ShopError> {
    Ok(catch_unwind(|| panic!("no way: {DSN}")).map_or_else(|_| text(500), |()| text(200)))
}

#[endpoint { method = GET, path = "/foreign" }]
async fn foreign(_: RequestContext<()>) -> Result<Response<Body>, ShopError> {
    drop(own());
    Ok(text(502))
}

/// Fails with the last of two errors, and both have become responses.
#[endpoint { method = GET, path = "/last" }]
async fn last(_: RequestContext<()>) -> Result<HttpResponseOk<String>, ShopError> {
    drop(own());
    Err(ShopError::WrongPassword)
}

#[endpoint { method = GET, path = "/succeeds" }]
async fn succeeds(_: RequestContext<()>) -> Result<HttpResponseOk<String>, ShopError> {
    drop(own());
    Ok(HttpResponseOk("fine".to_owned()))
}

#[endpoint { method = GET, path = "/exchanged" }]
async fn exchanged(_: RequestContext<()>) -> Result<Response<Body>, ShopError> {
    let own = secure_error::respond::<Vec<u8>>(&NO_ITEM);
    Ok(own.map(|body| Body::from(DSN.repeat(body.len())[..body.len()].to_owned())))
}

/// The first response, again and again.
#[endpoint { method = GET, path = "/cached" }]
async fn cached(_: RequestContext<()>) -> Result<Response<Body>, ShopError> {
    static FIRST: Mutex<Option<Response<Vec<u8>>>> = Mutex::new(None);
    let mut first = FIRST.lock().unwrap();
    let first = first.get_or_insert_with(|| secure_error::respond(&NO_ITEM));
    Ok(first.clone().map(Body::from))
}

fn open() -> ApiDescription<()> {
    let mut api = ApiDescription::new();
    api.register(caught).unwrap();
    api.register(foreign).unwrap();
    api.register(last).unwrap();
    api.register(succeeds).unwrap();
    api.register(exchanged).unwrap();
    api.register(cached).unwrap();
    api
}

fn ask(path: &str) -> Said {
    serve(seal(open(), SecureErrorLayer::new()).unwrap(), &[get(path)])
}

/// The hook is that of the whole process.
#[test]
fn a_panic_that_was_caught_is_one_record_with_the_id() {
    alone("records::with_the_quiet_hook");
}

#[test]
#[ignore = "started by the other test, in a process of its own"]
fn with_the_quiet_hook() {
    PanicHook::install_quiet();
    let (answer, record) = ask("/caught").one();
    assert_eq!(
        (answer.status(), &answer.json()["code"]),
        (500, &"INTERNAL_ERROR".into())
    );
    assert_eq!(record["exception.type"], "Panic");
    assert_eq!(record["request_id"], answer.id());
}

#[test]
fn the_record_is_that_of_the_failure_that_was_sent() {
    let (answer, record) = ask("/foreign").one();
    assert_eq!(answer.json()["code"], "BAD_GATEWAY");
    assert_eq!(record["error.type"], "BAD_GATEWAY");
    assert_eq!(record["exception.message"], DSN);
    let fields = record["fields"].as_str().unwrap();
    assert_eq!(fields, "earlier=NO_ITEM");

    let (answer, record) = ask("/last").one();
    assert_eq!(answer.json()["code"], "INVALID_CREDENTIALS");
    assert_eq!(record["error.type"], "INVALID_CREDENTIALS");
}

#[test]
fn a_request_that_succeeds_after_a_failure_leaves_no_record() {
    let said = ask("/succeeds");
    assert_eq!(said.answers[0].as_ref().unwrap().status(), 200);
    assert_eq!(said.records, Vec::<Value>::new());
}

#[test]
fn a_body_of_the_same_length_cannot_take_the_place_of_ours() {
    let (answer, record) = ask("/exchanged").one();
    assert_eq!((answer.status(), &answer.json()["code"]), (404, &"NO_ITEM".into()));
    assert_eq!(record["request_id"], answer.json()["request_id"]);
}

#[test]
fn a_response_sent_again_has_a_record_under_the_id_of_each_request() {
    let api = seal(open(), SecureErrorLayer::new()).unwrap();
    let said = serve(api, &[get("/cached"), get("/cached")]);
    assert_eq!(said.records.len(), 2, "{:?}", said.records);
    for (answer, record) in said.answers.iter().flatten().zip(&said.records) {
        assert_eq!((answer.status(), &answer.json()["code"]), (404, &"NO_ITEM".into()));
        assert_eq!(answer.json()["request_id"], answer.id());
        assert_eq!(record["fields"]["request_id"], answer.id());
        assert_eq!(record["fields"]["exception.message"], "no row in items_v2");
    }
}

struct Broken;

impl Format for Broken {
    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static("text/broken")
    }

    fn render(&self, _: &PublicError<'_>, _: &RequestId, _: &mut Vec<u8>) -> Result<(), FormatError> {
        Err(FormatError::new("no template"))
    }
}

#[test]
fn the_record_says_the_status_that_was_sent_if_the_format_fails() {
    let api = seal(open(), SecureErrorLayer::new().offer(Broken)).unwrap();
    let (answer, record) = serve(api, &[request("GET", "/last", &[b"Accept: text/broken"])]).one();
    assert_eq!(
        (answer.status(), &answer.json()["code"]),
        (500, &"INTERNAL_ERROR".into())
    );
    assert_eq!(record["request_id"], answer.json()["request_id"]);
    assert_eq!(record["error.type"], "INVALID_CREDENTIALS");
    assert_eq!(record["http.response.status_code"], 500);
    assert!(record["fields"].as_str().unwrap().contains("no template"), "{record}");
}
