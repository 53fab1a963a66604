//! Answers: what stays of them, what is read, and who vouches for them.

use crate::serve::{DoorError, NOT_YOURS, SECRET, bare, exchange, one, sealed, speak, told_once};
use rocket::data::{IoHandler, IoStream};
use rocket::http::{Cookie, CookieJar, Header, Status};
use rocket::response::status::Custom;
use rocket::response::stream::TextStream;
use rocket::response::{Responder, Response, Result};
use rocket::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use rocket::tokio::net::TcpStream;
use rocket::{Build, Request, Rocket, get, routes};
use secure_error::frameworks::rocket::PassedThrough;
use secure_error_tests::server::{get as ask, request};
use std::io::Cursor;
use std::pin::Pin;

/// Any answer.
struct Raw(Response<'static>);

impl<'r> Responder<'r, 'static> for Raw {
    fn respond_to(self, _: &'r Request<'_>) -> Result<'static> {
        Ok(self.0)
    }
}

fn raw(status: u16, headers: &[(&'static str, &'static str)]) -> Raw {
    let mut answer = Response::new();
    answer.set_status(Status::new(status));
    for (name, value) in headers {
        answer.adjoin_header(Header::new(*name, *value));
    }
    answer.set_sized_body(None, Cursor::new(SECRET));
    Raw(answer)
}

#[get("/headers")]
fn headers(cookies: &CookieJar<'_>) -> Raw {
    cookies.add(Cookie::new("seen", "1"));
    raw(
        401,
        &[
            ("Allow", "GET"),
            ("Retry-After", "7"),
            ("WWW-Authenticate", "Basic"),
            ("WWW-Authenticate", "Bearer realm=\"x\""),
            ("Content-Language", "hunter2"),
            ("Content-Type", "text/hunter2"),
        ],
    )
}

#[get("/odd-status")]
fn odd_status() -> Raw {
    raw(1000, &[])
}

#[get("/odd-header")]
fn odd_header() -> Raw {
    raw(
        502,
        &[("x-odd", "a\r\nx-injected: hunter2"), ("x odd", "1"), ("x-fine", "1")],
    )
}

#[get("/two-hundred")]
fn two_hundred() -> std::result::Result<&'static str, String> {
    Err(SECRET.to_owned())
}

#[get("/teapot")]
fn teapot() -> PassedThrough<Custom<&'static str>> {
    PassedThrough(Custom(Status::ImATeapot, "short and stout"))
}

#[get("/stream")]
fn stream() -> TextStream![&'static str] {
    TextStream! {
        yield "one ";
        rocket::tokio::task::yield_now().await;
        yield "two";
    }
}

#[get("/stuck")]
fn stuck() -> Custom<TextStream![&'static str]> {
    Custom(
        Status::BadGateway,
        TextStream! {
            std::future::pending::<()>().await;
            yield "never";
        },
    )
}

#[get("/long")]
fn long() -> Custom<String> {
    Custom(Status::BadGateway, "x".repeat(100_000))
}

/// Makes an answer of ours and does not send it: what it sends has the same status and length.
struct Swapped(&'static str);

impl<'r> Responder<'r, 'static> for Swapped {
    fn respond_to(self, request: &'r Request<'_>) -> Result<'static> {
        let ours = NOT_YOURS.respond_to(request)?;
        let length = ours.body().preset_size().unwrap();
        let mut other = raw(403, &[]).0;
        other.set_sized_body(length, Cursor::new(SECRET.repeat(length)[..length].to_owned()));
        if !self.0.is_empty() {
            other.set_raw_header("x-secure-error-entry", self.0);
        }
        Ok(other)
    }
}

#[get("/swapped")]
fn swapped() -> Swapped {
    Swapped("")
}

#[get("/forged")]
fn forged() -> Swapped {
    Swapped("0123456789abcdef")
}

#[get("/custom")]
fn custom() -> Custom<DoorError> {
    Custom(Status::ImATeapot, NOT_YOURS)
}

struct Echo;

#[rocket::async_trait]
impl IoHandler for Echo {
    async fn io(self: Pin<Box<Self>>, mut io: IoStream) -> std::io::Result<()> {
        let mut word = [0; 4];
        io.read_exact(&mut word).await?;
        io.write_all(&word).await
    }
}

#[get("/upgrade")]
fn upgrade() -> Raw {
    let mut answer = Response::new();
    answer.add_upgrade("echo", Echo);
    Raw(answer)
}

fn with_routes(service: Rocket<Build>) -> Rocket<Build> {
    service.mount(
        "/",
        routes![
            headers,
            odd_status,
            odd_header,
            two_hundred,
            teapot,
            stream,
            stuck,
            long,
            swapped,
            forged,
            custom,
            upgrade
        ],
    )
}

