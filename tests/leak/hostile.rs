//! Values of any content in every kind of field: the answer stays well formed, and the log keeps them, on one line.

use crate::corpus::{WEAPONS, cases, megabyte, text};
use crate::escapes::{BOUND, assert_harmless, assert_round_trip, keys, names, texts};
use crate::search::{HIDDEN, SEALED, assert_none, find_hidden};
use crate::sink;
use proptest::collection::vec;
use proptest::prelude::*;
use secure_error::render::{Envelope, Format, Html, PlainText, ProblemJson, respond_with};
use secure_error::{Fault, PublicText, PublicValue, RequestId, ResultExt as _, SecureError, problem};

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
    let values = secure_error_tests::logfmt::values(&fields["fields"]);
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
    let (log, answer) = sink::json(|| secure_error::respond::<Vec<u8>>(&error));
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

#[test]
fn the_checks_of_this_file_would_notice() {
    assert!(std::panic::catch_unwind(|| assert_same_but_replaced("a\u{fffd}", "ab", 256)).is_err());
    assert!(HIDDEN.iter().all(|canary| find_hidden(canary.as_bytes()).is_some()));
}
