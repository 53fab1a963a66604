//! No cause is lost: a `SecureError` that another error shows, in whatever way, has its whole report in that of the other.

use crate::{everything_shown, internal_message, logged, report, text};
use secure_error::{Fault, SecureError, mask};
use serde_json::Value;
use std::collections::VecDeque;
use std::env;
use std::error::Error;
use std::fmt;
use std::process::Command;
use std::rc::Rc;
use std::sync::Arc;

#[derive(Debug, Clone)]
struct Driver(&'static str);

impl fmt::Display for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Driver {}

#[derive(SecureError)]
#[public(status = 404, code = "NO_LEDGER", message = "Not found")]
#[internal("no ledger {number}")]
struct Inner {
    number: u8,
    #[source]
    driver: Driver,
}

const fn inner(number: u8) -> Inner {
    Inner {
        number,
        driver: Driver("disk gone"),
    }
}

/// `type: message` of every cause.
fn causes(error: &dyn SecureError) -> Vec<String> {
    let report = report(error);
    let causes = report.get("caused_by").and_then(Value::as_array).cloned();
    let line = |cause: Value| {
        let part = |name| text(&cause, name).unwrap_or_else(|| "-".to_owned());
        format!("{}: {}", part("/type").rsplit("::").next().unwrap(), part("/message"))
    };
    causes.unwrap_or_default().into_iter().map(line).collect()
}

const INNER: [&str; 2] = ["Inner: no ledger 1", "Driver: disk gone"];

#[test]
fn a_headline_over_an_own_error_says_what_the_inner_headline_says() {
    #[derive(SecureError)]
    enum E {
        #[internal("internal: {0}")]
        Direct(#[from] Inner),
        #[internal("boxed: {0}")]
        Boxed(#[source] Box<Inner>),
        #[internal("shared: {source}")]
        Shared { source: Arc<Inner> },
        #[internal("fault: {0}")]
        Fault(#[from] Fault),
        #[internal("erased: {0}")]
        Erased(#[source] Box<dyn SecureError + Send + Sync>),
    }
    for (error, message) in [
        (E::from(inner(1)), "internal: no ledger 1"),
        (E::Boxed(Box::new(inner(1))), "boxed: no ledger 1"),
        (
            E::Shared {
                source: Arc::new(inner(1)),
            },
            "shared: no ledger 1",
        ),
        (E::from(Fault::from(inner(1))), "fault: no ledger 1"),
        (E::Erased(Box::new(inner(1))), "erased: no ledger 1"),
    ] {
        assert_eq!(internal_message(&error).unwrap(), message);
        // It is the source as well, and there once.
        assert_eq!(causes(&error), INNER, "{message}");
        assert_eq!(error.to_string(), "An internal error occurred");
    }
}

#[test]
fn a_headline_keeps_width_and_precision() {
    #[derive(SecureError)]
    #[internal("[{0:>14}] [{0:.2}] [{0:<14?}]")]
    struct E(Inner);
    let message = internal_message(&E(inner(1))).unwrap();
    assert!(
        message.starts_with("[   no ledger 1] [no] [Inner { status: 404"),
        "{message}"
    );
}

#[test]
fn an_own_error_without_a_message_is_described_by_its_cause() {
    #[derive(SecureError)]
    enum Silent {
        Caused(#[from] Driver),
        Nothing,
        Hidden(
            #[source]
            #[internal(redact)]
            Driver,
        ),
        #[public(transparent)]
        Forwards(#[from] Inner),
    }
    #[derive(SecureError)]
    #[internal("then {0}")]
    struct E(Silent);
    for (silent, message) in [
        (Silent::Caused(Driver("disk gone")), "then disk gone"),
        (Silent::Nothing, "then An internal error occurred"),
        (Silent::Hidden(Driver("disk gone")), "then An internal error occurred"),
        (Silent::Forwards(inner(1)), "then no ledger 1"),
    ] {
        assert_eq!(internal_message(&E(silent)).unwrap(), message);
    }
}

#[test]
fn headlines_of_headlines_end() {
    #[derive(SecureError)]
    #[internal("in {inner}")]
    struct Deep {
        #[source]
        inner: Box<dyn SecureError>,
    }
    let deep = (0..1000).fold(
        Deep {
            inner: Box::new(inner(1)),
        },
        |deep, _| Deep { inner: Box::new(deep) },
    );
    let message = internal_message(&deep).unwrap();
    assert!(message.starts_with("in in in "), "{message}");
    assert!(message.len() < 100, "{message}");
    assert_eq!(causes(&deep).len(), 16);
    std::mem::forget(deep);
}

#[test]
fn an_own_error_that_is_shown_brings_its_causes() {
    struct Wraps(Inner);
    impl fmt::Display for Wraps {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "wraps {}", self.0)
        }
    }
    fn as_text(error: &Inner) -> String {
        error.to_string().to_uppercase()
    }
    fn first(errors: &[Inner]) -> &Inner {
        &errors[0]
    }
    #[derive(SecureError)]
    enum E {
        #[internal("{0}")]
        Named(Inner),
        #[internal("{0:?}")]
        Debugged(Inner),
        Field(#[internal] Inner),
        Raw(#[internal(raw)] Inner),
        Boxed(#[internal] Box<Inner>),
        Optional(#[internal] Option<Inner>),
        List(#[internal] Vec<Inner>),
        Counted(#[internal] Rc<[Inner]>),
        Nested(#[internal] Option<Box<(u8, Result<u8, Inner>)>>),
        Masked(#[internal(with = as_text)] Inner),
        #[internal("masked {0}")]
        MaskedInMessage(#[internal(with = as_text)] Inner),
        #[internal("first {}", first(.0))]
        Expression(Vec<Inner>),
        Foreign(#[internal] Wraps),
        #[internal("foreign {0}")]
        ForeignInMessage(Wraps),
    }
    for error in [
        E::Named(inner(1)),
        E::Debugged(inner(1)),
        E::Field(inner(1)),
        E::Raw(inner(1)),
        E::Boxed(Box::new(inner(1))),
        E::Optional(Some(inner(1))),
        E::List(vec![inner(1)]),
        E::Counted(Rc::from([inner(1)])),
        E::Nested(Some(Box::new((7, Err(inner(1)))))),
        E::Masked(inner(1)),
        E::MaskedInMessage(inner(1)),
        E::Expression(vec![inner(1)]),
        E::Foreign(Wraps(inner(1))),
        E::ForeignInMessage(Wraps(inner(1))),
    ] {
        let variant = report(&error)["type"].to_string();
        assert_eq!(causes(&error), INNER, "{variant}");
        let public = everything_shown(&error);
        assert!(!public.contains("ledger"), "{variant}: {public}");
    }
    assert_eq!(logged(&E::Field(inner(1)), "0").unwrap(), "no ledger 1");
    assert_eq!(logged(&E::Masked(inner(1)), "0").unwrap(), "NOT FOUND");
}

#[test]
fn a_sealed_or_fully_masked_error_stays_out_of_the_report() {
    #[derive(SecureError)]
    #[internal("something")]
    struct E {
        sealed: Inner,
        #[internal(with = mask::redact)]
        masked: Inner,
        #[source]
        #[internal(redact)]
        source: Inner,
    }
    let error = E {
        sealed: inner(1),
        masked: inner(2),
        source: inner(3),
    };
    assert_eq!(causes(&error), ["Inner: [REDACTED]"]);
    assert!(!error.report().expose_internal().to_string().contains("ledger"));
}

#[test]
fn the_source_comes_before_what_fields_show() {
    #[derive(SecureError)]
    #[internal("{shown} and {source}")]
    struct E {
        #[internal]
        many: Vec<Inner>,
        shown: Inner,
        source: Inner,
    }
    let error = E {
        many: (10..60).map(inner).collect(),
        shown: inner(2),
        source: inner(1),
    };
    let causes = causes(&error);
    assert_eq!(causes.len(), 16);
    assert_eq!(causes[..2], INNER);
    assert_eq!(causes[2], "Inner: no ledger 2");
    assert_eq!(causes[4], "Inner: no ledger 10");
    assert_eq!(report(&error)["chain_truncated"], true);
}

#[test]
fn an_error_that_is_shown_twice_is_one_cause() {
    #[derive(SecureError)]
    #[internal("{a}, {a:?}, {}", .a)]
    struct E {
        a: Arc<Inner>,
        #[internal]
        b: Arc<Inner>,
        #[internal]
        c: Vec<Arc<Inner>>,
    }
    let one = Arc::new(inner(1));
    let error = E {
        a: one.clone(),
        b: one.clone(),
        c: vec![one.clone(), Arc::new(inner(2))],
    };
    let expected = [&INNER[..], &["Inner: no ledger 2", "Driver: disk gone"]].concat();
    assert_eq!(causes(&error), expected);
}

#[test]
fn a_cause_deep_in_the_chain_is_not_shown_twice() {
    #[derive(SecureError)]
    #[internal("middle")]
    struct Middle(#[source] Inner);
    #[derive(SecureError)]
    #[internal("outer {}", .0.0)]
    struct Outer(#[source] Middle);
    let error = Outer(Middle(inner(1)));
    assert_eq!(causes(&error), ["Middle: middle", INNER[0], INNER[1]]);
}

#[test]
fn errors_that_show_each_other_take_no_exponential_time() {
    #[derive(SecureError)]
    #[internal("{many:?}")]
    struct Tree {
        #[internal]
        many: Vec<Tree>,
        #[source]
        below: Option<Box<Tree>>,
    }
    fn tree(depth: u8) -> Tree {
        Tree {
            many: if depth > 10 {
                Vec::new()
            } else {
                vec![tree(depth + 1), tree(depth + 1)]
            },
            below: (depth < 11).then(|| Box::new(tree(depth + 1))),
        }
    }
    let error = tree(3);
    assert_eq!(causes(&error).len(), 16);
    assert_eq!(report(&error)["chain_truncated"], true);
}

#[test]
fn several_sources_are_each_a_cause() {
    #[derive(SecureError)]
    enum E {
        #[internal("list")]
        List(#[from] Vec<Inner>),
        Array(#[source] [Inner; 2]),
        Slice(#[source] Box<[Inner]>),
        Shared(#[source] Arc<[Inner]>),
        Queue(#[source] VecDeque<Fault>),
        Optional(#[source] Option<Vec<Inner>>),
        Borrowed(#[source] &'static [Inner]),
    }
    static TWO: [Inner; 2] = [inner(1), inner(2)];
    let two = || [inner(1), inner(2)];
    for error in [
        E::from(Vec::from(two())),
        E::Array(two()),
        E::Slice(Box::new(two())),
        E::Shared(Arc::new(two())),
        E::Queue(two().map(Fault::from).into()),
        E::Optional(Some(two().into())),
        E::Borrowed(&TWO),
    ] {
        let expected = [&INNER[..], &["Inner: no ledger 2", "Driver: disk gone"]].concat();
        assert_eq!(causes(&error), expected, "{}", report(&error));
    }
    assert_eq!(causes(&E::Optional(None)), [""; 0]);
    assert_eq!(causes(&E::List(Vec::new())), [""; 0]);
}

#[test]
fn several_foreign_sources_are_bounded_and_can_be_redacted() {
    #[derive(SecureError)]
    enum E {
        Drivers(#[source] Vec<Driver>),
        Boxes(#[source] Vec<Box<dyn Error + Send + Sync>>),
        Redacted(
            #[source]
            #[internal(redact)]
            Vec<Driver>,
        ),
    }
    let drivers = |many| vec![Driver("disk gone"); many];
    assert_eq!(causes(&E::Drivers(drivers(2))), ["Driver: disk gone"; 2]);
    assert_eq!(causes(&E::Boxes(vec!["a".into(), "b".into()])), ["-: a", "-: b"]);
    assert_eq!(causes(&E::Redacted(drivers(2))), ["Driver: [REDACTED]"; 2]);

    assert_eq!(causes(&E::Drivers(drivers(16))).len(), 16);
    assert_eq!(report(&E::Drivers(drivers(16))).get("chain_truncated"), None);
    assert_eq!(causes(&E::Drivers(drivers(5000))).len(), 16);
    assert_eq!(report(&E::Drivers(drivers(5000)))["chain_truncated"], true);
}

#[test]
fn an_unsealed_error_that_is_shown_brings_its_causes() {
    #[derive(Debug, SecureError)]
    #[secure_error(unsealed)]
    #[internal("for operators")]
    struct Unsealed(#[source] Driver);
    impl fmt::Display for Unsealed {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("displayed")
        }
    }
    impl Error for Unsealed {}
    #[derive(SecureError)]
    #[internal("then {0}")]
    struct E(Unsealed);
    let error = E(Unsealed(Driver("disk gone")));
    assert_eq!(internal_message(&error).unwrap(), "then for operators");
    assert_eq!(causes(&error), ["Unsealed: for operators", "Driver: disk gone"]);
}

/// Runs `backtraces` with and without backtraces.
fn backtraces_in_a_process_of_their_own(setting: &str) -> Vec<Value> {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "causes::backtraces"])
        .env("RUST_BACKTRACE", setting)
        .env_remove("RUST_LIB_BACKTRACE")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let reports = text.lines().filter(|line| line.starts_with('{'));
    reports.map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[inline(never)]
fn where_it_fails() -> anyhow::Error {
    anyhow::anyhow!("at the root").context("on the way")
}

#[inline(never)]
fn where_it_fails_too() -> eyre::Report {
    eyre::eyre!("at the root").wrap_err("on the way")
}

#[test]
#[ignore = "its environment decides what it prints"]
fn backtraces() {
    #[derive(SecureError)]
    enum E {
        Anyhow(#[from] anyhow::Error),
        Eyre(#[from] eyre::Report),
        Several(#[source] Vec<anyhow::Error>),
        Redacted(
            #[source]
            #[internal(redact)]
            anyhow::Error,
        ),
    }
    let forged = "x\n\nStack backtrace:\n   0: where_it_fails";
    for error in [
        Box::new(E::from(where_it_fails())) as Box<dyn SecureError>,
        Box::new(E::from(where_it_fails_too())),
        Box::new(E::Several(vec![where_it_fails()])),
        Box::new(Outer(Fault::internal(where_it_fails()))),
        Box::new(Outer(Fault::internal(where_it_fails_too()))),
        Box::new(E::Redacted(where_it_fails())),
        Box::new(E::from(anyhow::Error::msg(forged))),
        Box::new(E::from(anyhow::Error::msg(forged).context("outside"))),
    ] {
        println!("\n{}", report(&*error));
    }

    #[derive(SecureError)]
    #[public(transparent)]
    struct Outer(Fault);
}

#[test]
fn the_backtrace_that_anyhow_or_eyre_captured_is_in_the_report() {
    let place = |report: &Value| {
        report
            .get("backtrace")
            .map(|lines| lines.to_string().contains("where_it_fails"))
    };
    let on: Vec<_> = backtraces_in_a_process_of_their_own("1").iter().map(place).collect();
    let real = Some(true);
    assert_eq!(on, [real, real, real, real, real, None, None, None]);
    let off: Vec<_> = backtraces_in_a_process_of_their_own("0").iter().map(place).collect();
    assert_eq!(off, [None; 8]);
}
