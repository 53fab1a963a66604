//! Answers that no `SecureError` made.

use crate::leaky::{self, DSN, REFLECTED, leaks, silences};
use crate::server::{self, Answer, behind, get, one, request};
use crate::sink;
use axum::Router;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use axum::routing;
use secure_error::{Fault, SecureErrorLayer, problem};

/// A body without its id.
fn without_id(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap().replace(answer.id(), "")
}

/// The answer that the application itself would give with this status.
fn own_answer(status: u16) -> Answer {
    let make = move || async move {
        match status {
            400 => Fault::problem(&problem::BAD_REQUEST),
            404 => Fault::problem(&problem::NOT_FOUND),
            405 => Fault::problem(&problem::METHOD_NOT_ALLOWED),
            413 => Fault::problem(&problem::CONTENT_TOO_LARGE),
            415 => Fault::problem(&problem::UNSUPPORTED_MEDIA_TYPE),
            422 => Fault::problem(&problem::UNPROCESSABLE_CONTENT),
            502 => Fault::problem(&problem::BAD_GATEWAY),
            _ => Fault::problem(&problem::INTERNAL_ERROR),
        }
    };
    one(Router::new().route("/", routing::get(make)), get("/")).0
}

#[test]
fn without_the_layer_every_secret_shows() {
    for leak in leaks() {
        let answers = server::without(leaky::router(), &[leak.request]);
        let answer = answers[0].as_ref().unwrap();
        assert_eq!(answer.status(), leak.status, "{answer:?}");
        assert!(answer.text().contains(leak.secret), "{}", answer.text());
        assert_eq!(answer.header("x-request-id"), None);
    }
    let silent: Vec<Vec<u8>> = silences().into_iter().map(|(request, _)| request).collect();
    let answers = server::without(leaky::router(), &silent);
    assert!(answers[0].as_ref().unwrap().body.is_empty());
    assert!(answers[1].as_ref().unwrap().body.is_empty());
    assert!(answers[2].is_none(), "a panic closes the connection");
}

#[test]
fn behind_the_layer_no_secret_shows_and_each_is_one_record_under_its_id() {
    let leaks = leaks();
    let requests: Vec<Vec<u8>> = leaks.iter().map(|leak| leak.request.clone()).collect();
    let (answers, records) = behind(leaky::router(), &requests);
    assert_eq!(records.len(), leaks.len(), "one record a request");
    for ((leak, answer), record) in leaks.iter().zip(&answers).zip(&records) {
        for other in &leaks {
            assert!(!answer.text().contains(other.secret), "{}", answer.text());
        }
        assert_eq!(answer.status(), leak.status, "{answer:?}");
        let fields = &record["fields"];
        assert_eq!(fields["request_id"], answer.id());
        assert_eq!(fields["http.response.status_code"], leak.status);
        assert_eq!(fields["exception.type"], "ForeignResponse");
        let message = fields["exception.message"].as_str().unwrap();
        if leak.request.starts_with(b"GET /headers") {
            assert_eq!(message, "half a file");
        } else if leak.secret == REFLECTED {
            assert!(message.contains("unknown variant [REDACTED], expected"), "{message}");
            assert!(!message.contains(REFLECTED), "{message}");
        } else {
            assert!(
                message.contains(leak.secret),
                "operators see {}: {message}",
                leak.secret
            );
        }
    }
}

#[test]
fn a_foreign_response_becomes_byte_for_byte_one_of_the_application() {
    for (request, status) in leaks()
        .into_iter()
        .map(|leak| (leak.request, leak.status))
        .chain(silences())
    {
        let (answer, record) = one(leaky::router(), request);
        assert_eq!(answer.status(), status);
        assert_eq!(without_id(&answer), without_id(&own_answer(status)));
        assert_eq!(answer.json()["request_id"], answer.id());
        assert_eq!(record["request_id"], answer.id());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let length: usize = answer.header("content-length").unwrap().parse().unwrap();
        assert_eq!(answer.body.len(), length);
    }
}

