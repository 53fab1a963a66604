//! Why a login failed.

use super::{Email, UserId};
use crate::security::passwords;
use crate::store::StoreError;
use thiserror::Error;

/// Four reasons that a client must not be able to tell apart.
#[derive(Debug, Error)]
pub enum LoginError {
    #[error("nobody has this address")]
    UnknownUser { email: Email },
    #[error("wrong password for user {user}")]
    WrongPassword { user: UserId },
    #[error("user {user} is locked after too many wrong passwords")]
    Locked { user: UserId },
    #[error("user {user} was locked, or got another password, meanwhile")]
    Overtaken { user: UserId },
    #[error("the password could not be checked")]
    Password(#[from] passwords::Error),
    #[error("the users could not be read")]
    Store(#[from] StoreError),
}

#[derive(Debug, Error)]
pub enum RecoveryError {
    #[error("the token is unknown, used, or too old")]
    Token,
    #[error("the new password could not be hashed")]
    Password(#[from] passwords::Error),
    #[error("the token could not be used")]
    Store(#[from] StoreError),
}
