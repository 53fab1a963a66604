//! Catchers: rocket's, ours and those of the application.

use crate::serve::{DoorError, SECRET, bare, exchange, one, sealed, told_once};
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::{Request, catch, catchers, get, routes};
use secure_error::frameworks::rocket::catchers as within;
use secure_error_tests::server::{get as ask, request};

#[catch(404)]
fn own(_: &Request<'_>) -> DoorError {
    DoorError::NoDoor
}

#[catch(404)]
fn text(request: &Request<'_>) -> String {
    format!("{} is not in {SECRET}", request.uri())
}

#[catch(default)]
fn any(status: Status, _: &Request<'_>) -> (Status, String) {
    (status, format!("{SECRET} {status}"))
}

#[get("/numbers/<_number>")]
fn number(_number: u8) {}

#[get("/fine")]
fn says_fine() -> Result<(), Status> {
    Ok(())
}

#[test]
fn the_pages_of_rocket_are_replaced_and_are_not_in_the_log() {
    let (bare, _) = one(bare(), ask("/nowhere"));
    assert!(bare.text().contains("<small>Rocket</small>"));

    let told = one(sealed(), ask("/nowhere"));
    told_once(&told, 404, "NOT_FOUND");
    assert_eq!(told.1[0]["exception.message"], "<no body>");
}

#[test]
fn a_catcher_that_returns_our_error_keeps_it_and_is_logged_once() {
    for service in [bare(), sealed()] {
        let told = one(service.register("/", catchers![own]), ask("/nowhere"));
        told_once(&told, 404, "NO_DOOR");
        assert_eq!(told.1[0]["exception.message"], "hunter2 has no door");
    }
}

#[test]
fn a_catcher_that_answers_with_text_is_sealed_and_its_text_is_in_the_log() {
    let (leaks, _) = one(bare().register("/", catchers![text]), ask("/nowhere"));
    assert!(leaks.text().contains(SECRET));

    let told = one(sealed().register("/", catchers![text]), ask("/nowhere"));
    told_once(&told, 404, "NOT_FOUND");
    assert_eq!(told.1[0]["exception.message"], "/nowhere is not in hunter2");
}

#[test]
fn a_default_catcher_of_the_application_stays_whenever_it_is_registered() {
    let stage = AdHoc::on_ignite("stage", |rocket| {
        Box::pin(async { rocket.register("/", catchers![any]) })
    });
    for service in [sealed().register("/", catchers![any]), sealed().attach(stage)] {
        let told = one(service, ask("/nowhere"));
        told_once(&told, 404, "NOT_FOUND");
        assert_eq!(told.1[0]["exception.message"], "hunter2 404 Not Found");
    }
}

#[test]
fn a_catcher_for_a_path_only_is_no_default() {
    let told = one(sealed().register("/elsewhere", catchers![any]), ask("/nowhere"));
    told_once(&told, 404, "NOT_FOUND");
    assert_eq!(told.1[0]["exception.message"], "<no body>");
}

#[test]
fn what_every_route_forwards_is_answered_by_its_last_status() {
    let told = one(sealed().mount("/", routes![number]), ask("/numbers/hunter2"));
    told_once(&told, 422, "UNPROCESSABLE_CONTENT");
}

#[test]
fn a_failure_that_says_it_is_fine_is_none_of_rockets_pages() {
    #[get("/odd")]
    fn odd() -> Result<(), Odd> {
        Err(Odd)
    }
    struct Odd;
    impl<'r> rocket::response::Responder<'r, 'static> for Odd {
        fn respond_to(self, _: &'r Request<'_>) -> rocket::response::Result<'static> {
            Err(Status::Ok)
        }
    }
    let told = one(sealed().mount("/", routes![odd, says_fine]), ask("/odd"));
    told_once(&told, 500, "INTERNAL_ERROR");
}

/// rocket refuses it before any fairing.
#[test]
fn a_method_that_rocket_does_not_know_is_answered_and_logged_too() {
    let brew = request("BREW", "/", &[b"X-Request-Id: client-1"]);
    let (page, _) = one(bare(), brew.clone());
    assert!(page.text().contains("<small>Rocket</small>"));

    let told = one(sealed(), brew);
    told_once(&told, 400, "BAD_REQUEST");
    assert_eq!(told.1[0]["client_request_id"], "client-1");
}

#[test]
fn head_says_how_long_the_answer_of_get_is() {
    let (answers, records) = exchange(
        sealed().mount("/", routes![number]),
        &[ask("/nowhere"), request("HEAD", "/nowhere", &[])],
    );
    let answers: Vec<_> = answers.into_iter().flatten().collect();
    assert_eq!(answers[0].header("content-length"), answers[1].header("content-length"));
    assert!(!answers[0].body.is_empty() && answers[1].body.is_empty(), "{answers:?}");
    assert_eq!(records.len(), 2);
}

/// rocket tells no fairing of a request that it cannot read.
#[test]
fn catchers_are_the_boundary_of_requests_that_rocket_cannot_read() {
    #[catch(400)]
    fn own_400() -> DoorError {
        DoorError::NoDoor
    }
    #[catch(400)]
    fn fails() -> Result<(), Status> {
        Err(Status::ImATeapot)
    }
    let brew = || request("BREW", "/", &[]);
    let (leaks, _) = one(sealed().register("/", catchers![any]), brew());
    assert!(leaks.text().contains(SECRET), "the limit without the wrapper");
    let (bare, _) = one(bare().register("/", within(catchers![any])), brew());
    assert!(bare.text().contains(SECRET), "the wrapper alone is no boundary");

    let told = one(sealed().register("/", within(catchers![any])), brew());
    told_once(&told, 400, "BAD_REQUEST");
    assert_eq!(told.1[0]["exception.message"], "hunter2 400 Bad Request");

    told_once(
        &one(sealed().register("/", within(catchers![own_400])), brew()),
        404,
        "NO_DOOR",
    );
    told_once(
        &one(sealed().register("/", within(catchers![fails, any])), brew()),
        500,
        "INTERNAL_ERROR",
    );

    // It is no boundary any more when the next one answers.
    #[catch(500)]
    fn own_500() -> DoorError {
        DoorError::NoDoor
    }
    let service = sealed()
        .register("/", within(catchers![fails]))
        .register("/", catchers![own_500]);
    let (answer, records) = one(service, brew());
    assert!(!answer.head.contains("x-secure-error"), "{answer:?}");
    assert_eq!((answer.status(), records.len()), (404, 1), "{records:?}");
}
