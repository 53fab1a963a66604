//! What clients send.

use crate::errors::RequestError;
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path};
use serde::Deserialize;

/// It has no `Debug`: nothing here can print a password.
#[derive(Deserialize)]
pub struct LoginForm {
    pub name: String,
    pub password: String,
}

#[derive(Deserialize)]
pub struct TransferForm {
    /// Chosen by the client, so that a transfer that is sent twice is made once.
    pub reference: String,
    pub from: i64,
    pub to: i64,
    pub cents: u32,
}

/// `Json<T>`, with a response of our own for a body that is not valid.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(RequestError))]
pub struct Body<T>(pub T);

/// `Path<T>`, with a response of our own for a path that is not valid.
#[derive(FromRequestParts)]
#[from_request(via(Path), rejection(RequestError))]
pub struct InPath<T>(pub T);
