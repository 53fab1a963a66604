//! The database: SQLite in a file. One connection an operation, each on a thread that may block.

mod audit;
mod error;
mod ledger;
mod payouts;
mod queue;
mod schema;
mod sign_ups;
mod tokens;
mod users;

pub use error::StoreError;
pub use queue::{Claimed, Job, Mail};
pub use sign_ups::SignUp;
pub use users::{Account, Locking};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use secure_error::work::TransactionError;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::Semaphore;

/// How long an operation waits for another connection to finish writing.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many operations run at a time; the others wait for their turn.
const CONNECTIONS: usize = 8;

/// Cheap to clone.
#[derive(Clone)]
pub struct Store {
    path: Arc<Path>,
    turns: Arc<Semaphore>,
}

impl Store {
    /// Opens the database, and makes its tables if it is new.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let store = Self {
            path: path.into(),
            turns: Arc::new(Semaphore::new(CONNECTIONS)),
        };
        // No other user of this machine may read it. SQLite gives the files beside it the same mode.
        let new = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(path);
        new.map_err(StoreError::File)?;
        schema::create(&store.connect()?)?;
        Ok(store)
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let db = Connection::open(&self.path)?;
        db.busy_timeout(PATIENCE)?;
        // What was committed survives a crash of the machine.
        // And what is deleted (card numbers, tokens in mails) is gone from the file.
        db.execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")?;
        Ok(db)
    }

    /// One operation. If the client goes away meanwhile, it is still finished as a whole.
    async fn run<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.blocking(work).await?
    }

    /// On a thread that may block, as soon as it is its turn.
    async fn blocking<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> R + Send + 'static,
    ) -> Result<R, StoreError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await?;
        let store = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            Ok(work(&mut store.connect()?))
        });
        done.await?
    }

    /// All of it or nothing: an error, a panic, or a lost process undoes it.
    async fn transact<T, E>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(move |db| {
            // `Immediate` takes the lock before the first read: what was checked is still true when it is written.
            let transaction = db
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(StoreError::from)?;
            let done = work(&transaction)?;
            transaction.commit().map_err(StoreError::Commit)?;
            Ok(done)
        })
        .await
    }
}

/// As [`Store::transact`], for money: an error whose rollback fails too is kept beside it, and a commit that fails is an
/// unknown outcome.
type MoneyMoved<T, E> = Result<T, TransactionError<E>>;

impl Store {
    async fn move_money<T, E>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> MoneyMoved<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let moved = self.blocking(move |db| {
            let begin = db.transaction_with_behavior(TransactionBehavior::Immediate);
            secure_error::work::Transaction::new(begin.map_err(StoreError::from))
                .commit_with(Transaction::commit)
                .rollback_with(Transaction::rollback)
                .run(|transaction| work(transaction))
        });
        moved.await.map_err(E::from)?
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
