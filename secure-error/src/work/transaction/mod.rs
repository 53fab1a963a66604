//! A database transaction that tells the whole story when it fails (feature `transaction`).

mod ending;
mod error;

pub use error::TransactionError;

use ending::{ended, ended_async};
use std::error::Error;
use std::panic::Location;

/// A database transaction, of any driver: how it began, and how it ends.
///
/// [`run`](Self::run) does the work in it. Whatever way the work ends, either all of it was done or nothing:
///
/// | the work | | |
/// |---|---|---|
/// | returns `Ok` | commit | |
/// | returns `Err`, by `?` or otherwise | rollback | the error as it is |
/// | the same, and the rollback fails | | the error as it is for the client; both failures are in its report |
/// | returns `Ok`, and the commit fails | | [`problem::OUTCOME_UNKNOWN`](crate::problem::OUTCOME_UNKNOWN): it may have been done |
/// | panics, or its future is dropped | | the driver rolls back when it drops the transaction, as all that are known to us do; a panic goes on |
///
/// A commit or a rollback that panics is one that failed: no error is lost for that.
///
/// Nobody can know what was done after the third and the fourth, so these are
/// [`Retry::UnknownOutcome`](crate::work::Retry::UnknownOutcome), whatever the error says, and raise an alert. A constraint that is
/// checked when the transaction is committed fails there too. Let the database check it at the end of the work
/// (`SET CONSTRAINTS ALL IMMEDIATE`, `PRAGMA foreign_key_check`), where its failure is an error like any other.
///
/// Check before you change, and in the same transaction. What must be remembered of an attempt that failed, such as a
/// [`SecurityEvent`](crate::log::SecurityEvent), does not belong into the transaction: it would be rolled back.
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
/// // The connection was lost while the commit was on its way.
/// let error = withdraw(&mut db, 1, 500).unwrap_err();
/// assert_eq!((error.error_code(), error.retry()), ("OUTCOME_UNKNOWN", Retry::UnknownOutcome));
/// ```
///
/// One that does not know both of its ends cannot be run:
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

/// The commit of a [`Transaction`] that has none yet: write `.commit_with(…)`.
#[derive(Debug)]
#[non_exhaustive]
pub struct NoCommit;

/// The rollback of a [`Transaction`] that has none yet: write `.rollback_with(…)`.
#[derive(Debug)]
#[non_exhaustive]
pub struct NoRollback;

impl<X, B> Transaction<X, B> {
    /// The driver's transaction, or why it did not begin.
    pub const fn new(begin: Result<X, B>) -> Self {
        Self {
            begin,
            commit: NoCommit,
            rollback: NoRollback,
        }
    }
}

impl<X, B, R> Transaction<X, B, NoCommit, R> {
    /// The driver's commit, such as `rusqlite::Transaction::commit`.
    pub fn commit_with<C>(self, commit: C) -> Transaction<X, B, C, R> {
        Transaction {
            begin: self.begin,
            commit,
            rollback: self.rollback,
        }
    }
}

impl<X, B, C> Transaction<X, B, C, NoRollback> {
    /// The driver's rollback, such as `rusqlite::Transaction::rollback`.
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
    /// That of the work, or why the transaction could not begin or end.
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
    /// A future that is dropped while the commit is on its way leaves an outcome that nobody knows and nobody is told of:
    /// put no timeout around it, but around the work.
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
