//! `#[secure_error(unsealed)]`: `Display`, `Debug`, `Error` and `From` come from elsewhere; answers are safe all the same.

use crate::{answer, internal_message, logged, report, text};
use secure_error::SecureError;
use secure_error::work::Retry;
use std::error::Error as _;
use std::fmt;

#[derive(Debug, thiserror::Error, SecureError)]
#[secure_error(unsealed)]
enum Storage {
    #[error("no row in {table}")]
    #[public(status = 404, code = "NO_ROW", message = "Not here")]
    NoRow {
        table: &'static str,
        #[internal]
        shard: u8,
    },
    #[error("query failed")]
    #[public(status = 503, code = "BUSY", retry_after = 3)]
    #[internal("query {query} failed", level = "warn", retry = transient)]
    Query {
        query: &'static str,
        #[source]
        cause: std::num::ParseIntError,
    },
    #[error(transparent)]
    Format(#[from] fmt::Error),
    #[error("wrapped")]
    #[public(transparent)]
    Wrapped(#[from] Sealed),
}

#[derive(SecureError)]
#[public(status = 409, code = "TAKEN", message = "Taken")]
#[internal("name {name} is taken")]
struct Sealed {
    name: &'static str,
}

const fn no_row() -> Storage {
    Storage::NoRow {
        table: "orders",
        shard: 3,
    }
}

#[test]
fn the_other_derive_keeps_its_impls() {
    assert_eq!(no_row().to_string(), "no row in orders");
    assert_eq!(format!("{:?}", no_row()), "NoRow { table: \"orders\", shard: 3 }");
    assert!(Storage::from(fmt::Error).source().is_none(), "transparent of thiserror");
    let query = Storage::Query {
        query: "q",
        cause: "x".parse::<u8>().unwrap_err(),
    };
    assert!(query.source().unwrap().is::<std::num::ParseIntError>());
}

#[test]
fn the_answer_is_made_of_public_attributes_alone() {
    let (parts, body) = answer(&no_row());
    assert_eq!(parts.status, 404);
    assert_eq!(
        (body.get("code").unwrap(), body.get("detail").unwrap()),
        (&"NO_ROW".into(), &"Not here".into())
    );
    assert!(!body.to_string().contains("orders"));
    assert_eq!(no_row().public_message(), "Not here");
    let undecided = Storage::Format(fmt::Error);
    assert_eq!(
        (undecided.status().as_u16(), undecided.public_message().as_ref()),
        (500, "An internal error occurred")
    );
}

#[test]
fn the_report_takes_the_own_display_unless_there_is_an_internal_message() {
    assert_eq!(internal_message(&no_row()).unwrap(), "no row in orders");
    assert_eq!(logged(&no_row(), "shard").unwrap(), "3");
    assert_eq!(logged(&no_row(), "table").unwrap(), "[REDACTED]");
    let query = Storage::Query {
        query: "q",
        cause: "x".parse::<u8>().unwrap_err(),
    };
    assert_eq!(internal_message(&query).unwrap(), "query q failed");
    assert_eq!(
        (query.retry(), query.report().level().as_str()),
        (Retry::Transient, "warn")
    );
}

#[test]
fn the_causes_are_in_the_report() {
    let query = report(&Storage::Query {
        query: "q",
        cause: "x".parse::<u8>().unwrap_err(),
    });
    assert_eq!(
        text(&query, "/caused_by/0/message").unwrap(),
        "invalid digit found in string"
    );
    let wrapped = report(&Storage::from(Sealed { name: "ann" }));
    assert_eq!(text(&wrapped, "/message").unwrap(), "wrapped");
    assert_eq!(text(&wrapped, "/code").unwrap(), "TAKEN");
    assert_eq!(text(&wrapped, "/caused_by/0/message").unwrap(), "name ann is taken");
}

#[derive(SecureError)]
#[secure_error(unsealed)]
#[public(status = 502, code = "UPSTREAM")]
struct ByHand {
    reason: &'static str,
    cause: fmt::Error,
}

impl fmt::Display for ByHand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "by hand: {}", self.reason)
    }
}

impl fmt::Debug for ByHand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByHand")
    }
}

impl std::error::Error for ByHand {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

#[test]
fn the_impls_may_be_written_by_hand() {
    let e = ByHand {
        reason: "tired",
        cause: fmt::Error,
    };
    assert_eq!(e.to_string(), "by hand: tired");
    assert_eq!((e.status().as_u16(), e.public_message().as_ref()), (502, "Bad Gateway"));
    let report = report(&e);
    assert_eq!(text(&report, "/message").unwrap(), "by hand: tired");
    assert_eq!(text(&report, "/caused_by/0/message").unwrap(), fmt::Error.to_string());
}

#[test]
fn an_unsealed_error_can_be_the_source_of_a_sealed_one() {
    #[derive(SecureError)]
    enum Service {
        #[public(transparent)]
        Storage(#[from] Storage),
    }
    let e = Service::from(no_row());
    assert_eq!(
        format!("{e} {e:?}"),
        r#"Not here Service { status: 404, code: "NO_ROW", message: "Not here" }"#
    );
    assert_eq!(text(&report(&e), "/caused_by/0/message").unwrap(), "no row in orders");
}

#[test]
fn a_message_with_self_names_every_field_of_an_unsealed_error() {
    #[derive(Debug, thiserror::Error, SecureError)]
    #[secure_error(unsealed)]
    enum E<T> {
        #[error("row {row}")]
        #[internal("{self:?}")]
        Debugged { row: T, table: &'static str },
        #[error("row {row}")]
        #[internal("{self}")]
        Displayed { row: u8 },
    }
    let error = E::Debugged {
        row: 7,
        table: "ledger",
    };
    assert_eq!(logged(&error, "row").unwrap(), "7");
    assert_eq!(logged(&error, "table").unwrap(), "ledger");
    assert_eq!(logged(&E::<u8>::Displayed { row: 7 }, "row").unwrap(), "7");
}
