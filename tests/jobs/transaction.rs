//! Either all of a transaction is done or nothing, whatever way it ends; and the operators learn of every failure.

use crate::bank::{
    self, ALICE, BOB, NOBODY, TOTAL, TransferError, balances, in_file, in_memory, transfer, transfer_and,
};
use crate::sink;
use axum::response::IntoResponse as _;
use proptest::prelude::*;
use proptest::test_runner::Config;
use rusqlite::Connection;
use secure_error::log::{Level, SecurityEvent};
use secure_error::work::{Retry, RetryPolicy, TransactionError};
use secure_error::{Fault, RequestId, SecureError, render};
use std::cell::Cell;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// What operators can read about an error.
fn page(error: &dyn SecureError) -> String {
    error.report().expose_internal().to_string()
}

/// Status and body of the answer to a client; the id is always the same.
fn answer(error: &dyn SecureError) -> (u16, String) {
    let id = RequestId::parse("one-and-the-same").unwrap();
    let (parts, body) = render::respond::<Vec<u8>>(&error.public(), &id).into_parts();
    (parts.status.as_u16(), String::from_utf8(body).unwrap())
}

/// Everything that a client or a careless logger can be shown.
fn shown(error: &TransactionError<TransferError>) -> String {
    let serialized = serde_json::to_string(error).unwrap();
    assert!(error.source().is_none());
    format!("{error} {error:?} {error:#?} {serialized} {:?}", answer(error))
}

#[test]
fn what_is_done_is_committed() {
    let mut db = in_memory();
    transfer(&mut db, ALICE, BOB, 100).unwrap();
    assert_eq!(balances(&db), [600, 400]);
    assert!(db.is_autocommit());
}

#[test]
fn what_fails_is_undone_and_is_the_error_as_it_is() {
    let mut db = in_memory();
    let error = transfer(&mut db, ALICE, BOB, 701).unwrap_err();
    assert!(matches!(error.error(), Some(TransferError::InsufficientFunds { .. })));
    let plain = TransferError::InsufficientFunds {
        available: 700,
        account: ALICE,
    };
    assert_eq!(answer(&error), answer(&plain));
    assert_eq!(page(&error), page(&plain));
    assert_eq!((error.to_string(), error.retry()), (plain.to_string(), plain.retry()));

    // In the middle, by `?` and by `return`.
    let error = transfer_and(&mut db, ALICE, BOB, 100, |db| {
        Ok(db.execute_batch("SELECT * FROM missing")?)
    })
    .unwrap_err();
    assert!(page(&error).contains("no such table: missing"), "{}", page(&error));
    assert!(!shown(&error).contains("missing"));
    let busy = || TransferError::Busy(rusqlite::Error::InvalidQuery);
    let error = transfer_and(&mut db, ALICE, BOB, 100, |_| Err(busy())).unwrap_err();
    assert_eq!((error.retry(), error.status().as_u16()), (Retry::Transient, 503));
    assert_eq!(balances(&db), [700, 300]);
    assert!(db.is_autocommit(), "no transaction is left open");
}

#[test]
fn a_panic_undoes_the_work_and_goes_on() {
    let mut db = in_memory();
    let work = AssertUnwindSafe(|| transfer_and(&mut db, ALICE, BOB, 100, |_| panic!("in the middle")));
    let payload = catch_unwind(work).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"in the middle"));
    assert_eq!(balances(&db), [700, 300]);
    transfer(&mut db, ALICE, BOB, 100).unwrap();
}

/// The usual way to write it, which is wrong.
fn by_hand(db: &mut Connection) -> Result<(), TransferError> {
    let tx = db.transaction()?;
    if let Err(error) = bank::move_money(&tx, ALICE, BOB, 13, |_| Ok(())) {
        tx.rollback()?;
        return Err(error);
    }
    Ok(tx.commit()?)
}

