//! Transactions of asynchronous drivers: the same rules, and a future that is dropped half way.

use crate::bank::{ALICE, BOB, NOBODY, TransferError, balances, in_memory, move_money};
use rusqlite::Connection;
use secure_error::SecureError as _;
use secure_error::work::{Retry, Transaction, TransactionError};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// A connection that several tasks share, as an asynchronous driver would have it.
#[derive(Clone)]
struct Pool(Arc<Mutex<Connection>>);

impl Pool {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(in_memory())))
    }

    fn db(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn begin(&self) -> rusqlite::Result<Tx> {
        sleep(Duration::from_millis(1)).await;
        self.db().execute_batch("BEGIN IMMEDIATE")?;
        Ok(Tx {
            pool: self.clone(),
            is_open: true,
        })
    }
}

/// It can be sent, and is rolled back when it is dropped.
struct Tx {
    pool: Pool,
    is_open: bool,
}

impl Tx {
    async fn commit(self) -> rusqlite::Result<()> {
        self.end("COMMIT").await
    }

    async fn rollback(self) -> rusqlite::Result<()> {
        self.end("ROLLBACK").await
    }

    async fn end(mut self, how: &str) -> rusqlite::Result<()> {
        sleep(Duration::from_millis(1)).await;
        self.pool.db().execute_batch(how)?;
        self.is_open = false;
        Ok(())
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if self.is_open && !self.pool.db().is_autocommit() {
            self.pool.db().execute_batch("ROLLBACK").unwrap();
        }
    }
}

async fn transfer(pool: &Pool, to: i64, cents: i64, wait: Duration) -> Result<(), TransactionError<TransferError>> {
    Transaction::new(pool.begin().await)
        .commit_with(Tx::commit)
        .rollback_with(Tx::rollback)
        .run_async(async |tx| {
            sleep(wait).await;
            let moved = move_money(&tx.pool.db(), ALICE, to, cents, |_| Ok(()));
            sleep(wait).await;
            moved
        })
        .await
}

const SOON: Duration = Duration::from_millis(10);

#[tokio::test(start_paused = true)]
async fn an_asynchronous_transaction_ends_as_any_other() {
    let pool = Pool::new();
    transfer(&pool, BOB, 100, SOON).await.unwrap();
    assert_eq!(balances(&pool.db()), [600, 400]);

    let error = transfer(&pool, BOB, 700, SOON).await.unwrap_err();
    assert_eq!(error.error_code(), "INSUFFICIENT_FUNDS");

    let error = transfer(&pool, BOB, 13, SOON).await.unwrap_err();
    let page = error.report().expose_internal().to_string();
    assert!(
        page.contains("canary-unlucky") && page.contains("cannot rollback"),
        "{page}"
    );
    assert!(page.contains("tests/jobs/cancelled.rs:"), "{page}");

    let error = transfer(&pool, NOBODY, 100, SOON).await.unwrap_err();
    assert_eq!(
        (error.error_code(), error.retry()),
        ("OUTCOME_UNKNOWN", Retry::UnknownOutcome)
    );
    let page = error.report().expose_internal().to_string();
    assert!(page.contains("location    tests/jobs/cancelled.rs:"), "{page}");
    assert_eq!(balances(&pool.db()), [600, 400]);
}

#[tokio::test(start_paused = true)]
async fn a_transaction_whose_future_is_dropped_is_undone() {
    let pool = Pool::new();
    // When the money has been moved, and nothing is committed yet.
    let cancelled = timeout(
        Duration::from_secs(15),
        transfer(&pool, BOB, 100, Duration::from_secs(10)),
    )
    .await;
    assert!(cancelled.is_err());
    assert!(pool.db().is_autocommit(), "no transaction is left open");
    assert_eq!(balances(&pool.db()), [700, 300]);
    transfer(&pool, BOB, 100, SOON).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_task_that_is_aborted_or_panics_undoes_its_transaction() {
    let pool = Pool::new();
    let task = {
        let pool = pool.clone();
        tokio::spawn(async move { transfer(&pool, BOB, 100, Duration::from_secs(10)).await })
    };
    sleep(Duration::from_secs(15)).await;
    assert!(!pool.db().is_autocommit(), "it is under way");
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(balances(&pool.db()), [700, 300]);
    assert!(pool.db().is_autocommit());

    let task = {
        let pool = pool.clone();
        tokio::spawn(async move {
            let transaction = Transaction::new(pool.begin().await)
                .commit_with(Tx::commit)
                .rollback_with(Tx::rollback);
            let work = async |tx: &mut Tx| {
                move_money(&tx.pool.db(), ALICE, BOB, 100, |_| Ok(()))?;
                sleep(SOON).await;
                panic!("in the middle")
            };
            transaction.run_async::<(), TransferError, _, _>(work).await
        })
    };
    assert!(task.await.unwrap_err().is_panic());
    assert_eq!(balances(&pool.db()), [700, 300]);
    assert!(pool.db().is_autocommit());
}
