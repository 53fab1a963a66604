//! Fairings, and their order.

use crate::serve::{NOT_YOURS, SECRET, bare, one, sealed, told_once};
use rocket::fairing::AdHoc;
use rocket::http::{Header, Status};
use rocket::response::status::Custom;
use rocket::{get, routes};
use secure_error::render::Html;
use secure_error::{RequestId, SecureErrorLayer};
use secure_error_tests::server::{get as ask, request};
use std::io::Cursor;

#[get("/own")]
fn own() -> Result<(), crate::serve::DoorError> {
    Err(NOT_YOURS)
}

#[get("/text")]
fn text() -> Custom<&'static str> {
    Custom(Status::BadGateway, SECRET)
}

/// A fairing that has something to say about every failure.
fn chatty() -> AdHoc {
    AdHoc::on_response("chatty", |_, answer| {
        Box::pin(async {
            if answer.status().code >= 400 {
                answer.set_header(Header::new("x-chatty", "1"));
                answer.set_sized_body(None, Cursor::new("chatty hunter2"));
            }
        })
    })
}

#[test]
fn what_other_fairings_write_is_sealed_wherever_they_are_attached() {
    let (leaks, _) = one(bare().attach(chatty()), ask("/nowhere"));
    assert!(leaks.text().contains(SECRET));

    let before = bare().attach(chatty()).attach(SecureErrorLayer::new());
    let behind = sealed().attach(chatty());
    for service in [before, behind] {
        let told = one(service, ask("/nowhere"));
        told_once(&told, 404, "NOT_FOUND");
        assert_eq!(told.0.header("x-chatty"), Some("1"));
        assert_eq!(told.1[0]["exception.message"], "chatty hunter2");
    }
}

#[test]
fn another_body_put_over_an_own_response_does_not_hold() {
    let told = one(sealed().attach(chatty()).mount("/", routes![own]), ask("/own"));
    told_once(&told, 403, "NOT_YOURS");
    assert_eq!(told.0.header("x-chatty"), Some("1"));
}

#[test]
fn attached_twice_it_is_one_boundary_with_the_choices_of_the_second() {
    let service = sealed().attach(SecureErrorLayer::new().trust_incoming_request_id());
    let told = one(
        service.mount("/", routes![own]),
        request("GET", "/own", &[b"X-Request-Id: proxy-1"]),
    );
    told_once(&told, 403, "NOT_YOURS");
    assert_eq!(told.0.id(), "proxy-1");
}

#[test]
fn two_trusted_ids_are_none() {
    let service = bare().attach(SecureErrorLayer::new().trust_incoming_request_id());
    let (answer, _) = one(
        service,
        request("GET", "/", &[b"X-Request-Id: one", b"X-Request-Id: two"]),
    );
    assert_eq!(answer.id().len(), 32);
}

#[test]
fn every_failure_has_the_format_that_its_client_prefers() {
    for path in ["/own", "/text", "/nowhere"] {
        let service = bare()
            .attach(SecureErrorLayer::new().offer(Html))
            .mount("/", routes![own, text]);
        let (answer, records) = one(service, request("GET", path, &[b"Accept: text/html"]));
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(
            !answer.text().contains(SECRET) && answer.text().contains(answer.id()),
            "{answer:?}"
        );
        assert_eq!(records.len(), 1, "{records:?}");
    }
}

#[test]
fn the_name_of_the_server_stays_until_rocket_is_told_to_leave_it_out() {
    let (answer, _) = one(sealed(), ask("/nowhere"));
    assert_eq!(answer.header("server"), Some("Rocket"));

    let config = bare().figment().clone().merge(("ident", false));
    let (answer, _) = one(sealed().configure(config), ask("/nowhere"));
    assert_eq!(answer.header("server"), None);
}

#[test]
fn an_earlier_fairing_knows_the_id_and_the_choices_of_the_layer_hold() {
    let early = AdHoc::on_request("early", |request, _| {
        Box::pin(async {
            let id = request.guard::<RequestId>().await.unwrap();
            request.add_header(Header::new("x-early", id.to_string()));
        })
    });
    #[get("/early")]
    fn early_id(early: Early<'_>) -> Custom<String> {
        Custom(Status::Accepted, early.0.to_owned())
    }
    struct Early<'r>(&'r str);
    #[rocket::async_trait]
    impl<'r> rocket::request::FromRequest<'r> for Early<'r> {
        type Error = ();

        async fn from_request(request: &'r rocket::Request<'_>) -> rocket::request::Outcome<Self, ()> {
            rocket::outcome::Outcome::Success(Self(request.headers().get_one("x-early").unwrap()))
        }
    }
    let service = bare()
        .attach(early)
        .attach(SecureErrorLayer::new().trust_incoming_request_id())
        .mount("/", routes![early_id]);
    let (answer, _) = one(service, request("GET", "/early", &[b"X-Request-Id: proxy-1"]));
    assert_eq!((answer.id(), &answer.body[..]), ("proxy-1", &b"proxy-1"[..]));
}

#[test]
fn a_request_that_a_test_sends_twice_is_two_requests() {
    let runtime = rocket::tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, ids) = secure_error_tests::sink::json(|| {
        runtime.block_on(async {
            let client = rocket::local::asynchronous::Client::untracked(sealed()).await.unwrap();
            let request = client.get("/nowhere");
            let first = request
                .clone()
                .dispatch()
                .await
                .headers()
                .get_one("x-request-id")
                .unwrap()
                .to_owned();
            let second = request
                .dispatch()
                .await
                .headers()
                .get_one("x-request-id")
                .unwrap()
                .to_owned();
            [first, second]
        })
    });
    assert_ne!(ids[0], ids[1]);
    let records = secure_error_tests::sink::records(&log);
    assert_eq!(records.len(), 2, "{records:?}");
}
