//! Every place where data gets into a record, and both of the usual subscribers: a record is one line, harmless to look at,
//! bounded, and says exactly what it was told.

use crate::corpus::{WEAPONS, cases, megabyte, text};
use crate::escapes::{self, BOUND, TRUNCATED, assert_harmless, assert_round_trip};
use crate::search::{SEALED, find_hidden};
use crate::sink;
use proptest::prelude::*;
use secure_error::wire::JsonPointer;
use secure_error::{Fault, PublicText, RequestId, SecureError, Violations, violation};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

/// A byte of a value takes at most nine in a line: a semicolon in a field of a cause is `\u{3b}`, whose backslash logfmt
/// escapes, and the JSON subscriber escapes both.
const MOST_OF_A_BYTE: usize = 9;

/// The most bytes of a line with so many values that data of others is in.
const fn bound(values: usize) -> usize {
    const NAMES_IDS_AND_TIME: usize = 4096;
    MOST_OF_A_BYTE * (BOUND + TRUNCATED.len()) * values + NAMES_IDS_AND_TIME
}

pub type Fields = BTreeMap<String, String>;

/// The one record in a log of the JSON subscriber.
#[track_caller]
fn of_json(line: &str) -> Fields {
    let mut records = sink::records(line);
    assert_eq!(records.len(), 1, "{line}");
    let serde_json::Value::Object(fields) = records.remove(0)["fields"].take() else {
        panic!("{line}")
    };
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    fields.into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// What both subscribers write of one record with at most so many values, as text.
#[track_caller]
pub fn assert_well_formed(text: &str, json: &str, values: usize) -> Fields {
    for line in [text, json] {
        assert_eq!(
            line.find('\n'),
            Some(line.len() - 1),
            "one record is one line: {line:?}"
        );
        assert_harmless("the line", line.trim_end_matches('\n'));
        assert!(find_hidden(line.as_bytes()).is_none(), "{line}");
        assert!(line.len() <= bound(values), "{} bytes", line.len());
    }
    let mut fields = of_json(json);
    assert_eq!(fields.remove("message").as_deref(), Some("request failed"));
    for value in fields.values() {
        assert_harmless("a value", value);
    }
    assert_eq!(escapes::values(text), fields, "both say the same");
    fields
}

fn logged(values: usize, log: impl Fn()) -> Fields {
    let ((text, ()), (json, ())) = (sink::text(&log), sink::json(&log));
    assert_well_formed(&text, &json, values)
}

/// An error with data of others wherever there can be some.
#[derive(SecureError)]
#[public(status = 422, code = "EVERYWHERE", message = "Refused {vouched}")]
#[internal("refused {named} and {}", .form)]
struct Everywhere {
    named: String,
    #[internal]
    displayed: String,
    #[internal]
    debugged: Option<String>,
    #[internal(with = String::as_str)]
    masked: String,
    sealed: String,
    form: String,
    #[public]
    vouched: PublicText,
    #[public]
    letter: char,
    #[public]
    errors: Violations,
    #[source]
    cause: Cause,
}

/// Values of a record of that: the message, the fields, and those of three causes.
const EVERYWHERE: usize = 8 + 3 + 1;

#[derive(SecureError)]
#[public(status = 502, code = "CAUSE")]
#[internal("caused by {text}")]
struct Cause {
    text: String,
    #[internal]
    field: String,
    #[source]
    middle: Plain,
}

/// An error of another crate, whose `Debug` is its `Display`.
struct Plain {
    text: String,
    source: Option<Box<Plain>>,
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Plain {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

fn plain(text: &str, source: Option<Plain>) -> Plain {
    Plain {
        text: text.to_owned(),
        source: source.map(Box::new),
    }
}

/// The name of a member is a constant, and a constant is never dropped.
fn violations(text: &str) -> Violations {
    let name: String = text.chars().take(300).collect();
    let name: &'static str = name.leak();
    let mut violations = Violations::new();
    for index in 0..3 {
        let pointer = JsonPointer::root().field(name).index(index).field(name);
        violations.push(violation::MALFORMED.at(pointer));
    }
    violations
}

fn everywhere(text: &str, letter: char) -> Everywhere {
    Everywhere {
        named: text.to_owned(),
        displayed: text.to_owned(),
        debugged: Some(text.to_owned()),
        masked: text.to_owned(),
        sealed: format!("{SEALED}{text}"),
        form: text.to_owned(),
        vouched: PublicText::vouch(text),
        letter,
        errors: violations(text),
        cause: Cause {
            text: text.to_owned(),
            field: text.to_owned(),
            middle: plain(text, Some(plain(text, None))),
        },
    }
}

fn assert_everywhere(text: &str, letter: char) {
    let (error, id) = (everywhere(text, letter), RequestId::parse("fixed").unwrap());
    let fields = logged(EVERYWHERE, || error.report().with_request_id(&id).log());
    assert_eq!(fields["request_id"], "fixed");
    assert_round_trip(
        "message",
        &fields["exception.message"],
        &format!("refused {text} and {text}"),
    );

    let values: Fields = secure_error_tests::logfmt::pairs(&fields["fields"])
        .into_iter()
        .collect();
    for name in ["named", "displayed", "masked"] {
        assert_round_trip(name, &values[name], text);
    }
    assert_round_trip("debugged", &values["debugged"], &format!("{:?}", Some(text)));
    assert_eq!(
        (values["sealed"].as_str(), values["form"].as_str()),
        ("[REDACTED]", "[REDACTED]")
    );
    // What clients see is what operators see, and that is harmless before it gets here.
    assert_round_trip("vouched", &values["vouched"], error.vouched.as_str());
    assert_round_trip("violations", &values["violations"], &error.errors.to_string());

    let causes: Vec<&str> = fields["exception.stacktrace"].split("; ").collect();
    assert_eq!(causes.len(), 3, "no text adds a cause");
    let message = causes[1].strip_prefix("caused by: leak::records::Plain: ").unwrap();
    assert_round_trip("cause", &unjoined(message), text);
    // The type of the next is not known, and no text names one.
    let cause = causes[2].strip_prefix("caused by: ").unwrap();
    assert!(!is_named(cause), "{cause}");
    let message = cause.strip_prefix("dyn Error: ").unwrap_or(cause);
    assert_round_trip("cause", &unjoined(message), text);
    let cause = causes[0].strip_prefix("caused by: Cause: ").unwrap();
    let (message, values) = cause.split_once(" (502 CAUSE) {").unwrap();
    assert_round_trip("cause", &unjoined(message), &format!("caused by {text}"));
    let values: Fields = secure_error_tests::logfmt::pairs(values.strip_suffix('}').unwrap())
        .into_iter()
        .collect();
    assert_round_trip("field of a cause", &unjoined(&values["field"]), text);
}

/// Whether it begins like `Type: `.
fn is_named(text: &str) -> bool {
    let name = text.split(": ").next().unwrap();
    !name.contains(char::is_whitespace) && (name.contains(char::is_uppercase) || name.contains("::"))
}

/// Undoes the escapes that keep the causes of a record apart, and a status in a text from that of a cause.
fn unjoined(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        let joining = [(";", "\\u{3b}"), ("(", "\\u{28}")];
        let joining = joining.iter().find(|(_, joining)| escape.starts_with(joining));
        // Another escape has two characters, one of which may be a backslash.
        let (shown, length) = joining.map_or((&escape[..2], 2), |(shown, joining)| (*shown, joining.len()));
        out.push_str(before);
        out.push_str(shown);
        rest = &escape[length..];
    }
    out + rest
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn any_text_anywhere_in_an_error_is_one_harmless_readable_line(text in text(), letter in any::<char>()) {
        assert_everywhere(&text, letter);
    }
}

proptest! {
    #![proptest_config(cases(3))]

    #[test]
    fn a_megabyte_in_every_place_of_an_error_is_a_line_of_bounded_length(text in megabyte(), letter in any::<char>()) {
        assert_everywhere(&text, letter);
    }
}

#[test]
fn every_weapon_alone_is_one_harmless_line_that_says_what_it_was() {
    for weapon in WEAPONS {
        assert_everywhere(weapon, weapon.chars().next().unwrap_or('\0'));
        assert_everywhere(&format!("Name(\"{weapon}\")"), 'a');
        assert_everywhere(&format!("Name: {weapon} (502 CAUSE) {{}}"), 'a');
    }
}

#[test]
fn the_bound_of_a_line_is_no_larger_than_it_must_be() {
    // Most places are no field of a cause.
    for dearest in ["\"", "\\", ";"] {
        let error = everywhere(&dearest.repeat(1 << 20), 'a');
        let (line, ()) = sink::json(|| error.report().log());
        assert!(line.len() <= bound(EVERYWHERE));
        assert!(
            line.len() * 4 > bound(EVERYWHERE),
            "{} of {}",
            line.len(),
            bound(EVERYWHERE)
        );
    }
}

/// The name of a type can have a value in it.
struct Tagged<const TAG: char>;

impl<const TAG: char> fmt::Display for Tagged<TAG> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tagged")
    }
}

