//! What goes through the layer as it is.

use crate::harness::ask;
use actix_web::body::BodyStream;
use actix_web::error::InternalError;
use actix_web::http::header::{ACCEPT_ENCODING, LOCATION};
use actix_web::middleware::Compress;
use actix_web::{App, HttpMessage as _, HttpRequest, HttpResponse, Result, web};
use bytes::Bytes;
use secure_error::layers::PassThrough;
use secure_error::{RequestId, SecureErrorLayer};
use secure_error_tests::server::{get, request};
use secure_error_tests_frameworks::shop;
use std::io;

#[test]
fn a_body_in_pieces_stays_in_pieces() {
    let handler = async || {
        let pieces = ["one ", "two ", "three"].map(|piece| Ok::<_, io::Error>(Bytes::from_static(piece.as_bytes())));
        HttpResponse::Ok().streaming(futures_util::stream::iter(pieces))
    };
    let answer = ask!(
        App::new()
            .route("/", web::get().to(handler))
            .wrap(SecureErrorLayer::new()),
        [get("/")]
    )
    .success();
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    assert_eq!(answer.body, b"4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\n");
    assert_eq!(answer.id().len(), 32);
}

#[test]
fn a_connection_that_changes_its_protocol_is_left_alone() {
    let handler = async || {
        let pieces = [Ok::<_, io::Error>(Bytes::from_static(b"frames"))];
        HttpResponse::SwitchingProtocols()
            .upgrade("websocket")
            .streaming(futures_util::stream::iter(pieces))
    };
    let upgrade: &[&[u8]] = &[b"Connection: Upgrade", b"Upgrade: websocket"];
    let requests = [[
        &b"GET / HTTP/1.1\r\nHost: localhost\r\n"[..],
        &upgrade.join(&b"\r\n"[..]),
        b"\r\n\r\n",
    ]
    .concat()];
    let answer = ask!(
        App::new()
            .route("/", web::get().to(handler))
            .wrap(SecureErrorLayer::new()),
        requests
    )
    .success();
    assert_eq!(answer.status(), 101, "{}", answer.text());
    assert_eq!(answer.header("upgrade"), Some("websocket"));
    assert!(answer.body.starts_with(b"frames"), "{}", answer.text());
}

#[test]
fn a_redirect_that_is_an_error_of_actix_web_is_a_redirect() {
    let handler = async || -> Result<&'static str> {
        let answer = HttpResponse::Found().insert_header((LOCATION, "/login")).finish();
        Err(InternalError::from_response("not logged in", answer).into())
    };
    let answer = ask!(
        App::new()
            .route("/", web::get().to(handler))
            .wrap(SecureErrorLayer::new()),
        [get("/")]
    )
    .success();
    assert_eq!((answer.status(), answer.header("location")), (302, Some("/login")));
    assert_eq!(answer.id().len(), 32);
}

#[test]
fn an_answer_that_somebody_vouches_for_is_passed_on_and_logged() {
    let handler = async || {
        let mut answer = HttpResponse::BadGateway()
            .insert_header(("x-upstream", "a"))
            .body("upstream is asleep");
        answer.extensions_mut().insert(PassThrough);
        answer
    };
    let (answer, record) = ask!(
        App::new()
            .route("/", web::get().to(handler))
            .wrap(SecureErrorLayer::new()),
        [get("/")]
    )
    .one();
    assert_eq!((answer.status(), &answer.body[..]), (502, &b"upstream is asleep"[..]));
    assert_eq!(answer.header("x-upstream"), Some("a"));
    assert_eq!(record["exception.type"], "PassedThrough", "{record}");
}

#[test]
fn one_whose_length_only_its_header_knows_keeps_it() {
    let handler = async || {
        let pieces = ["upstream ", "is asleep"].map(|piece| Ok::<_, io::Error>(Bytes::from_static(piece.as_bytes())));
        let pieces = futures_util::stream::iter(pieces);
        let answer = HttpResponse::BadGateway()
            .no_chunking(18)
            .message_body(BodyStream::new(pieces));
        let mut answer = answer.unwrap();
        answer.extensions_mut().insert(PassThrough);
        answer
    };
    let (answer, _) = ask!(
        App::new()
            .route("/", web::get().to(handler))
            .wrap(SecureErrorLayer::new()),
        [get("/")]
    )
    .one();
    assert_eq!(
        (answer.header("content-length"), &answer.body[..]),
        (Some("18"), &b"upstream is asleep"[..])
    );
}

#[test]
fn more_headers_than_fit_cost_no_answer() {
    let handler = async || {
        let mut answer = HttpResponse::BadGateway();
        for number in 0..25_000 {
            answer.append_header((format!("x-{number}"), "1"));
        }
        answer.body("no row in accounts_v2")
    };
    let (answer, _) = ask!(
        App::new()
            .route("/", web::get().to(handler))
            .wrap(SecureErrorLayer::new()),
        [get("/")]
    )
    .one();
    assert_eq!((answer.status(), &answer.json()["code"]), (502, &"BAD_GATEWAY".into()));
}

