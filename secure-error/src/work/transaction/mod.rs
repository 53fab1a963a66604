//! A database transaction that reports every failure (feature `transaction`).

mod ending;
mod error;

pub use error::TransactionError;

use ending::{ended, ended_async};
use std::error::Error;
use std::panic::Location;

/// A database transaction of any driver.
///
/// [`run`](Self::run) does the work in it. Either all of the work is committed or none of it:
///
/// | the work | | |
/// |---|---|---|
/// | returns `Ok` | commit | |
/// | returns `Err`, by `?` or otherwise | rollback | the error, unchanged |
/// | returns `Err`, and the rollback fails | | the error, unchanged for the client; its report has both failures |
/// | returns `Ok`, and the commit fails | | [`problem::OUTCOME_UNKNOWN`](crate::problem::OUTCOME_UNKNOWN): it may have been committed |
/// | panics, or its future is dropped | | the driver rolls back when the transaction is dropped, as all known drivers do; a panic continues |
///
/// A commit or a rollback that panics counts as failed, and no error is lost.
///
/// The outcome of the third and the fourth case is unknown, so these are
/// [`Retry::UnknownOutcome`](crate::work::Retry::UnknownOutcome), whatever the error states, and raise an alert. A deferred
/// constraint fails at the commit too. Let the database check it at the end of the work
/// (`SET CONSTRAINTS ALL IMMEDIATE`, `PRAGMA foreign_key_check`), where its failure is an error like any other.
///
/// Check before you change, and in the same transaction. The record of a failed attempt, such as a
/// [`SecurityEvent`](crate::log::SecurityEvent), does not belong in the transaction: it would be rolled back.
///
/// ```
/// # use std::cell::Cell;
/// # mod rusqlite {
/// #     #[derive(Debug)] pub struct Error;
/// #     impl std::fmt::Display for Error { fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { Ok(()) } }
/// #     impl std::error::Error for Error {}
/// #     pub struct Transaction;
/// #     impl Transaction {
/// #         pub fn commit(self) -> Result<(), Error> { Err(Error) }
/// #         pub fn rollback(self) -> Result<(), Error> { Ok(()) }
/// #         pub fn execute(&self, _: &str, _: (u32, u32)) -> Result<usize, Error> { Ok(1) }
/// #     }
/// #     pub struct Connection;
/// #     impl Connection { pub fn transaction(&mut self) -> Result<Transaction, Error> { Ok(Transaction) } }
/// # }
/// use rusqlite::Connection;
/// use secure_error::SecureError;
/// use secure_error::work::{Retry, Transaction, TransactionError};
///
/// #[derive(SecureError)]
/// enum TransferError {
///     #[public(status = 409, code = "INSUFFICIENT_FUNDS", message = "There is not enough money in the account")]
///     InsufficientFunds { account: u32 },
///     Storage(#[from] rusqlite::Error),
/// }
///
/// fn withdraw(db: &mut Connection, account: u32, cents: u32) -> Result<(), TransactionError<TransferError>> {
///     let transaction = Transaction::new(db.transaction())
///         .commit_with(rusqlite::Transaction::commit)
///         .rollback_with(rusqlite::Transaction::rollback);
///     transaction.run(|tx| {
///         let sql = "UPDATE accounts SET cents = cents - ?2 WHERE id = ?1 AND cents >= ?2";
///         match tx.execute(sql, (account, cents))? {
///             0 => Err(TransferError::InsufficientFunds { account }),
///             _ => Ok(()),
///         }
///     })
/// }
///
/// # let mut db = Connection;
/// // The connection was lost during the commit.
/// let error = withdraw(&mut db, 1, 500).unwrap_err();
/// assert_eq!((error.error_code(), error.retry()), ("OUTCOME_UNKNOWN", Retry::UnknownOutcome));
/// ```
///
/// A transaction without a commit and a rollback does not compile:
///
/// ```compile_fail,E0277
/// # use secure_error::{Fault, work::Transaction};
/// let transaction = Transaction::new(Ok::<_, Fault>(())).commit_with(|()| Ok::<(), Fault>(()));
/// transaction.run(|()| Ok::<_, Fault>(()));
/// ```
#[derive(Debug)]
#[must_use = "a transaction does nothing until it is run"]
pub struct Transaction<X, B, C = NoCommit, R = NoRollback> {
    begin: Result<X, B>,
    commit: C,
    rollback: R,
}