impl<const TAG: char> fmt::Debug for Tagged<TAG> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tagged{TAG}")
    }
}

impl<const TAG: char> Error for Tagged<TAG> {}

#[test]
fn the_name_of_a_foreign_type_is_harmless_too() {
    fn named<const TAG: char>() -> String {
        let fault = Fault::internal(Tagged::<TAG>);
        let boxed = Fault::internal(Box::new(Tagged::<TAG>) as Box<dyn Error + Send + Sync>);
        let id = RequestId::parse("fixed").unwrap();
        logged(2, || boxed.report().with_request_id(&id).log());
        logged(2, || fault.report().with_request_id(&id).log())
            .remove("exception.type")
            .unwrap()
    }
    assert_eq!(named::<'a'>(), "leak::records::Tagged<'a'>");
    for name in [
        named::<'\n'>(),
        named::<'\u{1b}'>(),
        named::<'\u{202e}'>(),
        named::<'\u{2028}'>(),
        named::<'"'>(),
    ] {
        assert!(name.starts_with("leak::records::Tagged<'"), "{name}");
    }
}

/// Without the guard that the sinks of this suite hold, so that the budget counts.
#[test]
fn a_compact_record_has_no_text_of_anybody() {
    let hostile = everywhere(&WEAPONS.concat(), '\n');
    let id = RequestId::parse("fixed").unwrap();
    let written = sink::Written::default();
    let subscriber = tracing_subscriber::fmt().json().with_writer(written.clone()).finish();
    let after_a_flood = || {
        for _ in 0..200 {
            hostile.report().log();
        }
        written.take();
        hostile.report().with_request_id(&id).log();
        of_json(&written.take())
    };
    let compact = tracing::subscriber::with_default(subscriber, || {
        // A machine may be too slow for a flood, but not every time.
        let mut records = std::iter::repeat_with(after_a_flood).take(1_000);
        records.find(|fields| fields.contains_key("compact")).unwrap()
    });
    let constant = [
        ("compact", "true"),
        ("error.type", "EVERYWHERE"),
        ("exception.type", "Everywhere"),
        ("fingerprint", "EVERYWHERE:Everywhere"),
        ("http.response.status_code", "422"),
        ("message", "request failed"),
        ("request_id", "fixed"),
        ("retry", "permanent"),
    ];
    assert_eq!(
        compact,
        constant.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    );
}
