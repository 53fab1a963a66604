#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use crate::error::AsSecure;
use crate::error::SecureError;
use crate::internal::Level;
use crate::internal::Retry;
use crate::internal::builder::ReportBuilder;
use crate::internal::field::loggable;
use crate::internal::fixtures::{AccountError, Driver, Inner, busy};
use crate::request::RequestId;
use crate::request::scope::{self, RequestScope};
use crate::request::target::{Rpc, Target};
use crate::request::trace_parent::TraceParent;
use crate::text::chars::is_unsafe;
use http::Method;
use std::io;
use std::sync::{Arc, Mutex};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer as _, SubscriberExt};
use tracing_subscriber::registry;

/// What a subscriber wrote.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Written {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Written {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Without the security event that some failures are besides.
fn records() -> Targets {
    Targets::new().with_target("secure_error", tracing::Level::TRACE)
}

fn text_log(error: &dyn SecureError) -> String {
    let written = Written::default();
    let text = tracing_subscriber::fmt::layer().without_time().with_ansi(false);
    let subscriber = registry().with(text.with_writer(written.clone()).with_filter(records()));
    tracing::subscriber::with_default(subscriber, || error.report().log());
    written.text()
}

fn json_log(error: &dyn SecureError) -> String {
    let written = Written::default();
    let json = tracing_subscriber::fmt::layer().json();
    let subscriber = registry().with(json.with_writer(written.clone()).with_filter(records()));
    let id = RequestId::parse("0123456789abcdef").unwrap();
    tracing::subscriber::with_default(subscriber, || error.report().with_request_id(&id).log());
    written.text()
}

/// The words of a line that stand before `=` outside quotes.
fn keys(line: &str) -> Vec<String> {
    let (mut unquoted, mut quoted, mut escaped) = (String::new(), false, false);
    for c in line.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            _ if !quoted => unquoted.push(c),
            _ => {}
        }
    }
    assert!(!quoted, "an open quote in {line}");
    unquoted
        .split_whitespace()
        .filter_map(|word| word.split_once('='))
        .map(|(key, _)| key.to_owned())
        .collect()
}

const KEYS: [&str; 12] = [
    "http.response.status_code",
    "error.type",
    "exception.type",
    "exception.message",
    "fingerprint",
    "exception.stacktrace",
    "fields",
    "location",
    "retry",
    "event",
    "alert",
    "truncated",
];

/// What an attacker may have typed into a form.
const FORGED: &str = "x\" forged=\"1\nERROR secure_error: request failed forged=2\r\n{\"forged\":3}\t\u{1b}[2J\u{202e}\u{2028}\\\" forged=4 \\";

fn forged() -> AccountError<'static> {
    let cause = AccountError::new("Inner", FORGED).because(Inner::Plain(Box::new(Driver::new(FORGED))));
    let fields = vec![("name", Some(FORGED.to_owned())), ("long", Some(FORGED.repeat(1000)))];
    AccountError {
        message: FORGED,
        fields,
        ..busy()
    }
    .because(Inner::Secure(Box::new(cause)))
}