#[test]
fn a_405_keeps_its_allow_and_any_answer_what_the_client_must_know() {
    let (answer, _) = one(leaky::router(), request("DELETE", "/text", &[]));
    assert_eq!(answer.header("allow"), Some("GET,HEAD"));

    let demanding = || async {
        let headers = [
            ("www-authenticate", "Basic realm=\"ops\""),
            ("retry-after", "7"),
            ("link", "</login>"),
        ];
        (StatusCode::UNAUTHORIZED, headers, "no such user: bob")
    };
    let (answer, record) = one(Router::new().route("/", routing::get(demanding)), get("/"));
    assert_eq!(answer.all("www-authenticate"), ["Basic realm=\"ops\""]);
    assert_eq!(answer.header("retry-after"), Some("7"));
    assert_eq!(answer.header("link"), Some("</login>"));
    assert!(!answer.text().contains("bob"));
    assert_eq!(record["exception.message"], "no such user: bob");
}

#[test]
fn a_panic_is_a_constant_500_and_one_log_line_and_the_service_goes_on() {
    let requests = [get("/panic"), get("/fine")];
    let (log, answers) = sink::text(|| server::without(leaky::router().layer(SecureErrorLayer::new()), &requests));
    let (panicked, fine) = (answers[0].clone().unwrap(), answers[1].clone().unwrap());
    assert_eq!((panicked.status(), fine.status()), (500, 200));
    assert!(!panicked.text().contains(DSN), "{panicked:?}");
    assert_eq!(without_id(&panicked), without_id(&own_answer(500)));
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("secure_error:")).collect();
    assert_eq!(lines.len(), 1, "{log}");
    assert!(lines[0].contains(panicked.id()) && lines[0].contains(DSN), "{log}");
    assert!(!log.lines().any(|line| line.starts_with("ERROR forged")), "{log}");
}

#[test]
fn a_panic_without_text_is_answered_too() {
    let panics = || async {
        if true {
            std::panic::panic_any(7);
        }
    };
    let (answer, record) = one(Router::new().route("/", routing::get(panics)), get("/"));
    assert_eq!(answer.status(), 500);
    assert_eq!(record["exception.type"], "Panic");
}

#[test]
fn an_answer_to_head_has_no_body_and_the_length_of_the_same_get() {
    for path in ["/text", "/panic", "/nowhere"] {
        let (answers, records) = behind(leaky::router(), &[request("HEAD", path, &[]), get(path)]);
        let [head, get] = &answers[..] else {
            panic!("two answers")
        };
        assert_eq!(head.status(), get.status(), "{path}");
        assert!(head.body.is_empty(), "{head:?}");
        assert_eq!(head.header("content-length"), get.header("content-length"), "{path}");
        assert_eq!(head.header("content-type"), Some("application/problem+json"));
        assert_eq!(records.len(), 2);
        assert_eq!(records[0]["fields"]["request_id"], head.id());
    }
}

#[test]
fn a_body_that_is_not_there_yet_is_not_waited_for() {
    let slow = || async {
        let stream = Body::new(NeverReady);
        Response::builder().status(503).body(stream).unwrap()
    };
    let (answer, record) = one(Router::new().route("/", routing::get(slow)), get("/"));
    assert_eq!(answer.json()["code"], "SERVICE_UNAVAILABLE");
    assert_eq!(record["exception.message"], "<the body was not ready>");
}

struct NeverReady;

impl hyper::body::Body for NeverReady {
    type Data = axum::body::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
        std::task::Poll::Pending
    }
}

#[test]
fn a_long_text_is_cut_and_a_hostile_one_stays_on_its_line() {
    let text = || async {
        (
            StatusCode::BAD_REQUEST,
            format!("{0}\r\n\u{1b}[2Jforged{0}", "x".repeat(300)),
        )
            .into_response()
    };
    let router = Router::new().route("/", routing::get(text));
    let (log, _) = sink::text(|| server::without(router.layer(SecureErrorLayer::new()), &[get("/")]));
    assert_eq!(
        log.lines().filter(|line| line.contains("secure_error:")).count(),
        1,
        "{log}"
    );
    assert!(log.contains("…[truncated]") && !log.contains('\u{1b}'), "{log}");
}

#[test]
fn a_status_that_nobody_registered_keeps_its_number() {
    let teapot = || async { (StatusCode::from_u16(418).unwrap(), "short and stout") };
    let (answer, _) = one(Router::new().route("/", routing::get(teapot)), get("/"));
    assert_eq!((answer.status(), &answer.json()["status"]), (418, &418.into()));
    let beyond = || async { (StatusCode::from_u16(799).unwrap(), "out of this world") };
    let (answer, _) = one(Router::new().route("/", routing::get(beyond)), get("/"));
    assert_eq!((answer.status(), &answer.json()["status"]), (500, &500.into()));
}
