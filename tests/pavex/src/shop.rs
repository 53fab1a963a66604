//! What a small service does, and how that fails.

use crate::answer;
use pavex::Response;
use pavex::request::body::JsonBody;
use pavex::{get, post};
use secure_error::{RequestId, SecureError};
use serde::Deserialize;
use std::io;

/// What no client may see.
pub const DSN: &str = "postgres://admin:hunter2@10.0.0.5/prod";

#[derive(SecureError)]
pub enum AccountError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no row in {table}")]
    NotFound { table: &'static str },
}

#[pavex::methods]
impl AccountError {
    #[error_handler]
    pub fn into_response(&self) -> Response {
        answer(self)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Customer,
    HiddenSuperAdmin,
}

#[derive(Deserialize)]
pub struct Order {
    pub kind: Kind,
}

#[get(path = "/ok")]
pub fn ok() -> Response {
    Response::ok().set_typed_body("fine")
}

#[get(path = "/id")]
pub fn id() -> Response {
    let id = RequestId::current().map(|id| id.to_string());
    Response::ok().set_typed_body(id.unwrap_or_default())
}

#[get(path = "/account")]
pub fn account() -> Result<Response, AccountError> {
    let table = "accounts_v2";
    Err(AccountError::NotFound { table })
}

/// Its error has no handler of its own.
#[get(path = "/pool")]
pub fn pool() -> Result<Response, io::Error> {
    Err(io::Error::other(DSN))
}

#[get(path = "/idiom")]
pub fn idiom() -> Response {
    Response::internal_server_error().set_typed_body(DSN)
}

#[get(path = "/panic")]
pub fn panic() -> Response {
    panic!("poisoned: {DSN}")
}

#[post(path = "/orders")]
pub fn orders(order: &JsonBody<Order>) -> Response {
    match order.0.kind {
        Kind::Customer | Kind::HiddenSuperAdmin => Response::ok().set_typed_body("ordered"),
    }
}
