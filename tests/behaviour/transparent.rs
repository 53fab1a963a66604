//! `#[public(transparent)]`: the inner error answers, the outer one is in the report.

use crate::{answer, everything_shown, header, report, text};
use secure_error::log::Level;
use secure_error::work::Retry;
use secure_error::{Fault, SecureError};
use std::panic::Location;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

#[derive(SecureError)]
#[secure_error(type_base = "https://example.com/problems/")]
enum Inner {
    #[public(status = 503, code = "LEDGER_BUSY", title = "Busy", message = "The ledger is busy", retry_after = wait, header("x-hint" = "later"))]
    #[internal("ledger {ledger} is locked", level = "warn", retry = transient, alert, event = "sys_crash")]
    Busy {
        #[public(raw)]
        wait: Duration,
        ledger: u8,
    },
    Unknown,
}

fn busy() -> Inner {
    Inner::Busy {
        wait: Duration::from_secs(5),
        ledger: 7,
    }
}

#[derive(SecureError)]
enum Outer {
    #[public(transparent)]
    #[internal("while paying invoice {}", .0.number())]
    Ledger(#[from] Inner),
    #[public(transparent)]
    #[internal(level = "debug", retry = permanent, event = "authz_fail")]
    Decided(Inner),
    #[public(transparent)]
    Again {
        #[from]
        again: Box<Outer>,
        at: &'static Location<'static>,
    },
    #[public(transparent)]
    Fault(Fault),
    #[public(transparent)]
    Dyn(Box<dyn SecureError + Send + Sync>),
    #[public(transparent)]
    Shared(Arc<Inner>),
    #[public(transparent)]
    Counted(Rc<Inner>),
}

impl Inner {
    fn number(&self) -> u8 {
        match self {
            Self::Busy { ledger, .. } => *ledger,
            Self::Unknown => 0,
        }
    }
}

#[derive(SecureError)]
#[public(transparent)]
struct Wrapper(#[from] Inner);

fn every_outer() -> Vec<Box<dyn SecureError>> {
    vec![
        Box::new(Outer::Ledger(busy())),
        Box::new(Outer::Decided(busy())),
        Box::new(Outer::Again {
            again: Box::new(Outer::Ledger(busy())),
            at: Location::caller(),
        }),
        Box::new(Outer::Fault(busy().into())),
        Box::new(Outer::Dyn(Box::new(busy()))),
        Box::new(Outer::Shared(Arc::new(busy()))),
        Box::new(Outer::Counted(Rc::new(busy()))),
        Box::new(Wrapper(busy())),
    ]
}

#[test]
fn the_answer_is_that_of_the_inner_error_byte_for_byte() {
    let (inner_parts, inner_body) = answer(&busy());
    for outer in every_outer() {
        let (parts, body) = answer(&*outer);
        assert_eq!(
            (parts.status, &parts.headers),
            (inner_parts.status, &inner_parts.headers)
        );
        assert_eq!(body, inner_body);
        assert_eq!(outer.problem_type(), busy().problem_type());
        assert_eq!(outer.public_message(), "The ledger is busy");
        assert_eq!(outer.to_string(), "The ledger is busy");
        assert_eq!(header(&*outer, "retry-after").unwrap(), "5");
    }
}

#[test]
fn debug_names_the_outer_type_and_no_variant() {
    assert_eq!(
        format!("{:?}", Outer::Ledger(busy())),
        r#"Outer { status: 503, code: "LEDGER_BUSY", message: "The ledger is busy" }"#
    );
    for outer in every_outer() {
        let shown = everything_shown(&*outer);
        assert!(
            !shown.contains("ledger 7") && !shown.contains("Busy {") && !shown.contains("Ledger("),
            "{shown}"
        );
    }
}

#[test]
fn the_report_is_that_of_the_outer_error_caused_by_the_inner_one() {
    let report = report(&Outer::Ledger(busy()));
    assert_eq!(text(&report, "/type").unwrap(), "Outer::Ledger");
    assert_eq!(text(&report, "/message").unwrap(), "while paying invoice 7");
    assert_eq!(text(&report, "/code").unwrap(), "LEDGER_BUSY");
    assert_eq!(text(&report, "/caused_by/0/type").unwrap(), "Inner::Busy");
    assert_eq!(text(&report, "/caused_by/0/message").unwrap(), "ledger 7 is locked");
}

#[test]
fn every_link_of_a_transparent_chain_is_in_the_report() {
    let (place, at) = (format!("{}:{}:", file!(), line!()), Location::caller());
    let again = Box::new(Outer::Ledger(busy()));
    let report = report(&Outer::Again { again, at });
    assert!(text(&report, "/location").unwrap().starts_with(&place));
    assert_eq!(text(&report, "/caused_by/0/type").unwrap(), "Outer::Ledger");
    assert_eq!(text(&report, "/caused_by/1/type").unwrap(), "Inner::Busy");
}

#[test]
fn level_retry_alert_and_event_are_inherited() {
    for outer in every_outer() {
        let name = text(&report(&*outer), "/type");
        let report = outer.report();
        if name.as_deref() == Some("Outer::Decided") {
            continue;
        }
        assert_eq!(
            (report.level(), report.alert(), report.event()),
            (Level::Warn, true, Some("sys_crash")),
            "{name:?}"
        );
        assert_eq!(
            (outer.retry(), report.retry()),
            (Retry::Transient, Retry::Transient),
            "{name:?}"
        );
    }
}

#[test]
fn what_the_outer_error_says_goes_first() {
    let outer = Outer::Decided(busy());
    assert_eq!(
        (outer.report().level(), outer.report().event()),
        (Level::Debug, Some("authz_fail"))
    );
    assert_eq!(
        (outer.retry(), outer.report().retry()),
        (Retry::Permanent, Retry::Permanent)
    );
}

#[test]
fn an_undecided_inner_error_stays_undecided() {
    let outer = Outer::from(Inner::Unknown);
    assert_eq!((outer.status().as_u16(), outer.error_code()), (500, "INTERNAL_ERROR"));
    assert_eq!(outer.to_string(), "An internal error occurred");
}
