//! Records: one of each response that is sent.

use crate::serve::{NO_KEY, NOT_YOURS, SECRET, bare, exchange, log_of, one, sealed, told_once};
use rocket::fairing::AdHoc;
use rocket::http::{Header, Status};
use rocket::response::status::Custom;
use rocket::response::{Responder, Response, Result};
use rocket::{Request, State, catch, get, routes};
use secure_error::frameworks::rocket::{catchers, routes as within};
use secure_error::render::{Format, FormatError};
use secure_error::{PanicHook, PublicError, RequestId, SecureErrorLayer};
use secure_error_tests::process::alone;
use secure_error_tests::server::{ask as send, get as ask, request};
use secure_error_tests::sink;
use std::io::Cursor;
use std::panic::catch_unwind;
use std::sync::Mutex;

#[get("/caught")]
fn caught() -> Custom<&'static str> {
    let outcome = catch_unwind(|| panic!("{SECRET} is poisoned"));
    Custom(Status::InternalServerError, outcome.map_or("caught", |()| "fine"))
}

#[get("/caught/fine")]
fn caught_and_fine() -> &'static str {
    catch_unwind(|| panic!("{SECRET} is poisoned")).map_or("caught", |()| "fine")
}

#[catch(404)]
fn panicking_catcher() -> &'static str {
    panic!("{SECRET} is poisoned")
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
    for path in ["/caught", "/nowhere"] {
        let service = sealed()
            .mount("/", within(routes![caught]))
            .register("/", catchers(rocket::catchers![panicking_catcher]));
        let told = one(service, ask(path));
        told_once(&told, 500, "INTERNAL_ERROR");
        assert_eq!(told.1[0]["exception.type"], "Panic");
        assert_eq!(told.1[0]["exception.message"], "hunter2 is poisoned");
    }
    let (answer, records) = one(
        sealed().mount("/", within(routes![caught_and_fine])),
        ask("/caught/fine"),
    );
    assert_eq!((answer.status(), records.len()), (200, 1), "{records:?}");
    assert_eq!(records[0]["request_id"], answer.id());
}

/// Makes an own response first, and sends something else.
struct Instead<R>(R);

impl<'r, 'o: 'r, R: Responder<'r, 'o>> Responder<'r, 'o> for Instead<R> {
    fn respond_to(self, request: &'r Request<'_>) -> Result<'o> {
        drop(NO_KEY.respond_to(request)?);
        self.0.respond_to(request)
    }
}

#[get("/foreign")]
fn foreign() -> Instead<Custom<&'static str>> {
    Instead(Custom(Status::BadGateway, SECRET))
}

#[get("/fine")]
fn fine() -> Instead<&'static str> {
    Instead("fine")
}

#[test]
fn the_record_is_that_of_the_failure_that_was_sent() {
    let told = one(sealed().mount("/", routes![foreign]), ask("/foreign"));
    told_once(&told, 502, "BAD_GATEWAY");
    assert_eq!(told.1[0]["exception.message"], SECRET);
    let fields = told.1[0]["fields"].as_str().unwrap();
    assert!(fields.contains("earlier") && fields.contains("NO_KEY"), "{fields}");
}

#[test]
fn a_request_that_succeeds_after_a_failure_leaves_no_record() {
    let (log, answer) = log_of(sealed().mount("/", routes![fine]), async |address| {
        send(address, &ask("/fine")).await.unwrap()
    });
    assert_eq!((answer.status(), &answer.body[..]), (200, &b"fine"[..]));
    assert!(sink::records(&log).is_empty() && sink::events(&log).is_empty(), "{log}");
}

#[get("/own")]
fn own() -> std::result::Result<(), crate::serve::DoorError> {
    Err(NOT_YOURS)
}

#[test]
fn a_body_of_the_same_length_cannot_take_the_place_of_ours() {
    let exchanges = AdHoc::on_response("exchanges", |_, response| {
        Box::pin(async {
            let length = response.body().preset_size().unwrap();
            let other = SECRET.repeat(length)[..length].to_owned();
            response.set_sized_body(length, Cursor::new(other));
            response.set_header(Header::new("cache-control", "public"));
        })
    });
    let told = one(sealed().attach(exchanges).mount("/", routes![own]), ask("/own"));
    told_once(&told, 403, "NOT_YOURS");
    assert_eq!(told.0.all("cache-control"), ["no-store"]);
}

#[derive(Default)]
struct Kept(Mutex<Option<Response<'static>>>);

#[get("/keep")]
fn keep(kept: &State<Kept>) -> Keep<'_> {
    Keep(kept)
}

#[get("/kept")]
fn kept(kept: &State<Kept>) -> Custom<Sent> {
    Custom(Status::Forbidden, Sent(kept.0.lock().unwrap().take().unwrap()))
}

/// Makes an own response, and sends nothing of it.
struct Keep<'r>(&'r Kept);

impl<'r> Responder<'r, 'static> for Keep<'_> {
    fn respond_to(self, request: &'r Request<'_>) -> Result<'static> {
        *self.0.0.lock().unwrap() = Some(NOT_YOURS.respond_to(request)?);
        Ok(Response::new())
    }
}

struct Sent(Response<'static>);

impl<'r> Responder<'r, 'static> for Sent {
    fn respond_to(self, _: &'r Request<'_>) -> Result<'static> {
        Ok(self.0)
    }
}

#[test]
fn a_response_moved_to_another_request_has_one_record_under_that_id() {
    let service = sealed().manage(Kept::default()).mount("/", routes![keep, kept]);
    let (mut answers, records) = exchange(service, &[ask("/keep"), ask("/kept")]);
    let answer = answers.pop().flatten().unwrap();
    told_once(&(answer, records), 403, "FORBIDDEN");
}

struct Broken;

impl Format for Broken {
    fn content_type(&self) -> http::HeaderValue {
        http::HeaderValue::from_static("text/broken")
    }

    fn render(&self, _: &PublicError<'_>, _: &RequestId, _: &mut Vec<u8>) -> std::result::Result<(), FormatError> {
        Err(FormatError::new("no template"))
    }
}

#[test]
fn the_record_says_the_status_that_was_sent_if_the_format_fails() {
    let service = bare().attach(SecureErrorLayer::new().offer(Broken));
    let request = request("GET", "/own", &[b"Accept: text/broken"]);
    let (answer, records) = one(service.mount("/", routes![own]), request);
    assert_eq!((answer.status(), records.len()), (500, 1), "{records:?}");
    assert_eq!(answer.json()["request_id"], answer.id());
    assert_eq!(records[0]["request_id"], answer.id());
    assert_eq!(records[0]["error.type"], "NOT_YOURS");
    assert_eq!(records[0]["http.response.status_code"], 500);
    assert!(records[0]["fields"].as_str().unwrap().contains("no template"));
}
