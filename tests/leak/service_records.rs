//! The records of answers that no error of the application made: panics, foreign text, and what a client may put in headers.

use crate::corpus::{WEAPONS, cases, text};
use crate::escapes::{TRUNCATED, assert_round_trip};
use crate::records::{Fields, assert_well_formed};
use crate::server::{self, Answer, post};
use crate::sink;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::{Router, routing};
use proptest::collection::vec;
use proptest::prelude::*;
use secure_error::{RequestId, SecureErrorLayer};

async fn panics(body: Bytes) -> StatusCode {
    std::panic::panic_any(String::from_utf8_lossy(&body).into_owned())
}

async fn foreign(body: Bytes) -> (StatusCode, Bytes) {
    (StatusCode::BAD_GATEWAY, body)
}

/// One request to a service with both subscribers, and the record of it.
fn of_service(path: &str, header: &[u8], body: &[u8]) -> (Fields, Answer) {
    let serve = || {
        let router = Router::new()
            .route("/panic", routing::post(panics))
            .route("/foreign", routing::post(foreign));
        // Two more headers behind the one that it has.
        let headers = [b"a\r\nX-Request-Id: ", header, b"\r\nTraceparent: ", header].concat();
        let request = post(path, &headers, body);
        server::exchange(router.layer(SecureErrorLayer::new()), &[request]).remove(0)
    };
    let ((text, first), (json, second)) = (sink::text(serve), sink::json(serve));
    // Each request has an id of its own.
    let with_one_id = |log: String, answer: &Answer| log.replace(answer.header("x-request-id").unwrap(), "one-id");
    let fields = assert_well_formed(&with_one_id(text, &first), &with_one_id(json, &second), 3);
    assert_eq!(fields["request_id"], "one-id");
    (fields, second)
}

fn header() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        0x21..=0x7e_u8,
        0x80..=0xff_u8,
        Just(b'"'),
        Just(b'\\'),
        Just(b'\t'),
        Just(b' ')
    ];
    prop_oneof![vec(byte, 0..100), "[A-Za-z0-9._-]{0,70}".prop_map(String::into_bytes)]
}

fn assert_of_service(header: &[u8], body: &[u8]) {
    let text = String::from_utf8_lossy(body);
    let (fields, answer) = of_service("/panic", header, body);
    assert_eq!(answer.status(), 500);
    assert_round_trip("panic", &fields["exception.message"], &text);

    // White space around a header is not part of it.
    let sent = header.trim_ascii();
    let valid = RequestId::parse_bytes(sent).ok();
    assert_eq!(
        fields.get("client_request_id").map(String::as_str),
        valid.as_ref().map(RequestId::as_str)
    );
    assert!(!fields.contains_key("trace_id"), "a header of any value is no trace");

    let (fields, answer) = of_service("/foreign", header, body);
    assert_eq!(answer.status(), 502);
    assert_round_trip("foreign answer", &fields["exception.message"], &shown_of(body));
}

/// The first 512 bytes, and what of their text has 512.
fn shown_of(body: &[u8]) -> String {
    if body.is_empty() {
        return "<no body>".to_owned();
    }
    let text = String::from_utf8_lossy(body.get(..512).unwrap_or(body));
    let end = (0..=512.min(text.len()))
        .rfind(|end| text.is_char_boundary(*end))
        .unwrap();
    let is_whole = body.len() <= 512 && end == text.len();
    text[..end].to_owned() + if is_whole { "" } else { TRUNCATED }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn any_text_in_a_panic_a_foreign_answer_or_a_header_is_one_harmless_line(
        header in header(),
        body in prop_oneof![text().prop_map(String::into_bytes), vec(any::<u8>(), 0..700)],
    ) {
        assert_of_service(&header, &body);
    }
}

#[test]
fn every_weapon_in_a_panic_or_a_foreign_answer_is_one_harmless_line() {
    for weapon in WEAPONS {
        assert_of_service(b"client-1", weapon.as_bytes());
    }
    assert_of_service(b"client-1", &vec![b'\''; 1 << 20]);
}
