//! A bank over SQLite, whose transactions really fail.

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use secure_error::SecureError;
use secure_error::work::{Transaction, TransactionError};
use std::path::Path;

#[derive(SecureError)]
#[secure_error(axum)]
pub enum TransferError {
    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be transferred"
    )]
    #[internal("account {account} is short", event = "sequence_fail")]
    InsufficientFunds {
        #[public]
        available: i64,
        account: i64,
    },
    #[public(status = 503, retry_after = 1)]
    #[internal("another connection holds the database", retry = transient)]
    Busy(#[source] rusqlite::Error),
    #[internal("a query failed")]
    Query(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for TransferError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(error),
            _ => Self::Query(error),
        }
    }
}

/// All the money there is.
pub const TOTAL: i64 = 1_000;

pub const ALICE: i64 = 1;
pub const BOB: i64 = 2;

/// No account has this number.
pub const NOBODY: i64 = 99;

/// Two accounts. A receiver need not exist before the commit, and a transfer of 13 cents is undone by a trigger, together with
/// the whole transaction.
const SCHEMA: &str = "
    PRAGMA foreign_keys = ON;
    CREATE TABLE accounts (id INTEGER PRIMARY KEY, cents INTEGER NOT NULL CHECK (cents >= 0));
    CREATE TABLE transfers (
        receiver INTEGER REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED, cents INTEGER NOT NULL, note TEXT);
    CREATE TRIGGER unlucky BEFORE INSERT ON transfers WHEN NEW.cents = 13
        BEGIN SELECT RAISE(ROLLBACK, 'canary-unlucky'); END;
    INSERT INTO accounts VALUES (1, 700), (2, 300);
";

pub fn in_memory() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(SCHEMA).unwrap();
    db
}

/// A database that several connections can share; it waits for nobody.
pub fn in_file(path: &Path) -> Connection {
    let db = connect(path);
    db.execute_batch(SCHEMA).unwrap();
    db
}

pub fn connect(path: &Path) -> Connection {
    let db = Connection::open(path).unwrap();
    db.busy_timeout(std::time::Duration::ZERO).unwrap();
    db.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    db
}

/// What each of the two has.
pub fn balances(db: &Connection) -> [i64; 2] {
    [ALICE, BOB].map(|id| balance(db, id).unwrap())
}

fn balance(db: &Connection, id: i64) -> rusqlite::Result<i64> {
    db.query_row("SELECT cents FROM accounts WHERE id = ?1", [id], |row| row.get(0))
}

pub fn transfer(db: &mut Connection, from: i64, to: i64, cents: i64) -> Result<(), TransactionError<TransferError>> {
    transfer_and(db, from, to, cents, |_| Ok(()))
}

/// A transfer, and something in the middle of it, when the money is in neither account.
pub fn transfer_and(
    db: &mut Connection,
    from: i64,
    to: i64,
    cents: i64,
    and: impl FnOnce(&Connection) -> Result<(), TransferError>,
) -> Result<(), TransactionError<TransferError>> {
    Transaction::new(db.transaction_with_behavior(TransactionBehavior::Immediate))
        .commit_with(rusqlite::Transaction::commit)
        .rollback_with(rusqlite::Transaction::rollback)
        .run(|tx| move_money(tx, from, to, cents, and))
}

pub fn move_money(
    db: &Connection,
    from: i64,
    to: i64,
    cents: i64,
    and: impl FnOnce(&Connection) -> Result<(), TransferError>,
) -> Result<(), TransferError> {
    let available = balance(db, from)?;
    if available < cents {
        return Err(TransferError::InsufficientFunds {
            available,
            account: from,
        });
    }
    db.execute("UPDATE accounts SET cents = cents - ?2 WHERE id = ?1", (from, cents))?;
    and(db)?;
    db.execute("UPDATE accounts SET cents = cents + ?2 WHERE id = ?1", (to, cents))?;
    db.execute("INSERT INTO transfers (receiver, cents) VALUES (?1, ?2)", (to, cents))?;
    Ok(())
}
