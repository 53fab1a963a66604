//! The tables.

use super::StoreError;
use rusqlite::Connection;

/// Does nothing if they are there.
pub(super) fn create(db: &Connection) -> Result<(), StoreError> {
    // Readers do not wait for writers.
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.execute_batch(
        "CREATE TABLE IF NOT EXISTS users (
             id INTEGER PRIMARY KEY,
             email TEXT NOT NULL UNIQUE,
             password TEXT NOT NULL,
             role TEXT NOT NULL DEFAULT 'customer',
             wrong_passwords INTEGER NOT NULL DEFAULT 0,
             locked_until INTEGER NOT NULL DEFAULT 0,
             failed_logins INTEGER NOT NULL DEFAULT 0
         ) STRICT;
         CREATE TABLE IF NOT EXISTS tokens (
             hash BLOB PRIMARY KEY,
             purpose TEXT NOT NULL,
             user INTEGER NOT NULL REFERENCES users(id),
             expires INTEGER NOT NULL
         ) STRICT;
         CREATE TABLE IF NOT EXISTS sign_ups (
             hash BLOB PRIMARY KEY,
             email TEXT NOT NULL,
             password TEXT NOT NULL,
             expires INTEGER NOT NULL
         ) STRICT;
         CREATE TABLE IF NOT EXISTS accounts (
             id INTEGER PRIMARY KEY,
             owner INTEGER NOT NULL REFERENCES users(id),
             cents INTEGER NOT NULL CHECK (cents >= 0)
         ) STRICT;
         CREATE TABLE IF NOT EXISTS transfers (
             caller INTEGER NOT NULL REFERENCES users(id),
             reference TEXT NOT NULL,
             sender INTEGER NOT NULL REFERENCES accounts(id),
             receiver INTEGER NOT NULL REFERENCES accounts(id),
             cents INTEGER NOT NULL CHECK (cents > 0),
             at INTEGER NOT NULL,
             PRIMARY KEY (caller, reference)
         ) STRICT;
         CREATE TABLE IF NOT EXISTS payouts (
             id INTEGER PRIMARY KEY,
             account INTEGER NOT NULL REFERENCES accounts(id),
             reference TEXT NOT NULL,
             cents INTEGER NOT NULL CHECK (cents > 0),
             card TEXT NOT NULL,
             card_ends_with TEXT NOT NULL,
             state TEXT NOT NULL,
             UNIQUE (account, reference)
         ) STRICT;
         CREATE TABLE IF NOT EXISTS jobs (
             id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: mails are named after it
             kind TEXT NOT NULL,
             payload TEXT NOT NULL,
             state TEXT NOT NULL DEFAULT 'queued',
             attempts INTEGER NOT NULL DEFAULT 0,
             due INTEGER NOT NULL,
             request_id TEXT
         ) STRICT;
         CREATE INDEX IF NOT EXISTS jobs_due ON jobs (state, due);
         CREATE TABLE IF NOT EXISTS audit (
             id INTEGER PRIMARY KEY,
             at INTEGER NOT NULL,
             caller INTEGER NOT NULL,
             action TEXT NOT NULL,
             reference TEXT NOT NULL,
             outcome TEXT NOT NULL,
             request_id TEXT
         ) STRICT;",
    )?;
    Ok(())
}
