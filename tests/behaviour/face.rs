//! `#[public(transparent)]` on one field of several: its response is that of the variant, and the others keep their levels.

use crate::{answer, everything_shown, header, internal_message, logged, report, text};
use secure_error::log::Level;
use secure_error::work::Retry;
use secure_error::{Fault, ProblemType, SecureError, problem};
use serde_json::Value;

const QUOTA: ProblemType = ProblemType::new(429, "QUOTA", "Too many orders today").with_retry_after(60);

#[derive(SecureError)]
#[public(status = 409, code = "LEDGER_BUSY", message = "The ledger is busy")]
#[internal("ledger {ledger} is locked", retry = transient, level = "error", alert, event = "sys_crash")]
struct Busy {
    ledger: u8,
}

#[derive(SecureError)]
enum E {
    #[internal("order {order} of {customer}")]
    Constant {
        #[public(transparent)]
        face: &'static ProblemType,
        order: u64,
        customer: &'static str,
        #[source]
        cause: std::num::ParseIntError,
        sealed: u8,
    },
    Error {
        #[public(transparent)]
        face: Busy,
        #[internal]
        order: u64,
    },
    ErrorAndSource {
        #[public(transparent)]
        face: Busy,
        #[source]
        cause: std::num::ParseIntError,
    },
    SourceAndError {
        source: std::num::ParseIntError,
        #[public(transparent)]
        face: Fault,
    },
    Both(
        #[public(transparent)]
        #[source]
        Busy,
        #[internal] u8,
    ),
    #[public(transparent)]
    Only(&'static ProblemType),
    Marked(
        #[from]
        #[public(transparent)]
        Fault,
    ),
}

fn parse_error() -> std::num::ParseIntError {
    "x".parse::<u8>().unwrap_err()
}

fn constant(face: &'static ProblemType) -> E {
    E::Constant {
        face,
        order: 7,
        customer: "amy",
        cause: parse_error(),
        sealed: 1,
    }
}

fn causes(error: &dyn SecureError) -> Vec<String> {
    let report = report(error);
    let causes = report.get("caused_by").and_then(Value::as_array).cloned();
    let causes = causes.unwrap_or_default();
    causes.iter().map(|cause| text(cause, "/message").unwrap()).collect()
}

#[test]
fn the_response_is_that_of_the_constant_that_was_chosen() {
    for (face, code) in [(&QUOTA, "QUOTA"), (&problem::NOT_FOUND, "NOT_FOUND")] {
        for error in [constant(face), E::Only(face)] {
            assert_eq!(error.error_code(), code);
            assert_eq!(error.problem_type(), face);
            assert_eq!(error.to_string(), face.message());
            assert_eq!(answer(&error).1["detail"], face.message());
            assert_eq!(error.retry(), Retry::Permanent);
        }
    }
    assert_eq!(header(&constant(&QUOTA), "retry-after").unwrap(), "60");
    assert_eq!(constant(&QUOTA).report().level(), Level::Warn);
    assert_eq!(constant(&problem::NOT_FOUND).report().level(), Level::Info);
}

#[test]
fn the_other_fields_keep_their_levels() {
    let error = constant(&QUOTA);
    assert_eq!(internal_message(&error).unwrap(), "order 7 of amy");
    assert_eq!(logged(&error, "order").unwrap(), "7");
    assert_eq!(logged(&error, "sealed").unwrap(), "[REDACTED]");
    assert_eq!(logged(&error, "face"), None);
    assert_eq!(causes(&error), ["invalid digit found in string"]);
    assert!(!everything_shown(&error).contains("amy"));
    assert_eq!(causes(&E::Only(&QUOTA)), [""; 0]);
}

#[test]
fn an_error_that_is_the_face_is_a_cause_behind_the_source() {
    let busy = || Busy { ledger: 3 };
    let (parse, locked) = ("invalid digit found in string", "ledger 3 is locked");
    for (error, expected) in [
        (E::Error { face: busy(), order: 7 }, &[locked][..]),
        (
            E::ErrorAndSource {
                face: busy(),
                cause: parse_error(),
            },
            &[parse, locked],
        ),
        (
            E::SourceAndError {
                source: parse_error(),
                face: busy().into(),
            },
            &[parse, locked],
        ),
        (E::Both(busy(), 7), &[locked]),
        (E::from(Fault::from(busy())), &[locked]),
    ] {
        assert_eq!(causes(&error), expected);
        assert_eq!((error.status().as_u16(), error.error_code()), (409, "LEDGER_BUSY"));
        assert_eq!(error.to_string(), "The ledger is busy");
        assert_eq!(error.retry(), Retry::Transient);
        let report = error.report();
        assert_eq!(
            (report.level(), report.alert(), report.event()),
            (Level::Error, true, Some("sys_crash"))
        );
    }
}
