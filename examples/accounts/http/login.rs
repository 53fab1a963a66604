//! Logging in. Every way to fail does the same work and gives the same response.

use super::Bank;
use super::extract::{Body, Peer};
use super::uniform::padded;
use crate::domain::{Email, LoginError, UserId};
use crate::errors::LoginFailed;
use crate::security::tokens::{self, TokenHash};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use secure_error::log::SecurityEvent;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::sync::Arc;

/// It has no `Debug`: nothing here can print a password.
#[derive(Deserialize)]
pub struct LoginForm {
    email: String,
    password: SecretString,
}

#[derive(Serialize)]
pub struct LoggedIn {
    token: String,
}

pub async fn log_in(State(bank): State<Arc<Bank>>, Peer(peer): Peer, Body(form): Body<LoginForm>) -> Response {
    padded(&bank, session(&bank, peer, form)).await
}

async fn session(
    bank: &Bank,
    peer: IpAddr,
    form: LoginForm,
) -> Result<([(HeaderName, &'static str); 1], Json<LoggedIn>), LoginFailed> {
    // Text that cannot be an address counts as one without an account.
    let email = Email::parse(&form.email).unwrap_or_else(Email::nobody);
    bank.limits.check(&email, peer)?;
    let (token, hash) = tokens::new();
    let user = check(bank, email, form.password, hash).await?;
    SecurityEvent::authn_login_success().user(user).source_ip(peer).log();
    let token = token.expose_secret().to_owned();
    Ok(([(CACHE_CONTROL, "no-store")], Json(LoggedIn { token })))
}

/// Opens a session under the token, if the password is right.
async fn check(bank: &Bank, email: Email, password: SecretString, token: TokenHash) -> Result<UserId, LoginError> {
    let known = bank.store.find_user(email.clone()).await?;
    let user = known.id;
    // Always, and before anything is decided, so that the time reveals nothing.
    let matches = bank.passwords.matches(password, known.password_hash.clone()).await?;
    if matches && !known.is_nobody && !known.is_locked {
        let let_in = bank.store.let_in(known, token, bank.locking).await?;
        return if let_in {
            Ok(user)
        } else {
            Err(LoginError::Overtaken { user })
        };
    }
    let is_locked = bank.store.note_failed_login(user, bank.locking).await?;
    Err(if known.is_nobody {
        LoginError::UnknownUser { email }
    } else if is_locked {
        LoginError::Locked { user }
    } else {
        LoginError::WrongPassword { user }
    })
}
