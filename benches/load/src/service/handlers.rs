//! What the routes do: succeed, or fail in every way that handlers fail.

use super::errors::{AccountError, Note, PLANTED, Step};
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use secure_error::{Fault, ResultExt as _};
use serde::{Deserialize, Serialize, Serializer};
use std::time::Duration;

/// More causes than the log takes of one error.
const LONG: u32 = 20;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Customer,
}

#[derive(Deserialize)]
pub struct NewUser {
    #[allow(dead_code, reason = "no request gets that far")]
    role: Role,
}

pub async fn echo(Path(number): Path<u64>) -> String {
    number.to_string()
}

/// Long enough that a client can go away meanwhile, and that other requests run on the same thread.
pub async fn slow(Path(number): Path<u64>) -> String {
    tokio::time::sleep(Duration::from_millis(3)).await;
    number.to_string()
}

pub async fn constant(Path(number): Path<u64>) -> AccountError {
    AccountError::NotFound { note: Note(number) }
}

pub async fn with_value(Path(number): Path<u64>) -> AccountError {
    AccountError::InsufficientFunds {
        available: number,
        note: Note(number),
    }
}

pub async fn chain(Path(number): Path<u64>) -> AccountError {
    let note = Note(number);
    let source = Step::chain(note, LONG);
    AccountError::Busy { note, source }
}

pub async fn erased(Path(number): Path<u64>) -> Result<String, Fault> {
    let failed: Result<String, anyhow::Error> = Err(anyhow::anyhow!("cannot read {}", Note(number)));
    failed.map_err(|error| error.context(PLANTED)).or_internal()
}

pub async fn text(Path(number): Path<u64>) -> (StatusCode, String) {
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        format!("pool timed out: {}", Note(number)),
    )
}

/// Its `Serialize` fails, and axum sends the text of that failure.
pub struct Unserializable(Note);

impl Serialize for Unserializable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom(format!("lock poisoned: {}", self.0)))
    }
}

pub async fn unserializable(Path(number): Path<u64>) -> Json<Unserializable> {
    Json(Unserializable(Note(number)))
}

pub async fn new_user(Json(_): Json<NewUser>) -> StatusCode {
    StatusCode::NO_CONTENT
}

pub async fn panics(Path(number): Path<u64>) -> StatusCode {
    panic!("cannot reach {}\nERROR forged", Note(number))
}

/// On another thread, likely, than the one that began.
pub async fn panics_later(Path(number): Path<u64>) -> StatusCode {
    tokio::time::sleep(Duration::from_millis(1)).await;
    panic!("lost {}", Note(number))
}
