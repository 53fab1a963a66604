//! Logging in, and getting back in.

use super::StorageFailed;
use crate::domain::{Email, LoginError, RecoveryError, UserId};
use crate::security::limits::Limited;
use crate::security::passwords;
use secure_error::{ProblemType, SecureError, mask};
use std::time::Duration;

/// One response for every login that fails: guessing addresses reveals nothing.
pub const INVALID_CREDENTIALS: ProblemType = ProblemType::new(401, "INVALID_CREDENTIALS", "Wrong address or password")
    .with_challenge("Bearer realm=\"accounts\"");

#[derive(SecureError)]
#[secure_error(axum)]
pub enum LoginFailed {
    #[public(INVALID_CREDENTIALS)]
    #[internal("nobody has this address", event = "authn_login_fail")]
    UnknownUser {
        // People type their passwords here.
        #[internal(with = mask::fingerprint)]
        email: Email,
    },

    #[public(INVALID_CREDENTIALS)]
    #[internal("wrong password for user {user}", event = "authn_login_fail")]
    WrongPassword { user: UserId },

    #[public(INVALID_CREDENTIALS)]
    #[internal("user {user} is locked", event = "authn_login_lock")]
    Locked { user: UserId },

    #[public(INVALID_CREDENTIALS)]
    #[internal(
        "user {user} was locked, or got another password, meanwhile",
        event = "authn_login_fail"
    )]
    Overtaken { user: UserId },

    #[public(
        status = 429,
        code = "TOO_MANY_TRIES",
        message = "Too many tries. Wait a moment.",
        retry_after = wait
    )]
    #[internal("too many tries by this {by}", event = "excess_rate_limit_exceeded")]
    TooManyTries {
        #[public]
        wait: Duration,
        by: &'static str,
    },

    #[public(
        status = 503,
        code = "SERVICE_UNAVAILABLE",
        message = "Service temporarily unavailable",
        retry_after = 5
    )]
    #[internal("too many passwords wait to be hashed", retry = transient)]
    Busy,

    #[internal("a password could not be checked", alert)]
    Password(#[from] passwords::Error),

    #[public(transparent)]
    Storage(#[from] StorageFailed),
}

impl From<LoginError> for LoginFailed {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::UnknownUser { email } => Self::UnknownUser { email },
            LoginError::WrongPassword { user } => Self::WrongPassword { user },
            LoginError::Locked { user } => Self::Locked { user },
            LoginError::Overtaken { user } => Self::Overtaken { user },
            LoginError::Password(passwords::Error::Busy) => Self::Busy,
            LoginError::Password(error) => Self::Password(error),
            LoginError::Store(error) => Self::Storage(error.into()),
        }
    }
}

impl From<Limited> for LoginFailed {
    fn from(Limited { wait, by }: Limited) -> Self {
        Self::TooManyTries { wait, by }
    }
}

#[derive(SecureError)]
#[secure_error(axum)]
pub enum RecoveryFailed {
    #[public(
        status = 400,
        code = "INVALID_TOKEN",
        message = "This link was used already, or is too old"
    )]
    #[internal("the token from a mail is unknown, used, or too old", event = "authn_login_fail")]
    Token,

    #[public(
        status = 503,
        code = "SERVICE_UNAVAILABLE",
        message = "Service temporarily unavailable",
        retry_after = 5
    )]
    #[internal("too many passwords wait to be hashed", retry = transient)]
    Busy,

    #[internal("a password could not be hashed", alert)]
    Password(#[from] passwords::Error),

    #[public(transparent)]
    Storage(#[from] StorageFailed),
}

impl From<RecoveryError> for RecoveryFailed {
    fn from(error: RecoveryError) -> Self {
        match error {
            RecoveryError::Token => Self::Token,
            RecoveryError::Password(passwords::Error::Busy) => Self::Busy,
            RecoveryError::Password(error) => Self::Password(error),
            RecoveryError::Store(error) => Self::Storage(error.into()),
        }
    }
}
