//! Bytes of any value in requests over a socket: the answer stays well formed, and the log keeps them.

use crate::corpus::{cases, text};
use crate::escapes::{BOUND, assert_round_trip, names};
use crate::search::{SEALED, assert_none};
use crate::server::{self, Answer, post};
use crate::sink;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::{Router, routing};
use proptest::collection::vec;
use proptest::prelude::*;
use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(axum)]
#[public(status = 400, message = "Refused")]
#[internal("refused {agent}")]
struct Refused {
    agent: String,
    #[internal]
    body: String,
    sealed: String,
}

/// Takes over whatever it is sent.
async fn refuse(State(()): State<()>, headers: HeaderMap, body: Bytes) -> Result<(), Refused> {
    let agent = String::from_utf8_lossy(headers["x-anything"].as_bytes()).into_owned();
    let body = String::from_utf8_lossy(&body).into_owned();
    let sealed = format!("{SEALED}{agent}{body}");
    Err(Refused { agent, body, sealed })
}

/// The bytes that may be in a header (RFC 9110 section 5.5), not at its ends.
fn header() -> impl Strategy<Value = Vec<u8>> {
    vec(
        prop_oneof![0x21..=0x7e_u8, 0x80..=0xff_u8, Just(b'"'), Just(b'\\')],
        0..200,
    )
}

/// One server for all requests, and one record for each.
fn refused(requests: &[(Vec<u8>, Vec<u8>)]) -> (Vec<serde_json::Value>, Vec<Answer>) {
    let router = Router::new().route("/", routing::post(refuse)).with_state(());
    let sent: Vec<Vec<u8>> = requests.iter().map(|(header, body)| post("/", header, body)).collect();
    let (log, answers) = sink::json(|| server::exchange(router, &sent));
    let records = sink::records(&log);
    assert_eq!(records.len(), answers.len());
    (records, answers)
}

proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn any_bytes_in_header_and_body_break_no_response_and_are_logged(
        requests in vec((header(), prop_oneof![vec(any::<u8>(), 0..300), text().prop_map(String::into_bytes)]), 1..40),
    ) {
        let (records, answers) = refused(&requests);
        for (((header, body), record), answer) in requests.iter().zip(&records).zip(&answers) {
            assert_eq!(answer.status(), 400);
            assert_eq!(names(&answer.json()).len(), 6);
            assert_none("the answer", &answer.bytes());
            assert!(answer.head.chars().all(|c| matches!(c, ' '..='~' | '\r' | '\n')));
            let fields = &record["fields"];
            assert_eq!(fields["request_id"].as_str(), answer.header("x-request-id"));
            let agent = String::from_utf8_lossy(header);
            assert_round_trip("header", fields["exception.message"].as_str().unwrap(), &format!("refused {agent}"));
            let values = secure_error_tests::logfmt::values(&fields["fields"]);
            assert_round_trip("body", values["body"].as_str().unwrap(), &String::from_utf8_lossy(body));
            assert_eq!(values["sealed"], "[REDACTED]");
        }
    }
}

#[test]
fn a_megabyte_body_gets_the_same_response_and_is_bounded_in_the_log() {
    let (records, answers) = refused(&[
        (b"agent".to_vec(), vec![0xFF; 1 << 20]),
        (b"agent".to_vec(), Vec::new()),
    ]);
    let without_id =
        |answer: &Answer| String::from_utf8_lossy(&answer.body).replace(answer.header("x-request-id").unwrap(), "");
    assert_eq!(without_id(&answers[0]), without_id(&answers[1]));
    assert!(records[0].to_string().len() < 4 * BOUND);
    assert_eq!(records[0]["fields"]["truncated"], true);
    assert_eq!(records[1]["fields"]["truncated"], serde_json::Value::Null);
}