#[test]
fn headers_that_do_not_describe_the_body_stay_and_all_values_of_one() {
    let handler = async || {
        HttpResponse::Unauthorized()
            .append_header(("www-authenticate", "Basic"))
            .append_header(("www-authenticate", "Bearer"))
            .insert_header(("etag", "\"7\""))
            .insert_header(("x-kept", "yes"))
            .reason("tenant-42")
            .body("no row in accounts_v2")
    };
    let (answer, record) = ask!(
        App::new()
            .route("/", web::get().to(handler))
            .wrap(SecureErrorLayer::new()),
        [get("/")]
    )
    .one();
    assert_eq!(answer.all("www-authenticate"), ["Basic", "Bearer"]);
    assert_eq!((answer.header("etag"), answer.header("x-kept")), (None, Some("yes")));
    assert!(
        !answer.text().contains("tenant-42"),
        "the reason phrase is sent: {}",
        answer.text()
    );
    assert_eq!(record["exception.message"], "no row in accounts_v2");
}

#[test]
fn inner_services_know_the_id_and_nothing_of_what_the_client_calls_it() {
    let handler = async |request: HttpRequest| {
        let ids: Vec<_> = request
            .headers()
            .get_all("x-request-id")
            .map(|id| id.to_str().unwrap())
            .collect();
        let current = RequestId::current().unwrap();
        assert!(request.extensions().get::<RequestId>().is_none());
        format!("{} {current}", ids.join(","))
    };
    let app = move || App::new().route("/", web::get().to(handler));
    let named = request("GET", "/", &[b"X-Request-Id: client-1", b"X-Request-Id: client-2"]);
    let answer = ask!(app().wrap(SecureErrorLayer::new()), [named]).success();
    assert_eq!(answer.text().matches(answer.id()).count(), 3, "{}", answer.text());
    assert!(!answer.text().contains("client-"), "{}", answer.text());
    let named = request("GET", "/", &[b"X-Request-Id: proxy-1"]);
    let answer = ask!(app().wrap(SecureErrorLayer::new().trust_incoming_request_id()), [named]).success();
    assert_eq!((answer.id(), &answer.body[..]), ("proxy-1", &b"proxy-1 proxy-1"[..]));
}

#[test]
fn the_client_chooses_among_the_formats_that_are_offered() {
    let handler = async || shop::constant();
    let app = move || App::new().route("/", web::get().to(handler));
    let layer = || SecureErrorLayer::new().offer(secure_error::render::Html);
    for (path, status) in [("/", 404), ("/nowhere", 404)] {
        let browser = request("GET", path, &[b"Accept: text/html"]);
        let (answer, _) = ask!(app().wrap(layer()), [browser]).one();
        assert_eq!(answer.status(), status);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        let (answer, _) = ask!(app().wrap(layer()), [get(path)]).one();
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
}

#[test]
fn failures_are_compressed_around_the_layer_and_issued_again_inside() {
    let handler = async || shop::constant();
    let app = move || App::new().route("/", web::get().to(handler));
    let gzip = [ACCEPT_ENCODING.as_str().as_bytes(), b": gzip"].concat();
    let requests = [request("GET", "/", &[&gzip])];
    let around = ask!(app().wrap(SecureErrorLayer::new()).wrap(Compress::default()), requests).one();
    let inside = ask!(app().wrap(Compress::default()).wrap(SecureErrorLayer::new()), requests).one();
    for ((answer, record), encoding) in [(&around, Some("gzip")), (&inside, None)] {
        assert_eq!((answer.status(), answer.header("content-encoding")), (404, encoding));
        assert_eq!(record["error.type"], "ACCOUNT_NOT_FOUND");
    }
    assert_eq!(inside.0.json()["code"], "ACCOUNT_NOT_FOUND");
}

#[test]
fn head_has_the_length_of_get_and_no_body() {
    let own = async || shop::constant();
    let foreign = async || HttpResponse::InternalServerError().body("no row in accounts_v2");
    let panics = async || shop::panic();
    let app = move || {
        App::new()
            .route("/own", web::to(own))
            .route("/foreign", web::to(foreign))
            .route("/panic", web::to(panics))
    };
    for path in ["/own", "/foreign", "/panic"] {
        let (whole, _) = ask!(app().wrap(SecureErrorLayer::new()), [get(path)]).one();
        let (head, _) = ask!(app().wrap(SecureErrorLayer::new()), [request("HEAD", path, &[])]).one();
        assert_eq!(head.status(), whole.status());
        assert_eq!(head.all("content-length"), [whole.body.len().to_string()], "{path}");
        assert!(head.body.is_empty(), "{path}: {}", head.text());
    }
}

#[test]
fn the_trace_of_a_request_is_in_its_record() {
    let handler = async || shop::constant();
    let app = move || App::new().route("/", web::get().to(handler));
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("Traceparent: 00-{trace}-00f067aa0ba902b7-01");
    let requests = [request("GET", "/", &[parent.as_bytes()])];
    let (_, record) = ask!(app().wrap(SecureErrorLayer::new()), requests).one();
    assert_eq!(record["trace_id"], trace, "{record}");
}