#[test]
fn a_text_log_gets_one_line_with_constant_message_and_quoted_values() {
    let line = text_log(&busy());
    assert!(line.starts_with("ERROR secure_error: request failed http.response.status_code=503 error.type=\"SERVICE_UNAVAILABLE\" exception.type=\"AccountError::Busy\" exception.message=\"ledger of account 42 is locked\""), "{line}");
    assert!(line.contains("caused by: BillingError::Gateway: provider timed out (502 PAYMENT_GATEWAY) at "));
    assert!(
        line.contains(r#"; caused by: Driver: level 1; caused by: Driver: root""#),
        "{line}"
    );
    assert!(
        line.ends_with("retry=\"transient\" event=\"sys_crash\" alert=true\n"),
        "{line}"
    );
    assert_eq!(
        keys(&line),
        KEYS.iter()
            .copied()
            .filter(|key| *key != "truncated")
            .collect::<Vec<_>>()
    );
}

#[test]
fn no_value_can_add_a_line_or_a_key_to_a_text_log() {
    let log = text_log(&forged());
    assert_eq!(log.matches('\n').count(), 1);
    assert_eq!(keys(&log), KEYS);
    assert!(log.trim_end().chars().all(|c| !c.is_control() && !is_unsafe(c)));
}

#[test]
fn no_value_can_add_a_line_or_a_key_to_a_json_log() {
    let log = json_log(&forged());
    assert_eq!(log.matches('\n').count(), 1);
    let record: serde_json::Value = serde_json::from_str(&log).unwrap();
    let fields = record.get("fields").unwrap().as_object().unwrap();
    let mut expected: Vec<&str> = KEYS.into_iter().chain(["message", "request_id"]).collect();
    let mut found: Vec<&str> = fields.keys().map(String::as_str).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    for value in fields.values().filter_map(serde_json::Value::as_str) {
        assert!(value.chars().all(|c| !c.is_control() && !is_unsafe(c)), "{value:?}");
    }
    assert_eq!(keys(fields.get("fields").unwrap().as_str().unwrap()), ["name", "long"]);
}

#[test]
fn fields_are_one_value_in_logfmt_in_text_and_in_json() {
    let fields = r#"table=accounts id=42 attempt=[REDACTED] note="two\\nlines \\u{202e}and \"quotes\"""#;
    let record: serde_json::Value = serde_json::from_str(&json_log(&busy())).unwrap();
    assert_eq!(record.pointer("/fields/fields").unwrap(), fields);
    // The text format quotes it once more, as every value.
    let line = text_log(&busy());
    assert!(line.contains(&format!(" fields={fields:?} ")), "{line}");
    assert!(line.contains(" {invoice=7 attempts=3}; caused by: "), "{line}");
}

#[test]
fn what_nobody_declared_about_a_retry_is_not_in_the_record() {
    let foreign = crate::Fault::internal("connection reset");
    assert!(!text_log(foreign.as_secure()).contains("retry"));
    assert_eq!(foreign.retry(), Retry::Permanent, "it is not retried");
    assert!(text_log(&AccountError::bare()).contains(" retry=\"permanent\""));
    assert!(text_log(&busy()).contains(" retry=\"transient\""));
    let transparent = |inner: &dyn SecureError| {
        let outer = ReportBuilder::new(AccountError::bare().origin, inner.public());
        outer.inherit(|| Some(inner.report())).build().declared_retry()
    };
    assert_eq!(transparent(foreign.as_secure()), None);
    assert_eq!(transparent(&AccountError::bare()), Some(Retry::Permanent));
}

#[test]
fn a_fingerprint_has_the_code_and_the_variant_and_no_value() {
    let of = |variant, message| {
        let record = json_log(&AccountError::new(variant, message));
        let record: serde_json::Value = serde_json::from_str(&record).unwrap();
        record.pointer("/fields/fingerprint").unwrap().clone()
    };
    assert_eq!(of("NoRow", "no row 7"), "ACCOUNT_NOT_FOUND:AccountError::NoRow");
    assert_eq!(of("NoRow", "no row 7"), of("NoRow", "no row 8"));
    assert_ne!(of("NoRow", "no row 7"), of("NoTable", "no row 7"));
}

#[test]
fn a_record_says_what_the_request_asks_for() {
    let asked = |target: Target| {
        let scope = RequestScope::new(RequestId::generate(), None, None);
        let line = scope::within(&Arc::new(scope.asking_for(target)), || text_log(&busy()));
        let (_, rest) = line.split_once("http.request.method=").unwrap();
        rest.split_once(" http.response").unwrap().0.to_owned()
    };
    let target = |path: &str| Target::new(&Method::GET, path);
    assert_eq!(asked(target("/a/7")), r#""GET" url.path="/a/7""#);
    assert_eq!(asked(target("")), r#""GET""#);
    let hostile = asked(target("/a\n\u{1b}\u{202e} forged=1"));
    assert_eq!(hostile, r#""GET" url.path="/a\\n\\u{1b}\\u{202e} forged=1""#);
    assert_eq!(asked(target("/a\" forged=1")), r#""GET" url.path="/a[REDACTED]""#);
    assert!(!asked(target("/cards/4111111111111111")).contains("4111"));
    assert!(asked(target(&"/long".repeat(1_000))).len() < 1_100);
    let called = target("/a");
    called.set_rpc(Rpc {
        service: None,
        method: "pay 4111111111111111".into(),
    });
    assert!(asked(called).ends_with(r#"rpc.method="pay [REDACTED]""#));
    let routed = target("/a/7");
    routed.set_route("/a/{id}");
    assert_eq!(asked(routed), r#""GET" http.route="/a/{id}""#);
}

#[test]
fn a_json_log_has_the_request_id_and_typed_values() {
    let record: serde_json::Value = serde_json::from_str(&json_log(&busy())).unwrap();
    let field = |name: &str| record.get("fields").unwrap().get(name).unwrap().clone();
    assert_eq!(field("message"), "request failed");
    assert_eq!(field("request_id"), "0123456789abcdef");
    assert_eq!(field("http.response.status_code"), 503);
    assert_eq!(field("alert"), true);
    assert_eq!(record.get("target").unwrap(), "secure_error");
}

#[test]
fn what_is_not_known_is_not_in_the_record() {
    let line = text_log(&AccountError::bare());
    assert_eq!(
        line,
        " WARN secure_error: request failed http.response.status_code=401 error.type=\"UNAUTHORIZED\" \
         exception.type=\"AccountError::Bare\" exception.message=\"Unauthorized\" \
         fingerprint=\"UNAUTHORIZED:AccountError::Bare\" retry=\"permanent\"\n"
    );
}

#[test]
fn each_level_is_the_level_of_the_record() {
    for (level, name) in [
        (Level::Error, "ERROR "),
        (Level::Warn, " WARN "),
        (Level::Info, " INFO "),
        (Level::Debug, "DEBUG "),
    ] {
        let mut error = AccountError::bare();
        error.origin.level = Some(level);
        assert!(text_log(&error).starts_with(name));
    }
}

#[test]
fn a_subscriber_that_panics_is_contained() {
    struct Panics;
    impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Panics {
        fn on_event(&self, _: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
            panic!("in the sink")
        }
    }
    let subscriber = registry().with(Panics);
    tracing::subscriber::with_default(subscriber, || {
        busy().report().log();
        busy().report().log();
    });
    assert!(!text_log(&busy()).is_empty());
}

#[test]
fn a_display_that_panics_costs_no_record() {
    struct Panics;
    impl std::fmt::Display for Panics {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            panic!("in Display")
        }
    }
    let error = AccountError::bare();
    let report = ReportBuilder::new(error.origin, error.public())
        .message(|f| write!(f, "said {Panics}"))
        .field("name", loggable(&Panics).__secure_error_text())
        .build();
    let written = Written::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(written.clone())
        .with_ansi(false)
        .finish();
    tracing::subscriber::with_default(subscriber, || report.log());
    assert!(
        written
            .text()
            .contains(r#"exception.message="said <unprintable: panicked>""#),
        "{}",
        written.text()
    );
}

#[test]
fn a_record_names_the_request_that_its_thread_is_answering() {
    let trace = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let context = Arc::new(RequestScope::new(
        RequestId::parse("own-1").unwrap(),
        RequestId::parse("client-1").ok(),
        TraceParent::parse(trace),
    ));
    let names =
        "client_request_id=\"client-1\" trace_id=\"4bf92f3577b34da6a3ce929d0e0e4736\" span_id=\"00f067aa0ba902b7\"";
    let line = scope::within(&context, || text_log(&busy()));
    assert!(line.contains(&format!(" request_id=\"own-1\" {names} ")), "{line}");

    let exposed = scope::within(&context, || serde_json::to_value(busy().report().expose_internal())).unwrap();
    for (name, value) in [
        ("request_id", "own-1"),
        ("client_request_id", "client-1"),
        ("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"),
        ("span_id", "00f067aa0ba902b7"),
    ] {
        assert_eq!(exposed.get(name).unwrap(), value);
    }

    // Who names a request knows better.
    let line = scope::within(&context, || json_log(&busy()));
    assert!(line.contains(r#""request_id":"0123456789abcdef""#), "{line}");
    assert!(!text_log(&busy()).contains("own-1"));
}
