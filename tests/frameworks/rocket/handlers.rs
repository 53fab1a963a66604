//! Handlers, which only a wrapper runs within the request.

use crate::serve::{SECRET, bare, one, sealed, speak, told_once};
use rocket::request::{FromRequest, Outcome};
use rocket::tokio::sync::Barrier;
use rocket::{Request, State, catch, get};
use secure_error::frameworks::rocket::{catchers, routes};
use secure_error::work::TransactionError;
use secure_error::{Fault, RequestId};
use secure_error_tests::server::{ask as send, get as ask};

#[get("/panic")]
async fn panics() -> &'static str {
    rocket::tokio::task::yield_now().await;
    panic!("{SECRET} is poisoned")
}

struct PanickingGuard;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for PanickingGuard {
    type Error = ();

    async fn from_request(_: &'r Request<'_>) -> Outcome<Self, ()> {
        panic!("{SECRET} is poisoned")
    }
}

#[get("/guard")]
fn guarded(_guard: PanickingGuard) {}

#[catch(404)]
fn panicking_catcher() -> &'static str {
    panic!("{SECRET} is poisoned")
}

#[catch(500)]
fn page() -> &'static str {
    "hunter2 has failed"
}

fn current() -> String {
    RequestId::current().map_or_else(|| "none".to_owned(), |id| id.to_string())
}

#[get("/id")]
async fn id(meet: &State<Barrier>) -> String {
    let before = current();
    meet.wait().await;
    format!("{before} {}", current())
}

#[get("/named")]
fn named(name: Named) -> String {
    name.0
}

struct Named(String);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Named {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let header = request.headers().get("x-request-id").collect::<Vec<_>>().join(",");
        let guard = request.guard::<RequestId>().await.unwrap();
        Outcome::Success(Self(format!("{header} {guard} {}", current())))
    }
}

#[test]
fn a_panic_is_answered_and_logged_with_what_it_says() {
    for path in ["/panic", "/guard"] {
        for service in [bare(), sealed()] {
            let service = service
                .mount("/", routes(rocket::routes![panics, guarded]))
                .register("/", rocket::catchers![page]);
            let told = one(service, ask(path));
            told_once(&told, 500, "INTERNAL_ERROR");
            assert_eq!(told.1[0]["exception.type"], "Panic");
            assert_eq!(told.1[0]["exception.message"], "hunter2 is poisoned");
        }
    }
}

#[test]
fn a_panic_of_a_catcher_is_answered_and_logged_with_what_it_says() {
    let service = sealed().register("/", catchers(rocket::catchers![panicking_catcher]));
    let told = one(service, ask("/nowhere"));
    told_once(&told, 500, "INTERNAL_ERROR");
    assert_eq!(told.1[0]["exception.message"], "hunter2 is poisoned");
}

/// The limit of what a fairing sees.
#[test]
fn a_panic_that_rocket_catches_gets_our_response_and_its_text_is_lost() {
    let told = one(sealed().mount("/", rocket::routes![panics]), ask("/panic"));
    told_once(&told, 500, "INTERNAL_ERROR");
    assert_eq!(told.1[0]["exception.message"], "<no body>");

    let service = sealed().register("/", rocket::catchers![panicking_catcher]);
    told_once(&one(service, ask("/nowhere")), 500, "INTERNAL_ERROR");
}

#[test]
fn interleaved_requests_know_their_own_ids() {
    let service = sealed().manage(Barrier::new(2)).mount("/", routes(rocket::routes![id]));
    let ((first, second), records) = speak(service, async |address| {
        let request = ask("/id");
        rocket::tokio::join!(send(address, &request), send(address, &request))
    });
    let answers = [first.unwrap(), second.unwrap()];
    assert_ne!(answers[0].id(), answers[1].id());
    for answer in answers {
        assert_eq!(answer.body, format!("{0} {0}", answer.id()).as_bytes());
    }
    assert!(records.is_empty());
}

#[test]
fn everybody_inside_knows_one_id() {
    let request = secure_error_tests::server::request("GET", "/named", &[b"X-Request-Id: one", b"X-REQUEST-ID: two"]);
    let (answer, _) = one(sealed().mount("/", routes(rocket::routes![named])), request);
    assert_eq!(answer.body, format!("{0} {0} {0}", answer.id()).as_bytes());
}

#[test]
fn every_error_is_a_responder() {
    fn is_responder<T: rocket::response::Responder<'static, 'static>>() {}
    #[derive(secure_error::SecureError)]
    #[secure_error(rocket)]
    #[public(status = 409)]
    struct Generic<'a, T: 'static>(#[internal] std::marker::PhantomData<&'a T>)
    where
        T: std::fmt::Debug;
    is_responder::<Fault>();
    is_responder::<TransactionError<Fault>>();
    is_responder::<Generic<'static, u8>>();
}
