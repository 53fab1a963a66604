//! Values of any content in every kind of field: the answer stays well formed, and the log keeps them, on one line.

use crate::corpus::{WEAPONS, cases, megabyte, text};
use crate::escapes::{BOUND, assert_harmless, assert_round_trip, keys, texts};
use crate::search::{HIDDEN, INTERNAL, SEALED, assert_none, find_hidden};
use crate::server::{self, Answer, post};
use crate::sink;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::{Router, routing};
use proptest::collection::vec;
use proptest::prelude::*;
use secure_error::render::{Envelope, Format, Html, PlainText, ProblemJson, respond_with};
use secure_error::{Fault, PublicText, PublicValue, RequestId, ResultExt as _, SecureError, problem};
use std::fmt;

#[derive(SecureError)]
#[secure_error(axum)]
#[public(
    status = 422,
    code = "HOSTILE",
    message = "Refused {vouched} {letter} {constant} {method}"
)]
#[internal("refused {named} and {named:?} of {}", .form.len())]
struct Hostile {
    named: String,
    #[internal]
    logged: String,
    #[internal]
    debugged: Vec<String>,
    #[internal(with = String::as_str)]
    masked: String,
    sealed: String,
    form: String,
    #[public]
    vouched: PublicText,
    #[public]
    letter: char,
    #[public]
    letters: Vec<char>,
    #[public]
    texts: Vec<PublicText>,
    #[public]
    constant: &'static str,
    #[public]
    method: http::Method,
    #[public]
    newtype: Nickname,
    #[source]
    cause: Cause,
}

#[derive(PublicValue)]
struct Nickname(PublicText);

