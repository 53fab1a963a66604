//! Logging in. Every way to fail does the same work and gives the same answer.

use super::Bank;
use super::extract::{Body, Peer};
use super::uniform::padded;
use crate::domain::{Email, LoginError, UserId};
use crate::errors::LoginFailed;
use crate::security::tokens::{self, Purpose};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use secure_error::SecurityEvent;
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
    // What can be no address is one that nobody has.
    let email = Email::parse(&form.email).unwrap_or_else(Email::nobody);
    bank.limits.check(&email, peer)?;
    let user = check(bank, email, form.password).await?;

    let (token, hash) = tokens::new();
    let kept = bank.store.keep_token(hash, Purpose::Session, user).await;
    kept.map_err(LoginError::from)?;
    SecurityEvent::authn_login_success().user(user).source_ip(peer).log();
    let token = token.expose_secret().to_owned();
    Ok(([(CACHE_CONTROL, "no-store")], Json(LoggedIn { token })))
}

async fn check(bank: &Bank, email: Email, password: SecretString) -> Result<UserId, LoginError> {
    let known = bank.store.find_user(email.clone()).await?;
    let (id, is_locked, hash) = match known {
        Some(user) => (Some(user.id), user.is_locked, Some(user.password_hash)),
        None => (None, false, None),
    };
    // Always, and before anything is decided: whoever measures time learns nothing.
    let matches = bank.passwords.matches(password, hash).await?;
    let Some(user) = id else {
        return Err(LoginError::UnknownUser { email });
    };
    if is_locked {
        return Err(LoginError::Locked { user });
    }
    if !matches {
        let locks = bank
            .store
            .note_wrong_password(user, bank.wrong_passwords, bank.lock_seconds)
            .await?;
        return Err(if locks {
            LoginError::Locked { user }
        } else {
            LoginError::WrongPassword { user }
        });
    }
    bank.store.note_right_password(user).await?;
    Ok(user)
}
