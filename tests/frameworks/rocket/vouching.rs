//! Routes that speak a dialect: only what their layer was told passes.

use crate::serve::{DoorError, NOT_YOURS, SECRET, exchange, log_of, one, sealed, told_once};
use rocket::http::{ContentType, Status};
use rocket::{Route, catch, catchers, get, routes};
use secure_error::frameworks::rocket::passing_through;
use secure_error::layers::PassThroughLayer;
use secure_error_tests::server::get as ask;

/// rocket's media type for XML.
const XML: PassThroughLayer = PassThroughLayer::new("text/xml", &[403, 404]);
const PATHS: [&str; 6] = ["/denied", "/conflict", "/text", "/own", "/forwarded", "/nowhere"];

type Raw = (Status, (ContentType, &'static str));

#[get("/denied")]
fn denied() -> Raw {
    (Status::Forbidden, (ContentType::XML, "<Denied/>"))
}

#[get("/conflict")]
fn conflict() -> Raw {
    (Status::Conflict, (ContentType::XML, SECRET))
}

#[get("/text")]
fn text() -> Raw {
    (Status::Forbidden, (ContentType::Plain, SECRET))
}

#[get("/own")]
fn own() -> Result<(), DoorError> {
    Err(NOT_YOURS)
}

#[get("/forwarded")]
fn forwarded() -> Status {
    Status::NotFound
}

#[catch(404)]
fn nowhere() -> Raw {
    (Status::NotFound, (ContentType::XML, SECRET))
}

fn part() -> Vec<Route> {
    routes![denied, conflict, text, own, forwarded]
}

#[test]
fn only_what_was_told_passes_from_routes_and_nothing_from_catchers() {
    let service = sealed()
        .mount("/", passing_through(part(), XML))
        .register("/", catchers![nowhere]);
    let (answers, records) = exchange(service, &PATHS.map(ask));
    let answers: Vec<_> = answers.into_iter().flatten().collect();
    assert_eq!(
        (answers[0].status(), answers[0].body.as_slice()),
        (403, &b"<Denied/>"[..])
    );
    assert!(!answers[0].head.contains("x-secure-error"), "{answers:?}");
    for answer in &answers[1..] {
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{answer:?}"
        );
        assert!(!answer.text().contains(SECRET), "{answer:?}");
    }
    assert_eq!(records.len(), PATHS.len());
    assert_eq!(records[0]["exception.type"], "PassedThrough");
}

#[test]
fn a_quiet_layer_records_at_debug() {
    let (log, _) = log_of(
        sealed().mount("/", passing_through(part(), XML.quiet())),
        async |address| secure_error_tests::server::ask(address, &ask("/denied")).await,
    );
    let records = secure_error_tests::sink::records(&log);
    assert_eq!((records.len(), &records[0]["level"]), (1, &"DEBUG".into()), "{log}");
    assert_eq!(records[0]["fields"]["exception.type"], "PassedThrough");
}

#[test]
fn an_own_error_in_a_media_type_that_passes_is_still_ours() {
    let problems = PassThroughLayer::new("application/problem+json", &[403]).quiet();
    let told = one(
        sealed().mount("/", passing_through(routes![own], problems)),
        ask("/own"),
    );
    told_once(&told, 403, "NOT_YOURS");
    assert_eq!(told.1[0]["exception.type"], "DoorError::NotYours");
}
