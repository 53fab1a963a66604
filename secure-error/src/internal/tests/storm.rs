//! What is logged of very many failures.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use crate::error::Fault;
use crate::error::SecureError;
use crate::internal::budget::{Budget, FULL, Share};
use crate::internal::builder::ReportBuilder;
use crate::internal::chain::source;
use crate::internal::field::loggable;
use crate::internal::fixtures::{AccountError, Driver, Inner, busy};
use crate::internal::origin::Origin;
use crate::internal::report::Report;
use crate::request::RequestId;
use crate::request::scope::{self, RequestScope};
use crate::request::target::{Rpc, Target};
use crate::request::trace_parent::TraceParent;
use http::Method;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use tracing::Dispatch;
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::SubscriberExt;

/// What a subscriber is told of one event.
type Record = BTreeMap<&'static str, String>;

#[derive(Clone, Default)]
struct Records(Arc<Mutex<Vec<Record>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Records {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        fields.0.insert("level", event.metadata().level().to_string());
        fields.0.insert("target", event.metadata().target().to_owned());
        self.0.lock().unwrap().push(fields.0);
    }
}

#[derive(Default)]
struct Fields(Record);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

fn records(run: impl FnOnce()) -> Vec<Record> {
    let records = Records::default();
    let subscriber = tracing_subscriber::registry().with(records.clone());
    tracing::subscriber::with_default(subscriber, run);
    std::mem::take(&mut *records.0.lock().unwrap())
}

/// What is logged of a report that gets this share of the budget.
fn logged(report: &Report<'_>, share: Share) -> Record {
    records(|| super::Pending::within(report, || share).write(None)).remove(0)
}

/// A request with all that a request can have.
fn everything_known() -> Arc<RequestScope> {
    let scope = RequestScope::new(
        RequestId::parse("own-1").unwrap(),
        RequestId::parse("client-1").ok(),
        TraceParent::parse(b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    );
    Arc::new(scope.asking_for(Target::new(&Method::PUT, "/accounts/7")))
}

/// Counts how often it is looked at.
struct Counted<'a>(&'a Cell<u32>, Driver);

impl fmt::Display for Counted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.set(self.0.get() + 1);
        f.write_str("looked at")
    }
}

impl fmt::Debug for Counted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Counted<'_> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.set(self.0.get() + 1);
        Some(&self.1)
    }
}

/// Counts whenever anything of it is formatted or followed.
fn counting<'a>(error: &'a AccountError<'_>, counted: &'a Counted<'_>) -> Report<'a> {
    ReportBuilder::new(error.origin, error.public())
        .message(move |f| write!(f, "message {counted}"))
        .field("field", loggable(counted).__secure_error_text())
        .cause(source(counted).__secure_error_cause())
        .build()
}

#[test]
fn a_storm_loses_no_record_and_formats_only_the_budget_of_each_second() {
    const SECONDS: u32 = 10;
    const EACH: u32 = 10_000;
    let looked_at = Cell::new(0);
    let (error, counted) = (
        AccountError::new("Storm", ""),
        Counted(&looked_at, Driver::chain(100_000)),
    );
    let report = counting(&error, &counted);
    let once = {
        logged(&report, Share::Full { compacted: 0 });
        looked_at.take()
    };

    let budget = Budget::new();
    let storm = || {
        for second in 0..SECONDS {
            for _ in 0..EACH {
                super::Pending::within(&report, || budget.take(&report, second)).write(None);
            }
        }
    };
    let records = records(storm);
    assert_eq!(records.len(), 100_000);
    let (compact, full): (Vec<_>, Vec<_>) = records.iter().partition(|record| record.contains_key("compact"));
    assert_eq!(full.len(), 10 * 100);
    assert_eq!(FULL, 100, "as the documentation says");
    assert!(full.iter().all(|record| record.contains_key("exception.stacktrace")));
    assert_eq!(looked_at.get(), 1_000 * once);
    let told = full.iter().filter_map(|record| record.get("compacted"));
    let told: usize = told.map(|number| number.parse::<usize>().unwrap()).sum();
    let of_the_last_second = 9_900;
    assert_eq!(told + of_the_last_second, compact.len());
}

#[test]
fn a_compact_record_has_the_constants_and_the_ids_and_nothing_else() {
    let (context, error) = (everything_known(), busy());
    context.target().set_route("/accounts/{id}");
    let [full, compact] = [Share::Full { compacted: 0 }, Share::Compact]
        .map(|share| scope::within(&context, || logged(&error.report(), share)));
    let expected = [
        ("alert", "true"),
        ("client_request_id", "client-1"),
        ("compact", "true"),
        ("error.type", "SERVICE_UNAVAILABLE"),
        ("event", "sys_crash"),
        ("exception.type", "AccountError::Busy"),
        ("fingerprint", "SERVICE_UNAVAILABLE:AccountError::Busy"),
        ("http.request.method", "PUT"),
        ("http.response.status_code", "503"),
        ("http.route", "/accounts/{id}"),
        ("level", "ERROR"),
        ("message", "request failed"),
        ("request_id", "own-1"),
        ("retry", "transient"),
        ("span_id", "00f067aa0ba902b7"),
        ("target", "secure_error"),
        ("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"),
    ];
    assert_eq!(
        compact,
        Record::from(expected.map(|(name, value)| (name, value.to_owned())))
    );
    for (name, value) in &compact {
        assert!(
            *name == "compact" || full.get(name) == Some(value),
            "{name} is the same in full"
        );
    }
}