#[test]
fn without_us_a_rollback_that_fails_hides_why_it_was_needed() {
    let page = page(&by_hand(&mut in_memory()).unwrap_err());
    assert!(
        page.contains("cannot rollback") && !page.contains("canary-unlucky"),
        "{page}"
    );
}

#[test]
fn a_rollback_that_fails_hides_nothing() {
    let mut db = in_memory();
    let error = transfer(&mut db, ALICE, BOB, 13).unwrap_err();
    assert_eq!(balances(&db), [700, 300]);

    let page = page(&error);
    assert!(page.starts_with("TransferError::Query: a query failed\n"), "{page}");
    assert!(page.contains("logged as   error, unknown_outcome, alert\n"), "{page}");
    let unlucky = "caused by   rusqlite::error::Error: canary-unlucky";
    assert!(page.contains(unlucky), "{page}");
    let rollback = "rollback_failed = rusqlite::error::Error: cannot rollback - no transaction is active; caused by: ";
    assert!(page.contains(rollback), "{page}");
    assert!(page.contains("tests/jobs/bank.rs:"), "where it was rolled back: {page}");

    // Nobody knows any more what was done, whatever the error itself says.
    assert_eq!(error.retry(), Retry::UnknownOutcome);
    assert!(error.error().is_some_and(|error| error.retry() == Retry::Permanent));
    assert_eq!(answer(&error), (500, answer(error.error().unwrap()).1));
    for secret in ["canary", "rollback", "rusqlite"] {
        assert!(!shown(&error).contains(secret), "{}", shown(&error));
    }

    let (log, ()) = sink::json(|| error.report().log());
    let records = sink::records(&log);
    assert_eq!(records.len(), 1);
    let fields = &records[0]["fields"];
    assert_eq!(
        (&fields["retry"], &fields["alert"]),
        (&"unknown_outcome".into(), &true.into())
    );
    assert!(fields["fields"].as_str().unwrap().contains("cannot rollback"), "{log}");
    assert!(
        fields["exception.stacktrace"]
            .as_str()
            .unwrap()
            .contains("canary-unlucky"),
        "{log}"
    );
}

#[test]
fn an_error_that_may_be_tried_again_may_not_if_its_rollback_failed() {
    let busy = TransferError::Busy(rusqlite::Error::InvalidQuery);
    let error = TransactionError::rollback_failed(busy, "the connection is gone");
    assert_eq!(
        (error.retry(), error.report().retry()),
        (Retry::UnknownOutcome, Retry::UnknownOutcome)
    );
    assert_eq!(RetryPolicy::new().wait_after(1, &error), None);
    assert!(RetryPolicy::new().wait_after(1, error.error().unwrap()).is_some());
}

#[test]
fn a_rollback_that_fails_is_loud_even_if_the_error_is_an_everyday_one() {
    let short = || TransferError::InsufficientFunds {
        available: 1,
        account: ALICE,
    };
    assert_eq!(short().report().level(), Level::Info);
    let error = TransactionError::rollback_failed(short(), "the connection is gone");
    assert_eq!((error.report().level(), error.report().alert()), (Level::Error, true));
    assert_eq!(error.report().event(), Some("sequence_fail"));
}

#[test]
fn a_commit_that_fails_is_an_unknown_outcome() {
    let mut db = in_memory();
    // The receiver is looked for when the transaction is committed.
    let error = transfer(&mut db, ALICE, NOBODY, 100).unwrap_err();
    assert_eq!(
        balances(&db),
        [700, 300],
        "SQLite has undone it; not every database would have"
    );

    assert!(error.error().is_none());
    assert_eq!(
        (error.retry(), error.report().retry()),
        (Retry::UnknownOutcome, Retry::UnknownOutcome)
    );
    let (status, body) = answer(&error);
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &body["code"]), (500, &"OUTCOME_UNKNOWN".into()));
    assert!(body["detail"].as_str().unwrap().contains("check before you repeat it"));
    assert!(!shown(&error).contains("FOREIGN KEY") && !shown(&error).contains("CommitFailed"));

    let page = page(&error);
    assert!(
        page.starts_with("TransactionError::CommitFailed: the commit failed"),
        "{page}"
    );
    assert!(page.contains("logged as   error, unknown_outcome, alert\n"), "{page}");
    assert!(
        page.contains("caused by   rusqlite::error::Error: FOREIGN KEY constraint failed"),
        "{page}"
    );
    assert!(page.contains("location    tests/jobs/bank.rs:"), "{page}");
}