/// The missing commit of a [`Transaction`]: write `.commit_with(…)`.
#[derive(Debug)]
#[non_exhaustive]
pub struct NoCommit;

/// The missing rollback of a [`Transaction`]: write `.rollback_with(…)`.
#[derive(Debug)]
#[non_exhaustive]
pub struct NoRollback;

impl<X, B> Transaction<X, B> {
    /// Creates a transaction from that of the driver, or from the error with which it failed to begin.
    pub const fn new(begin: Result<X, B>) -> Self {
        Self {
            begin,
            commit: NoCommit,
            rollback: NoRollback,
        }
    }
}

impl<X, B, R> Transaction<X, B, NoCommit, R> {
    /// Sets the driver's commit, such as `rusqlite::Transaction::commit`.
    pub fn commit_with<C>(self, commit: C) -> Transaction<X, B, C, R> {
        Transaction {
            begin: self.begin,
            commit,
            rollback: self.rollback,
        }
    }
}

impl<X, B, C> Transaction<X, B, C, NoRollback> {
    /// Sets the driver's rollback, such as `rusqlite::Transaction::rollback`.
    pub fn rollback_with<R>(self, rollback: R) -> Transaction<X, B, C, R> {
        Transaction {
            begin: self.begin,
            commit: self.commit,
            rollback,
        }
    }
}

impl<X, B, C, R> Transaction<X, B, C, R> {
    /// Does the work and commits it, or rolls it back.
    ///
    /// # Errors
    ///
    /// Returns the error of the work, or why the transaction could not begin or end.
    #[track_caller]
    pub fn run<T, E, D, F>(self, work: impl FnOnce(&mut X) -> Result<T, E>) -> Result<T, TransactionError<E>>
    where
        E: From<B>,
        C: FnOnce(X) -> Result<(), D>,
        R: FnOnce(X) -> Result<(), F>,
        D: Into<Box<dyn Error + Send + Sync>>,
        F: Into<Box<dyn Error + Send + Sync>>,
    {
        let location = Location::caller();
        let mut transaction = self.begin.map_err(E::from)?;
        match work(&mut transaction) {
            Ok(done) => match ended(|| (self.commit)(transaction), location) {
                Ok(()) => Ok(done),
                Err(failure) => Err(TransactionError::commit_failed_by(failure)),
            },
            Err(error) => Err(match ended(|| (self.rollback)(transaction), location) {
                Ok(()) => TransactionError::undone(error),
                Err(failure) => TransactionError::rollback_failed_by(error, failure),
            }),
        }
    }

    /// The same for an asynchronous driver, such as `sqlx`.
    ///
    /// If the future is dropped during the commit, the outcome is unknown and not reported: put timeouts around the work, not
    /// around this call.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    #[track_caller]
    pub fn run_async<T, E, D, F>(
        self,
        work: impl AsyncFnOnce(&mut X) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, TransactionError<E>>>
    where
        E: From<B>,
        C: AsyncFnOnce(X) -> Result<(), D>,
        R: AsyncFnOnce(X) -> Result<(), F>,
        D: Into<Box<dyn Error + Send + Sync>>,
        F: Into<Box<dyn Error + Send + Sync>>,
    {
        let location = Location::caller();
        async move {
            let mut transaction = self.begin.map_err(E::from)?;
            match work(&mut transaction).await {
                Ok(done) => {
                    let committed = ended_async((self.commit)(transaction), location).await;
                    committed.map_err(TransactionError::commit_failed_by)?;
                    Ok(done)
                }
                Err(error) => Err(match ended_async((self.rollback)(transaction), location).await {
                    Ok(()) => TransactionError::undone(error),
                    Err(failure) => TransactionError::rollback_failed_by(error, failure),
                }),
            }
        }
    }
}
