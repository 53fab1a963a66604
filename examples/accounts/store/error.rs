//! How any use of the database can fail.

use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
use std::io;
use std::panic::Location;
use thiserror::Error;
use tokio::sync::AcquireError;
use tokio::task::JoinError;

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("another connection holds the database")]
    Busy(#[source] rusqlite::Error),
    #[error("its file cannot be opened: {0}")]
    File(#[source] io::Error),
    /// Whether it is stored is not known.
    #[error("the commit failed")]
    Commit(#[source] rusqlite::Error),
    #[error("a query failed")]
    Query {
        source: rusqlite::Error,
        place: &'static Location<'static>,
    },
    #[error("what is stored makes no sense: {0}")]
    Damaged(&'static str),
    #[error("the thread of the operation broke down")]
    Worker(#[from] JoinError),
    #[error("the database is closed")]
    Closed(#[from] AcquireError),
}

impl From<rusqlite::Error> for StoreError {
    #[track_caller]
    fn from(source: rusqlite::Error) -> Self {
        match source.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy(source),
            _ => Self::Query {
                source,
                place: Location::caller(),
            },
        }
    }
}