#[test]
fn a_commit_that_failed_is_not_tried_again() {
    let mut db = in_memory();
    let tried = Cell::new(0);
    let attempt = || {
        tried.set(tried.get() + 1);
        transfer(&mut db, ALICE, NOBODY, 100)
    };
    let result = RetryPolicy::new().retry_blocking(attempt).sleep(|_| ()).call();
    assert_eq!((result.unwrap_err().error_code(), tried.get()), ("OUTCOME_UNKNOWN", 1));
}

#[test]
fn a_commit_that_another_connection_prevents_is_not_tried_again_either() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.sqlite");
    let mut db = in_file(&path);
    // Whoever reads keeps others from committing, though not from working.
    let reader = bank::connect(&path);
    reader.execute_batch("BEGIN; SELECT * FROM accounts").unwrap();
    let tried = Cell::new(0);
    let attempt = || {
        tried.set(tried.get() + 1);
        transfer(&mut db, ALICE, BOB, 100)
    };
    let error = RetryPolicy::new()
        .retry_blocking(attempt)
        .sleep(|_| ())
        .call()
        .unwrap_err();
    assert_eq!((error.error_code(), tried.get()), ("OUTCOME_UNKNOWN", 1));
    assert!(page(&error).contains("database is locked"), "{}", page(&error));
    drop(reader);
    assert_eq!(balances(&db), [700, 300]);
}

#[test]
fn a_transaction_that_cannot_begin_may_be_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.sqlite");
    let mut db = in_file(&path);
    let lock = bank::connect(&path);
    lock.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let tried = Cell::new(0);
    let attempt = || {
        tried.set(tried.get() + 1);
        let done = transfer(&mut db, ALICE, BOB, 100);
        if tried.get() == 2 {
            lock.execute_batch("ROLLBACK").unwrap();
        }
        done
    };
    RetryPolicy::new()
        .retry_blocking(attempt)
        .sleep(|wait| assert!(wait >= Duration::from_secs(1)))
        .call()
        .unwrap();
    assert_eq!(tried.get(), 3);
    assert_eq!(balances(&db), [600, 400], "and it was done once");
}

#[test]
fn a_full_disk_loses_no_money() {
    let mut db = in_memory();
    let pages: i64 = db.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
        .unwrap();
    let large = |db: &Connection| {
        let note = "x".repeat(100_000);
        db.execute("INSERT INTO transfers VALUES (1, 1, ?1)", [note])?;
        Ok(())
    };
    let error = transfer_and(&mut db, ALICE, BOB, 100, large).unwrap_err();
    assert!(page(&error).contains("database or disk is full"), "{}", page(&error));
    assert_eq!(answer(&error).0, 500);
    assert_eq!(balances(&db), [700, 300]);
    assert!(db.is_autocommit());
}

#[test]
fn a_rollback_undoes_a_record_in_the_database_but_no_security_event() {
    let mut db = in_memory();
    let (log, error) = sink::json(|| {
        let audited = |db: &Connection| {
            db.execute("INSERT INTO transfers VALUES (1, 1, 'audit')", [])?;
            Err(TransferError::InsufficientFunds {
                available: 0,
                account: ALICE,
            })
        };
        SecurityEvent::authz_admin().user(7).action("transfer").log();
        let error = transfer_and(&mut db, ALICE, BOB, 1, audited).unwrap_err();
        error.report().log();
        error
    });
    assert_eq!(error.status().as_u16(), 409);
    let rows: i64 = db
        .query_row("SELECT count(*) FROM transfers", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 0);
    let names: Vec<_> = sink::events(&log)
        .iter()
        .map(|event| event["fields"]["event"].clone())
        .collect();
    assert_eq!(names, ["authz_admin", "sequence_fail"]);
}