#[derive(Debug, thiserror::Error)]
#[error("{text}")]
struct Cause {
    text: String,
    #[source]
    root: Root,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Root(String);

impl Hostile {
    fn new(text: &str, letter: char) -> Self {
        let canary = format!("{SEALED}{text}{SEALED}");
        // Short, because a constant is never dropped.
        let constant: String = text.chars().take(300).collect();
        Self {
            named: text.to_owned(),
            logged: text.to_owned(),
            debugged: vec![text.to_owned()],
            masked: text.to_owned(),
            sealed: canary.clone(),
            form: canary,
            vouched: PublicText::vouch(text),
            letter,
            letters: vec![letter; 100],
            texts: vec![PublicText::vouch(text); 3],
            constant: constant.leak(),
            method: http::Method::from_bytes(text.as_bytes()).unwrap_or_default(),
            newtype: Nickname(PublicText::vouch(text)),
            cause: Cause {
                text: text.to_owned(),
                root: Root(text.to_owned()),
            },
        }
    }
}

pub fn names(value: &serde_json::Value) -> Vec<&str> {
    value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

#[track_caller]
fn assert_well_formed(body: &[u8], text: &str) {
    let raw = std::str::from_utf8(body).expect("UTF-8");
    assert_harmless("the raw body", raw);
    assert!(
        !raw.contains('<') && !raw.contains('>') && !raw.contains('\''),
        "markup in {raw}"
    );
    assert_none("the body", body);
    assert!(body.len() < 32 * 1024, "{} bytes", body.len());
    let parsed: serde_json::Value = serde_json::from_str(raw).expect("JSON");
    let harmless: serde_json::Value = serde_json::to_value(Hostile::new("harmless", 'a')).unwrap();
    let mut members = names(&harmless);
    members.push("request_id");
    members.sort_unstable();
    let mut found = names(&parsed);
    found.sort_unstable();
    assert_eq!(found, members);
    for text in texts(&parsed) {
        assert_harmless("a parsed value", text);
    }
    assert_same_but_replaced(parsed["vouched"].as_str().unwrap(), text, 256);
    assert_same_but_replaced(parsed["newtype"].as_str().unwrap(), text, 256);
    assert!(parsed["detail"].as_str().unwrap().len() <= BOUND);
}

/// The same characters, dangerous ones replaced, cut at the limit.
#[track_caller]
fn assert_same_but_replaced(shown: &str, original: &str, limit: usize) {
    let longer = original.chars().count() > limit;
    assert_eq!(
        shown.chars().count(),
        original.chars().count().min(limit) + usize::from(longer)
    );
    assert_eq!(longer && shown.ends_with('…'), longer);
    for (shown, original) in shown.chars().zip(original.chars()).take(limit) {
        assert!(
            shown == original || shown == '\u{fffd}',
            "{original:?} became {shown:?}"
        );
        assert!(
            shown == original || !matches!(original, ' '..='~'),
            "{original:?} was replaced"
        );
    }
}

#[track_caller]
fn assert_one_record(error: &Hostile, text: &str) {
    let (log, ()) = sink::json(|| error.report().log());
    assert_eq!(log.matches('\n').count(), 1);
    assert!(log.len() < 64 * 1024, "{} bytes", log.len());
    assert_harmless("the line", log.trim_end_matches('\n'));
    assert!(find_hidden(log.as_bytes()).is_none());
    let records = sink::records(&log);
    let fields = &records[0]["fields"];
    let values: serde_json::Value = serde_json::from_str(fields["fields"].as_str().unwrap()).unwrap();
    for name in ["named", "logged", "masked"] {
        assert_round_trip(name, values[name].as_str().unwrap(), text);
    }
    assert_round_trip(
        "debugged",
        values["debugged"].as_str().unwrap(),
        &format!("{:?}", [text]),
    );
    assert_eq!(values["sealed"], "[REDACTED]");
    assert_eq!(values["form"], "[REDACTED]");
    let message = format!("refused {text} and {text:?} of {}", error.form.len());
    assert_round_trip("message", fields["exception.message"].as_str().unwrap(), &message);
    for text in texts(fields) {
        assert_harmless("a field of the record", text);
    }

    let exposed = serde_json::to_value(error.report().expose_internal()).unwrap();
    for (index, name) in ["Cause", "Root"].iter().enumerate() {
        assert_round_trip(name, exposed["caused_by"][index]["message"].as_str().unwrap(), text);
    }
    let page = error.report().expose_internal().to_string();
    let usual = Hostile::new("usual", 'a').report().expose_internal().to_string();
    let lines = |page: &str| page.lines().filter(|line| !line.starts_with("  note ")).count();
    assert_eq!(lines(&page), lines(&usual), "no value adds a line: {page}");
    assert_harmless("the page", &page.replace('\n', ""));
}

#[track_caller]
fn assert_one_line_of_text(error: &Hostile) {
    let log = |error: &Hostile| sink::text(|| error.report().log()).0;
    let (line, usual) = (log(error), log(&Hostile::new("usual", 'a')));
    assert_eq!(line.matches('\n').count(), 1);
    assert_harmless("the line", line.trim_end_matches('\n'));
    assert!(find_hidden(line.as_bytes()).is_none());
    let mut found = keys(&line);
    found.retain(|key| key != "truncated");
    assert_eq!(found, keys(&usual), "no value adds a key: {line}");
}

#[track_caller]
fn assert_every_format(error: &Hostile) {
    let id = RequestId::generate();
    let formats: [(&dyn Format, &str); 4] = [
        (&ProblemJson, "application/problem+json"),
        (&Envelope, "application/json"),
        (&Html, "text/html; charset=utf-8"),
        (&PlainText, "text/plain; charset=utf-8"),
    ];
    for (format, media_type) in formats {
        let answer = respond_with::<Vec<u8>>(&error.public(), &id, format);
        assert_eq!(answer.status(), 422);
        assert_eq!(answer.headers()["content-type"], media_type);
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        for (name, value) in answer.headers() {
            assert!(
                value.to_str().unwrap().chars().all(|c| matches!(c, ' '..='~')),
                "{name}"
            );
        }
        let body = String::from_utf8(answer.into_body()).unwrap();
        assert_none("a body", body.as_bytes());
        assert_harmless("a body", &body.replace('\n', ""));
        if media_type.contains("json") {
            assert!(serde_json::from_str::<serde_json::Value>(&body).is_ok(), "{body}");
        }
        // A browser takes plain text for plain text.
        assert!(
            !body.contains("<script") || media_type.starts_with("text/plain"),
            "{body}"
        );
    }
    for printed in [
        error.to_string(),
        format!("{error:?}"),
        format!("{error:#?}"),
        serde_json::to_string(error).unwrap(),
    ] {
        assert_none("what is printed", printed.as_bytes());
        assert_harmless("what is printed", &printed.replace('\n', ""));
    }
}

fn assert_all(text: &str, letter: char) {
    let error = Hostile::new(text, letter);
    let (log, answer) = sink::json(|| secure_error::answer::<Vec<u8>>(&error));
    assert_eq!(sink::records(&log).len(), 1, "it is logged once");
    assert_eq!(answer.status(), 422);
    assert_well_formed(answer.body(), text);
    assert_every_format(&error);
    assert_one_record(&error, text);
    assert_one_line_of_text(&error);
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn text_of_any_content_breaks_no_answer_and_no_record(text in text(), letter in any::<char>()) {
        assert_all(&text, letter);
    }
}

proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn a_megabyte_of_text_breaks_no_answer_and_no_record(text in megabyte(), letter in any::<char>()) {
        assert_all(&text, letter);
    }
}

#[test]
fn every_weapon_alone_breaks_no_answer_and_no_record() {
    for weapon in WEAPONS {
        assert_all(weapon, weapon.chars().next().unwrap_or('\0'));
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn a_fault_of_any_text_answers_a_constant_and_logs_the_text(text in text()) {
        for fault in [
            Fault::internal(text.clone()),
            Fault::internal(anyhow::anyhow!(text.clone())),
            Fault::internal(eyre::eyre!(text.clone())),
            Fault::problem_with(&problem::INTERNAL_ERROR, Cause { text: text.clone(), root: Root(text.clone()) }),
            Err::<(), _>(std::io::Error::other(text.clone())).or_internal().unwrap_err(),
        ] {
            let (log, answer) = sink::json(|| http::Response::<Vec<u8>>::from(fault.clone()));
            let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
            let body = String::from_utf8(answer.into_body()).unwrap();
            assert_eq!(body.replace(&id, "ID"), r#"{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"An internal error occurred","code":"INTERNAL_ERROR","request_id":"ID"}"#);
            assert_eq!(log.matches('\n').count(), 1);
            let records = sink::records(&log);
            assert_eq!(records[0]["fields"]["request_id"], id.as_str());
            assert_round_trip("message", records[0]["fields"]["exception.message"].as_str().unwrap(), &text);
        }
    }

    #[test]
    fn a_request_id_is_taken_whole_or_refused_and_is_safe_anywhere(bytes in prop_oneof![vec(any::<u8>(), 0..80), "[A-Za-z0-9._-]{0,80}".prop_map(String::into_bytes)]) {
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let expected = (1..=64).contains(&bytes.len()) && bytes.iter().all(allowed);
        match RequestId::parse_bytes(&bytes) {
            Ok(id) => {
                assert!(expected);
                assert_eq!(id.as_str().as_bytes(), bytes);
                let error = Hostile::new("x", 'x');
                let answer = respond_with::<Vec<u8>>(&error.public(), &id, &Html);
                assert_eq!(answer.headers()["x-request-id"].as_bytes(), bytes);
                assert!(String::from_utf8(answer.into_body()).unwrap().contains(id.as_str()));
            }
            Err(error) => {
                assert!(!expected);
                assert_eq!(error.to_string(), "a request id is 1 to 64 characters of A-Z a-z 0-9 . _ -");
            }
        }
    }
}

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
    fn bytes_of_any_value_in_header_and_body_break_no_answer_and_are_in_the_log(
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
            let values: serde_json::Value = serde_json::from_str(fields["fields"].as_str().unwrap()).unwrap();
            assert_round_trip("body", values["body"].as_str().unwrap(), &String::from_utf8_lossy(body));
            assert_eq!(values["sealed"], "[REDACTED]");
        }
    }
}

#[test]
fn a_megabyte_in_a_body_is_answered_like_any_other_and_bounded_in_the_log() {
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

/// What an application can do wrong while it is being reported on.
#[derive(Debug, Clone, Copy)]
enum Fails {
    Panics,
    Errs,
    ErrsHalfway,
    PanicsHalfway,
    NeverEnds,
}

impl fmt::Display for Fails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panics => panic!("in Display"),
            Self::Errs => Err(fmt::Error),
            Self::ErrsHalfway => f.write_str("half").and(Err(fmt::Error)),
            Self::PanicsHalfway => {
                f.write_str("half")?;
                std::panic::panic_any(std::cell::Cell::new(1))
            }
            Self::NeverEnds => loop {
                f.write_str("again and ")?;
            },
        }
    }
}

