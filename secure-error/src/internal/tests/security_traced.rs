//! Security events as a subscriber gets them.

use super::full;
use crate::error::SecureError;
use crate::internal::builder::ReportBuilder;
use crate::internal::chain::source;
use crate::internal::field::{FieldText, loggable};
use crate::internal::fixtures::{AccountError, busy};
use crate::internal::origin::Origin;
use crate::internal::security::event::{PARAMETERS, SecurityEvent};
use crate::request::RequestId;
use crate::request::scope::{self, RequestScope};
use crate::request::trace_parent::TraceParent;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// The values of one event, and its level under `level`.
#[derive(Default)]
struct Seen(BTreeMap<&'static str, String>);

impl Visit for Seen {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

/// Keeps the events of one target.
struct Keep(&'static str, Arc<Mutex<Vec<Seen>>>);

impl<S: tracing::Subscriber> Layer<S> for Keep {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == self.0 {
            let mut seen = Seen::default();
            event.record(&mut seen);
            seen.0.insert("level", event.metadata().level().to_string());
            self.1.lock().unwrap().push(seen);
        }
    }
}

fn seen(target: &'static str, run: impl FnOnce()) -> Vec<BTreeMap<&'static str, String>> {
    let kept = Arc::default();
    let subscriber = tracing_subscriber::registry().with(Keep(target, Arc::clone(&kept)));
    tracing::subscriber::with_default(subscriber, run);
    let mut kept = kept.lock().unwrap();
    kept.drain(..).map(|seen| seen.0).collect()
}

#[test]
fn a_subscriber_gets_everything_under_its_name() {
    let seen = seen("security", || full().log());
    let mut event = seen.into_iter().next().unwrap();
    let timestamp = event.remove("datetime").unwrap();
    assert!(
        timestamp.starts_with("20") && timestamp.ends_with('Z') && timestamp.len() == 24,
        "{timestamp}"
    );
    let expected = [
        ("action", "grant"),
        ("event", "authz_change"),
        ("from", "user"),
        ("inputs", "zip"),
        ("level", "WARN"),
        ("limit", "5"),
        ("message", "security event"),
        ("on_user", "system"),
        ("reason", "asked"),
        ("resource", "account"),
        ("resource_id", "42"),
        ("retries", "3"),
        ("severity", "WARN"),
        ("source_ip", "192.0.2.7"),
        ("to", "user, admin"),
        ("user", "1"),
        ("user_agent", "curl\\n"),
    ];
    assert_eq!(event, expected.map(|(name, text)| (name, text.to_owned())).into());
}

#[test]
fn the_loudest_level_of_a_log_stands_for_critical() {
    let seen = seen("security", || {
        SecurityEvent::session_created().log();
        SecurityEvent::sequence_fail().log();
        SecurityEvent::upload_validation_passed().log();
        SecurityEvent::upload_validation_failed().log();
    });
    let parts = |name| {
        seen.iter()
            .map(|event| event.get(name).map(String::as_str))
            .collect::<Vec<_>>()
    };
    assert_eq!(parts("level"), ["INFO", "ERROR", "INFO", "ERROR"].map(Some));
    assert_eq!(parts("severity"), ["INFO", "CRITICAL", "INFO", "CRITICAL"].map(Some));
    assert_eq!(parts("result"), [None, None, Some("passed"), Some("FAILED")]);
}

#[test]
fn an_event_names_the_request_that_its_thread_is_answering() {
    let trace = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let context = Arc::new(RequestScope::new(
        RequestId::parse("own-1").unwrap(),
        RequestId::parse("client-1").ok(),
        TraceParent::parse(trace),
    ));
    let named = RequestId::parse("named").unwrap();
    let seen = seen("security", || {
        scope::within(&context, || SecurityEvent::session_created().log());
        scope::within(&context, || {
            SecurityEvent::session_created().with_request_id(&named).log();
        });
        SecurityEvent::session_created().log();
    });
    let ids = |name| {
        seen.iter()
            .map(|event| event.get(name).map(String::as_str))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids("request_id"), [Some("own-1"), Some("named"), None]);
    assert_eq!(ids("client_request_id"), [Some("client-1"), Some("client-1"), None]);
    let trace = Some("4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(ids("trace_id"), [trace, trace, None]);
    assert!(
        !context.ledger().is_some_and(crate::request::ledger::Ledger::has_report),
        "an event is no report of a failure"
    );
}

#[test]
fn an_error_with_an_event_is_one_record_and_one_event() {
    let id = RequestId::parse("asked").unwrap();
    let log = || busy().report().with_request_id(&id).log();
    assert_eq!(seen("secure_error", log).len(), 1);
    let events = seen("security", log);
    assert_eq!(events.len(), 1);
    let mut event = events.into_iter().next().unwrap();
    event.remove("datetime");
    let expected = [
        ("error.type", "SERVICE_UNAVAILABLE"),
        ("event", "sys_crash"),
        ("exception.type", "AccountError::Busy"),
        ("level", "WARN"),
        ("message", "security event"),
        ("request_id", "asked"),
        ("severity", "WARN"),
    ];
    assert_eq!(event, expected.map(|(name, text)| (name, text.to_owned())).into());
    assert!(seen("security", || AccountError::bare().report().log()).is_empty());
}

#[test]
fn an_error_lends_the_fields_that_an_event_knows() {
    let error = busy();
    let report = PARAMETERS
        .iter()
        .chain(&["password", "datetime", "event", "severity", "request_id"])
        .fold(ReportBuilder::new(error.origin, error.public()), |report, name| {
            report.field(name, loggable(name).__secure_error_text())
        });
    let events = seen("security", || report.sealed("user", &()).build().log());
    let event = events.first().unwrap();
    for name in PARAMETERS {
        assert_eq!(event.get(name).map(String::as_str), Some(*name));
    }
    assert!(!event.contains_key("password"));
    assert_eq!(event.get("event").unwrap(), "sys_crash");
    assert_eq!(event.get("severity").unwrap(), "WARN");
    assert!(!event.contains_key("request_id"));
    assert!(event.get("datetime").unwrap().ends_with('Z'));

    let sealed = ReportBuilder::new(error.origin, error.public())
        .sealed("user", &7)
        .build();
    assert!(!seen("security", || sealed.log()).first().unwrap().contains_key("user"));
}

#[test]
fn a_transparent_error_lends_what_the_inner_one_lends_with_its_event() {
    let inner = AccountError {
        fields: vec![("user", Some("inner".to_owned()))],
        ..busy()
    };
    let user = |origin: Origin| {
        let report = ReportBuilder::new(origin, inner.public())
            .field("user", FieldText::new(|f| f.write_str("outer")))
            .face(source(&inner).__secure_error_cause())
            .inherit(|| Some(inner.report()))
            .build();
        let events = seen("security", || report.log());
        events.first().and_then(|event| event.get("user").cloned())
    };
    let silent = AccountError::bare().origin;
    assert_eq!(user(silent).as_deref(), Some("inner"));
    let event = Some("authz_fail");
    assert_eq!(user(Origin { event, ..silent }).as_deref(), Some("outer"));
}

#[test]
fn a_sink_that_panics_costs_the_event_and_no_more() {
    struct Panics(&'static str);
    impl<S: tracing::Subscriber> Layer<S> for Panics {
        fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
            assert_ne!(event.metadata().target(), self.0, "in the sink");
        }
    }
    let kept = Arc::default();
    let sink = tracing_subscriber::registry()
        .with(Keep("security", Arc::clone(&kept)))
        .with(Panics("security"));
    tracing::subscriber::with_default(sink, || SecurityEvent::sys_startup().log());
    // A record that is lost takes its event with it no more than the other way round.
    let sink = tracing_subscriber::registry()
        .with(Keep("security", Arc::clone(&kept)))
        .with(Panics("secure_error"));
    kept.lock().unwrap().clear();
    tracing::subscriber::with_default(sink, || busy().report().log());
    assert_eq!(kept.lock().unwrap().len(), 1);
}