#[test]
fn headers_that_the_client_needs_stay_and_those_of_the_old_body_go() {
    let (answer, records) = one(with_routes(sealed()), ask("/headers"));
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.header("allow"), Some("GET"));
    assert_eq!(answer.header("retry-after"), Some("7"));
    assert_eq!(answer.all("www-authenticate"), ["Basic", "Bearer realm=\"x\""]);
    assert_eq!(answer.all("content-type"), ["application/problem+json"]);
    assert!(
        answer
            .header("set-cookie")
            .is_some_and(|cookie| cookie.starts_with("seen=1"))
    );
    assert_eq!(answer.header("x-frame-options"), Some("SAMEORIGIN"), "rocket's shield");
    assert!(!answer.text().contains(SECRET), "{answer:?}");
    assert_eq!(records[0]["exception.message"], SECRET);
}

#[test]
fn a_status_that_is_none_is_a_failure() {
    let (bare, _) = exchange(with_routes(bare()), &[ask("/odd-status")]);
    assert!(bare[0].is_none(), "rocket closes the connection");
    told_once(&one(with_routes(sealed()), ask("/odd-status")), 500, "INTERNAL_ERROR");
}

#[test]
fn a_header_that_is_none_costs_no_answer() {
    let (bare, _) = exchange(with_routes(bare()), &[ask("/odd-header")]);
    assert!(bare[0].is_none(), "rocket closes the connection");
    let told = one(with_routes(sealed()), ask("/odd-header"));
    told_once(&told, 502, "BAD_GATEWAY");
    assert_eq!(told.0.header("x-fine"), Some("1"));
}

/// The limit of what can be seen.
#[test]
fn a_failure_that_rocket_sends_as_200_is_none() {
    for service in [bare(), sealed()] {
        let (answer, records) = one(with_routes(service), ask("/two-hundred"));
        assert_eq!((answer.status(), &answer.body[..]), (200, SECRET.as_bytes()));
        assert!(records.is_empty());
    }
}

#[test]
fn what_somebody_vouches_for_passes_and_is_logged() {
    let (answer, records) = one(with_routes(sealed()), ask("/teapot"));
    assert_eq!((answer.status(), &answer.body[..]), (418, &b"short and stout"[..]));
    assert!(!answer.head.contains("x-secure-error"), "{answer:?}");
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["exception.type"], "PassedThrough");

    let (answer, _) = one(with_routes(bare()), ask("/teapot"));
    assert!(!answer.head.contains("x-secure-error"), "{answer:?}");
}

#[test]
fn an_answer_that_only_looks_like_ours_is_sealed() {
    for path in ["/swapped", "/forged"] {
        let (answer, records) = one(with_routes(sealed()), ask(path));
        assert_eq!(answer.json()["code"], "FORBIDDEN");
        assert!(
            !answer.text().contains(SECRET) && !answer.head.contains("x-secure-error"),
            "{answer:?}"
        );
        assert_eq!(records.len(), 1, "{records:?}");
    }
}

#[test]
fn another_status_put_over_an_own_response_hides_what_it_was() {
    let told = one(with_routes(sealed()), ask("/custom"));
    assert_eq!((told.0.status(), &told.0.json()["status"]), (418, &418.into()));
    assert_eq!(told.1.len(), 1, "{:?}", told.1);
    assert_eq!(told.1[0]["error.type"], "NOT_YOURS");
    assert_eq!(told.1[0]["http.response.status_code"], 418);
}

#[test]
fn streams_go_on_and_have_a_name() {
    let (answer, records) = one(with_routes(sealed()), ask("/stream"));
    assert!(
        answer.text().contains("one ") && answer.text().contains("two"),
        "{answer:?}"
    );
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    assert_eq!(answer.id().len(), 32);
    assert!(records.is_empty());
}

#[test]
fn a_body_that_is_not_there_is_not_waited_for() {
    let told = one(with_routes(sealed()), ask("/stuck"));
    told_once(&told, 502, "BAD_GATEWAY");
    assert_eq!(told.1[0]["exception.message"], "<the body was not ready>");
}

#[test]
fn the_beginning_of_a_long_body_is_in_the_log() {
    let told = one(with_routes(sealed()), ask("/long"));
    told_once(&told, 502, "BAD_GATEWAY");
    assert_eq!(
        told.1[0]["exception.message"],
        format!("{}…[truncated]", "x".repeat(512))
    );
}

#[test]
fn upgrades_are_untouched_and_have_a_name() {
    let (answer, records) = speak(with_routes(sealed()), async |address| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = request("GET", "/upgrade", &[b"Connection: upgrade", b"Upgrade: echo"]);
        // The client of the tests asks for the connection to be closed.
        let request = String::from_utf8(request).unwrap().replace("Connection: close\r\n", "");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        stream.write_all(b"ping").await.unwrap();
        let mut word = [0; 4];
        stream.read_exact(&mut word).await.unwrap();
        (String::from_utf8(head).unwrap(), word)
    });
    let (head, word) = answer;
    assert!(
        head.starts_with("HTTP/1.1 101 ") && head.contains("x-request-id: "),
        "{head}"
    );
    assert_eq!(&word, b"ping");
    assert!(records.is_empty());
}