impl std::error::Error for Fails {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Panics => panic!("in source"),
            // Its own cause.
            Self::NeverEnds => Some(&Self::NeverEnds),
            _ => None,
        }
    }
}

fn mask_that_panics(_: &Fails) -> &'static str {
    panic!("in the mask")
}

#[derive(SecureError)]
#[secure_error(axum)]
#[public(status = 400, message = "Refused")]
#[internal("refused {fails}")]
struct Broken {
    fails: Fails,
    #[internal]
    logged: Fails,
    #[internal(with = mask_that_panics)]
    masked: Fails,
    #[internal]
    whole: &'static str,
    #[source]
    cause: Fails,
}

#[test]
fn code_of_the_application_that_fails_while_it_is_reported_on_costs_neither_answer_nor_record() {
    for (fails, shown) in [
        (Fails::Panics, "refused <unprintable: panicked>"),
        (Fails::Errs, "refused <unprintable: formatting failed>"),
        (Fails::ErrsHalfway, "refused half<unprintable: formatting failed>"),
        (Fails::PanicsHalfway, "refused half<unprintable: panicked>"),
        (Fails::NeverEnds, "refused again and again"),
    ] {
        let make = move || Broken {
            fails,
            logged: fails,
            masked: fails,
            whole: INTERNAL,
            cause: fails,
        };
        let router = Router::new().route("/", routing::get(move || async move { Err::<(), Broken>(make()) }));
        let (log, answers) = sink::json(|| server::exchange(router, &[server::get("/")]));
        assert_eq!(answers[0].status(), 400);
        assert_eq!(answers[0].json()["detail"], "Refused");
        assert_eq!(log.matches('\n').count(), 1, "{fails:?}: {log}");
        assert!(log.contains(shown), "{shown} is not in {log}");
        assert!(
            log.contains(INTERNAL) && log.contains("unprintable: panicked"),
            "what is whole is there: {log}"
        );
    }
}

#[test]
fn the_checks_of_this_file_would_notice() {
    assert!(std::panic::catch_unwind(|| assert_same_but_replaced("a\u{fffd}", "ab", 256)).is_err());
    assert!(HIDDEN.iter().all(|canary| find_hidden(canary.as_bytes()).is_some()));
}