/// Golden: dashboards and alerts are built on these names.
#[test]
fn the_names_in_a_record_are_those_of_opentelemetry_and_a_few_of_our_own() {
    // Of the semantic conventions 1.44: registry/attributes/{error,exception,http,rpc,url}.
    let of_opentelemetry = [
        "error.type",
        "exception.message",
        "exception.stacktrace",
        "exception.type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "rpc.method",
        "rpc.service",
        "url.path",
        // Trace Context in non-OTLP Log Formats.
        "span_id",
        "trace_id",
    ];
    let our_own = [
        "alert",
        "client_request_id",
        "compact",
        "compacted",
        "event",
        "fields",
        "fingerprint",
        "location",
        "message",
        "request_id",
        "retry",
        "truncated",
    ];
    let of_the_event_itself = ["level", "target"];
    let unrouted = everything_known();
    let routed = everything_known();
    routed.target().set_route("/accounts/{id}");
    routed.target().set_rpc(Rpc {
        service: Some("Accounts".into()),
        method: "Put".into(),
    });
    let mut error = busy();
    error.fields.push(("long", Some("x".repeat(5_000))));
    let full = Share::Full { compacted: 1 };
    let mut found: Vec<&str> = [(&unrouted, full), (&routed, full), (&routed, Share::Compact)]
        .into_iter()
        .flat_map(|(scope, share)| scope::within(scope, || logged(&error.report(), share)).into_keys())
        .collect();
    let mut names = [&of_opentelemetry[..], &our_own, &of_the_event_itself].concat();
    names.sort_unstable();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, names);
}

#[test]
fn a_compact_record_formats_nothing_of_the_error() {
    let looked_at = Cell::new(0);
    let (error, counted) = (AccountError::new("Storm", ""), Counted(&looked_at, Driver::chain(3)));
    let report = counting(&error, &counted);
    logged(&report, Share::Compact);
    assert_eq!(looked_at.get(), 0);
    logged(&report, Share::Full { compacted: 0 });
    assert!(looked_at.get() >= 4);
}

#[test]
fn a_compact_record_of_a_transparent_error_names_what_it_stands_for() {
    let inner = AccountError::new("WrongPassword", "of user 7");
    let report = ReportBuilder::new(Origin::of_type("AppError"), inner.public())
        .inherit(|| Some(inner.report()))
        .build();
    let record = logged(&report, Share::Compact);
    assert_eq!(record.get("exception.type").unwrap(), "AppError");
    assert_eq!(
        record.get("exception.stacktrace").unwrap(),
        "caused by: AccountError::WrongPassword"
    );
}

#[test]
fn a_foreign_error_has_the_same_name_in_a_compact_record() {
    for fault in [
        Fault::internal(Driver::new("x")),
        Fault::internal("x"),
        Fault::from(busy()),
    ] {
        let [full, compact] =
            [Share::Full { compacted: 0 }, Share::Compact].map(|share| logged(&fault.report(), share));
        assert_eq!(compact.get("exception.type"), full.get("exception.type"));
    }
}

#[test]
fn a_full_record_tells_how_many_were_not() {
    let record = logged(&busy().report(), Share::Full { compacted: 7 });
    assert_eq!(record.get("compacted").unwrap(), "7");
    assert!(!record.contains_key("compact"));
}

#[test]
fn an_exposed_report_has_no_budget() {
    for _ in 0..10 * FULL {
        let page = AccountError::new("Exposed", "in full").report().expose_internal();
        assert!(page.to_string().contains("in full"));
    }
}

/// `cargo test --release -p secure-error --lib -- --ignored --nocapture how_much`
#[test]
#[ignore = "it measures, and what it says depends on the machine"]
#[allow(clippy::print_stdout, clippy::cast_precision_loss, reason = "a table for people")]
fn how_much_cheaper_a_compact_record_is_than_a_full_one() {
    let chain = AccountError::new("Chain", "sixteen causes").because(Inner::Plain(Box::new(Driver::chain(16))));
    let backtrace = AccountError {
        backtrace: Some(std::backtrace::Backtrace::force_capture()),
        ..AccountError::new("Backtrace", "and a backtrace")
    };
    let nothing = || -> Dispatch { tracing_subscriber::registry().with(Ignores).into() };
    let json = || -> Dispatch {
        tracing_subscriber::fmt()
            .json()
            .with_writer(std::io::sink)
            .finish()
            .into()
    };
    for (subscriber, dispatch) in [("no writing", nothing()), ("JSON to nowhere", json())] {
        for (name, error) in [
            ("a message", &AccountError::new("Message", "no row in accounts for 42")),
            ("fields and three causes", &busy()),
            ("sixteen causes", &chain),
            ("a backtrace", &backtrace),
        ] {
            let report = error.report();
            // The best of many: what comes between is the machine's.
            let best = |share: Share| {
                let once = || {
                    let start = std::time::Instant::now();
                    for _ in 0..100 {
                        super::Pending::within(&report, || share).write(None);
                    }
                    start.elapsed()
                };
                tracing::dispatcher::with_default(&dispatch, || std::iter::repeat_with(once).take(200).min()).unwrap()
            };
            let (full, compact) = (best(Share::Full { compacted: 0 }), best(Share::Compact));
            let ratio = full.as_nanos() as f64 / compact.as_nanos() as f64;
            println!(
                "{subscriber:<16} {name:<24} full {:>9?} compact {:>9?} {ratio:>6.1}x",
                full / 100,
                compact / 100
            );
        }
    }
}

/// Takes every event and looks at none of its values.
struct Ignores;

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Ignores {}
