//! Guards that fail.

use crate::serve::{DoorError, NO_KEY, NOT_YOURS, bare, one, sealed, told_once};
use rocket::data::{Data, FromData};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Build, Request, Rocket, catch, catchers, get, post, routes};
use secure_error::RequestId;
use secure_error::frameworks::rocket::{Refusal, refuse};
use secure_error_tests::server::{get as ask, with_body};

struct Key;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Key {
    type Error = Refusal;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Refusal> {
        refuse(request, NO_KEY)
    }
}

struct Letter;

#[rocket::async_trait]
impl<'r> FromData<'r> for Letter {
    type Error = Refusal;

    async fn from_data(request: &'r Request<'_>, _: Data<'r>) -> rocket::data::Outcome<'r, Self> {
        refuse(request, NOT_YOURS)
    }
}

/// As rocket's users write it.
struct Plain;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Plain {
    type Error = DoorError;

    async fn from_request(_: &'r Request<'_>) -> Outcome<Self, DoorError> {
        Outcome::Error((Status::Unauthorized, NO_KEY))
    }
}

#[get("/needed")]
fn needed(_key: Key) -> &'static str {
    "open"
}

#[post("/letter", data = "<_letter>")]
fn letter(_letter: Letter) -> &'static str {
    "read"
}

#[get("/optional")]
fn optional(key: Option<Key>) -> &'static str {
    key.map_or("closed", |_| "open")
}

#[get("/optional/nothing")]
fn nothing(key: Option<Key>) -> Option<&'static str> {
    key.map(|_| "open")
}

#[get("/passed-on")]
fn passed_on(key: Result<Key, Refusal>) -> Result<&'static str, Refusal> {
    key.map(|_| "open")
}

#[get("/plain")]
fn plain(_key: Plain) -> &'static str {
    "open"
}

#[get("/id")]
fn id(id: RequestId) -> Result<&'static str, (Status, String)> {
    Err((Status::Accepted, id.to_string()))
}

#[get("/id/failed")]
fn failed_id(_id: RequestId) -> Result<(), DoorError> {
    Err(NOT_YOURS)
}

fn with_routes(service: Rocket<Build>) -> Rocket<Build> {
    service.mount(
        "/",
        routes![needed, letter, optional, nothing, passed_on, plain, id, failed_id],
    )
}

#[catch(401)]
fn own() -> DoorError {
    DoorError::NoDoor
}

#[catch(401)]
fn text() -> &'static str {
    "hunter2"
}

const NO_KEY_TOLD: &str = "no key for tenant-42";

#[test]
fn the_error_of_a_guard_is_the_answer_and_is_logged_once() {
    let told = one(with_routes(sealed()), ask("/needed"));
    told_once(&told, 401, "NO_KEY");
    assert_eq!(told.0.header("www-authenticate"), Some("Bearer realm=\"api\""));
    assert_eq!(told.1[0]["exception.message"], NO_KEY_TOLD);

    let letter = with_body("POST", "/letter", &[], b"dear");
    told_once(&one(with_routes(sealed()), letter), 403, "NOT_YOURS");
}

#[test]
fn a_refusal_is_the_record_of_a_catcher_that_responds_with_text() {
    let told = one(with_routes(sealed()).register("/", catchers![text]), ask("/needed"));
    assert_eq!(told.0.json()["code"], "UNAUTHORIZED");
    assert_eq!(told.1.len(), 1, "{:?}", told.1);
    assert_eq!(told.1[0]["exception.message"], NO_KEY_TOLD);
    assert_eq!(told.1[0]["request_id"], told.0.id());
}

#[test]
fn a_refusal_has_no_record_where_a_catcher_responds_with_an_error() {
    let told = one(with_routes(sealed()).register("/", catchers![own]), ask("/needed"));
    assert_eq!(told.0.json()["code"], "NO_DOOR");
    assert_eq!(told.1.len(), 1, "{:?}", told.1);
    assert_eq!(told.1[0]["exception.message"], "hunter2 has no door");
}

#[test]
fn the_error_of_a_guard_that_was_handled_is_not_logged() {
    let (answer, records) = one(with_routes(sealed()), ask("/optional"));
    assert_eq!((answer.status(), &answer.body[..]), (200, &b"closed"[..]));
    assert!(records.is_empty(), "{records:?}");
}

#[test]
fn a_handled_refusal_is_named_in_the_record_of_a_later_failure() {
    let (answer, records) = one(with_routes(sealed()), ask("/optional/nothing"));
    assert_eq!(answer.json()["code"], "NOT_FOUND");
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["error.type"], "NOT_FOUND");
    let fields = records[0]["fields"].as_str().unwrap();
    assert!(fields.contains("earlier") && fields.contains("NO_KEY"), "{fields}");
}

#[test]
fn a_handler_may_answer_with_the_error_of_a_guard() {
    for service in [bare(), sealed()] {
        let told = one(with_routes(service), ask("/passed-on"));
        told_once(&told, 401, "NO_KEY");
        assert_eq!(told.1[0]["exception.message"], NO_KEY_TOLD);
    }
}

#[test]
fn without_the_fairing_the_error_of_a_guard_is_logged_and_rocket_answers() {
    let (answer, records) = one(with_routes(bare()), ask("/needed"));
    assert!(answer.status() == 401 && answer.text().contains("<small>Rocket</small>"));
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["exception.message"], NO_KEY_TOLD);
}

/// The limit of what can be seen: rocket drops the error.
#[test]
fn an_error_that_a_guard_only_returns_is_lost_behind_its_status() {
    let told = one(with_routes(sealed()), ask("/plain"));
    told_once(&told, 401, "UNAUTHORIZED");
    assert_eq!(told.1[0]["exception.message"], "<no body>");
}

#[test]
fn the_id_is_a_guard_with_the_fairing_and_without() {
    let (answer, _) = one(with_routes(sealed()), ask("/id"));
    assert_eq!((answer.status(), answer.body.as_slice()), (202, answer.id().as_bytes()));

    let (answer, _) = one(with_routes(bare()), ask("/id"));
    assert!(
        answer.body.len() == 32 && answer.header("x-request-id").is_none(),
        "{answer:?}"
    );
    told_once(&one(with_routes(bare()), ask("/id/failed")), 403, "NOT_YOURS");
}

#[test]
fn what_rocket_logs_of_a_refusal_is_public() {
    struct Probe;
    #[rocket::async_trait]
    impl<'r> FromRequest<'r> for Probe {
        type Error = ();

        async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
            let outcome: Outcome<(), Refusal> = refuse(request, Talkative);
            let Outcome::Error((_, refusal)) = outcome else {
                panic!("it refuses");
            };
            assert_eq!(
                format!("{refusal:?}"),
                r#"Refusal { status: 500, code: "INTERNAL_ERROR" }"#
            );
            Outcome::Success(Self)
        }
    }
    /// Its own `Debug` says everything.
    #[derive(Debug, secure_error::SecureError)]
    #[secure_error(unsealed)]
    struct Talkative;
    impl std::fmt::Display for Talkative {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("hunter2")
        }
    }
    impl std::error::Error for Talkative {}
    #[get("/probe")]
    fn probe(_probe: Probe) -> &'static str {
        "seen"
    }
    let (answer, _) = one(sealed().mount("/", routes![probe]), ask("/probe"));
    assert_eq!(answer.body, b"seen");
}