#[derive(SecureError)]
enum ServiceError {
    #[public(transparent)]
    Transfer(#[from] TransactionError<TransferError>),
    #[internal("the job failed")]
    Job(#[source] Box<dyn Error + Send + Sync>),
}

#[test]
fn it_can_be_part_of_another_error_a_fault_or_an_answer() {
    let failed = || transfer(&mut in_memory(), ALICE, BOB, 13).unwrap_err();
    let undone = || transfer(&mut in_memory(), ALICE, BOB, 701).unwrap_err();
    let service = ServiceError::from(undone());
    assert_eq!(service.error_code(), "INSUFFICIENT_FUNDS");
    assert_eq!(ServiceError::from(failed()).retry(), Retry::UnknownOutcome);
    let fault = Fault::from(failed());
    assert_eq!(fault.retry(), Retry::UnknownOutcome);
    assert!(fault.downcast_ref::<TransactionError<TransferError>>().is_some());
    let boxed = ServiceError::Job(failed().into());
    for page in [
        page(&ServiceError::from(failed())),
        page(&boxed),
        fault.report().expose_internal().to_string(),
    ] {
        assert!(
            page.contains("cannot rollback") && page.contains("canary-unlucky"),
            "{page}"
        );
    }
    assert_eq!(undone().into_response().status().as_u16(), 409);
    assert_eq!(failed().into_response().status().as_u16(), 500);
}

/// Fails while it is shown, and refers to another transaction that failed, and so on.
#[test]
fn failures_within_failures_end() {
    let mut error: Box<dyn Error + Send + Sync> = "first".into();
    for _ in 0..200 {
        let query = TransferError::Query(rusqlite::Error::InvalidQuery);
        error = TransactionError::rollback_failed(query, error).into();
    }
    let fault = Fault::internal(error);
    let page = fault.report().expose_internal().to_string();
    assert!(
        page.contains("rollback_failed = ") && page.len() < 64 * 1024,
        "{}",
        page.len()
    );
}

#[derive(Debug, Clone, Copy)]
enum Mishap {
    None,
    Error,
    Panic,
    Trigger,
    Commit,
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(64) })]

    #[test]
    fn money_is_conserved(
        attempts in prop::collection::vec(
            (any::<bool>(), 0_i64..900, prop::sample::select(vec![Mishap::None, Mishap::Error, Mishap::Panic, Mishap::Trigger, Mishap::Commit])),
            1..30,
        ),
    ) {
        let mut db = in_memory();
        for (forth, cents, mishap) in attempts {
            let (from, to) = if forth { (ALICE, BOB) } else { (BOB, ALICE) };
            let before = balances(&db);
            let attempt = AssertUnwindSafe(|| match mishap {
                Mishap::None => transfer(&mut db, from, to, cents),
                Mishap::Error => transfer_and(&mut db, from, to, cents, |_| Err(TransferError::Query(rusqlite::Error::InvalidQuery))),
                Mishap::Panic => transfer_and(&mut db, from, to, cents, |_| std::panic::resume_unwind(Box::new(()))),
                Mishap::Trigger => transfer(&mut db, from, to, 13),
                Mishap::Commit => transfer(&mut db, from, NOBODY, cents),
            });
            let is_done = matches!(catch_unwind(attempt), Ok(Ok(())));
            let after = balances(&db);
            prop_assert_eq!(after[0] + after[1], TOTAL);
            prop_assert!(db.is_autocommit());
            prop_assert_eq!(after != before, is_done && cents > 0);
            prop_assert!(!is_done || matches!(mishap, Mishap::None));
        }
    }
}
