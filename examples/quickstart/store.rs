//! The database: SQLite in a file. All of its failures are real ones.

use crate::errors::{AccountError, LoginError, StorageError};
use crate::forms::{LoginForm, TransferForm};
use crate::passwords;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, ffi};
use serde::Serialize;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long a query waits for another connection to finish.
const PATIENCE: Duration = Duration::from_millis(100);

#[derive(Serialize)]
pub struct Account {
    id: i64,
    owner: String,
    cents: i64,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Store {
    path: Arc<Path>,
    /// Compared with if the user does not exist, so that this takes as long as a wrong password.
    decoy_hash: Arc<str>,
}

impl Store {
    /// Makes the tables and fills them. At start-up there is no client yet, so any error type will do.
    pub fn create(path: PathBuf) -> Result<Self, Box<dyn Error>> {
        let db = Connection::open(&path)?;
        db.execute_batch(
            "CREATE TABLE accounts (id INTEGER PRIMARY KEY, owner TEXT UNIQUE, password TEXT, cents INTEGER);
             CREATE TABLE transfers (reference TEXT UNIQUE, sender INTEGER, receiver INTEGER, cents INTEGER);
             INSERT INTO transfers VALUES ('rent-may', 1, 2, 50000);",
        )?;
        for (owner, password, cents) in [("alice", "correct horse", 12_000), ("bob", "battery staple", 300)] {
            let hash = passwords::hash(password)?;
            db.execute(
                "INSERT INTO accounts (owner, password, cents) VALUES (?1, ?2, ?3)",
                (owner, hash, cents),
            )?;
        }
        Ok(Self {
            path: path.into(),
            decoy_hash: passwords::hash("")?.into(),
        })
    }

    pub async fn account(&self, id: i64) -> Result<Account, AccountError> {
        self.run(move |db| {
            db.query_row("SELECT owner, cents FROM accounts WHERE id = ?1", [id], |row| {
                Ok(Account {
                    id,
                    owner: row.get(0)?,
                    cents: row.get(1)?,
                })
            })
            .optional()?
            .ok_or(AccountError::NotFound { table: "accounts", id })
        })
        .await
    }

    pub async fn transfer(&self, form: TransferForm) -> Result<(), AccountError> {
        self.run(move |db| {
            // Dropped without `commit`, that is after any `?`, it is rolled back.
            let db = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let TransferForm {
                reference,
                from,
                to,
                cents,
            } = form;
            let available = balance(&db, from)?;
            balance(&db, to)?;
            match db.execute(
                "INSERT INTO transfers VALUES (?1, ?2, ?3, ?4)",
                (&reference, from, to, cents),
            ) {
                Err(source) if is_unique_violation(&source) => {
                    return Err(AccountError::TransferExists { reference, source });
                }
                done => done?,
            };
            if available < i64::from(cents) {
                return Err(AccountError::InsufficientFunds {
                    available,
                    account: from,
                });
            }
            db.execute("UPDATE accounts SET cents = cents - ?2 WHERE id = ?1", (from, cents))?;
            db.execute("UPDATE accounts SET cents = cents + ?2 WHERE id = ?1", (to, cents))?;
            Ok(db.commit()?)
        })
        .await
    }

    /// The id of the account, if the password is right.
    pub async fn log_in(&self, attempt: LoginForm) -> Result<i64, LoginError> {
        let decoy_hash = self.decoy_hash.clone();
        self.run(move |db| {
            let user = find_user(db, &attempt.name)?;
            let hash = user.as_ref().map_or(&*decoy_hash, |(_, hash)| hash);
            let right = passwords::matches(&attempt.password, hash)?;
            match user {
                Some((account, _)) if right => Ok(account),
                Some(_) => Err(LoginError::WrongPassword { attempt }),
                None => Err(LoginError::UnknownUser),
            }
        })
        .await
    }

    /// Reads a table that was never created.
    pub async fn statement(&self, id: i64) -> Result<String, AccountError> {
        self.run(move |db| Ok(db.query_row("SELECT page FROM statements WHERE account = ?1", [id], |row| row.get(0))?))
            .await
    }

    /// No other connection can use the database until this one is dropped.
    pub async fn lock(&self) -> Result<Connection, StorageError> {
        let store = self.clone();
        self.run(move |_| {
            let db = store.connect()?;
            db.execute_batch("BEGIN EXCLUSIVE")?;
            Ok(db)
        })
        .await
    }

    /// SQLite blocks its thread, and so does Argon2: neither may be a thread of the async runtime.
    async fn run<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || work(&mut store.connect()?))
            .await
            .map_err(StorageError::from)?
    }

    fn connect(&self) -> Result<Connection, StorageError> {
        let db = Connection::open(&self.path)?;
        db.busy_timeout(PATIENCE)?;
        Ok(db)
    }
}

fn balance(db: &Connection, id: i64) -> Result<i64, AccountError> {
    db.query_row("SELECT cents FROM accounts WHERE id = ?1", [id], |row| row.get(0))
        .optional()?
        .ok_or(AccountError::NotFound { table: "accounts", id })
}

fn find_user(db: &Connection, name: &str) -> Result<Option<(i64, String)>, StorageError> {
    let query = "SELECT id, password FROM accounts WHERE owner = ?1";
    Ok(db
        .query_row(query, [name], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

fn is_unique_violation(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == ffi::SQLITE_CONSTRAINT_UNIQUE)
}
