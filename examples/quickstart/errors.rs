//! Every way this service can fail: what clients see, and what operators see. The heart of the example; start here.
//!
//! `#[public(…)]` is for clients, `#[internal(…)]` for operators, and what has neither is sealed. Search this file
//! for `#[public` and `ProblemType::new`: that is all a client can ever see.

use crate::forms::LoginForm;
use argon2::password_hash;
use axum::extract::rejection::{JsonRejection, PathRejection};
use secure_error::{ProblemType, SecureError};
use std::panic::Location;
use tokio::task::JoinError;

/// One response for every login that fails: guessing names reveals nothing.
pub const INVALID_CREDENTIALS: ProblemType =
    ProblemType::new(401, "INVALID_CREDENTIALS", "Invalid name or password").with_challenge("Bearer realm=\"api\"");

#[derive(SecureError)]
#[secure_error(axum)] // a handler can return it
pub enum AccountError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no row in {table} with id {id}")] // naming a field here logs it
    NotFound { table: &'static str, id: i64 },

    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be transferred"
    )]
    InsufficientFunds {
        #[public] // in the body too, for programs
        available: i64,
        #[internal]
        account: i64,
    },

    #[public(
        status = 409,
        code = "TRANSFER_EXISTS",
        message = "A transfer with this reference was made before"
    )]
    #[internal("reference {reference} is taken")]
    TransferExists { reference: String, source: rusqlite::Error },

    #[public(transparent)] // the response of the error inside
    Storage(#[from] StorageError),
}

#[derive(SecureError)]
#[secure_error(axum)]
pub enum LoginError {
    #[public(INVALID_CREDENTIALS)]
    #[internal("unknown user", event = "authn_login_fail")]
    UnknownUser,

    #[public(INVALID_CREDENTIALS)]
    #[internal("wrong password for {}", .attempt.name, event = "authn_login_fail")]
    WrongPassword {
        attempt: LoginForm, // neither public nor internal: sealed, but for the name above
    },

    DamagedHash(#[from] password_hash::Error),

    #[public(transparent)]
    Storage(#[from] StorageError),
}

/// What a database can do to any of the above.
#[derive(SecureError)]
#[secure_error(axum)]
pub enum StorageError {
    #[public(
        status = 503,
        code = "SERVICE_UNAVAILABLE",
        message = "Service temporarily unavailable",
        retry_after = 5
    )]
    #[internal("another connection holds the database", retry = transient)]
    Busy {
        source: rusqlite::Error,
    },

    #[internal("a query failed")] // no `#[public]`: 500, and the operators get the cause
    Query {
        source: rusqlite::Error,
        place: &'static Location<'static>, // of the `?`
    },

    Worker(#[from] JoinError),
}

/// A request that makes no sense.
#[derive(SecureError)]
#[secure_error(axum)]
pub enum RequestError {
    // serde quotes what was sent, which may be a password: only its type is logged.
    #[public(
        status = 400,
        code = "MALFORMED_BODY",
        message = "The body is not what this route expects"
    )]
    Body(
        #[internal(redact)]
        #[from]
        JsonRejection,
    ),

    #[public(
        status = 400,
        code = "MALFORMED_PATH",
        message = "The path is not what this route expects"
    )]
    Path(#[from] PathRejection),
}

/// `#[from]` is for one variant. Where the error itself decides, write the `From` by hand.
impl From<rusqlite::Error> for StorageError {
    #[track_caller]
    fn from(source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        match source.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy { source },
            _ => Self::Query {
                source,
                place: Location::caller(),
            },
        }
    }
}

/// So that `?` works on a query in a function that returns an [`AccountError`].
impl From<rusqlite::Error> for AccountError {
    #[track_caller]
    fn from(source: rusqlite::Error) -> Self {
        Self::Storage(StorageError::from(source))
    }
}
