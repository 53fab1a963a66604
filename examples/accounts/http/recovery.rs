//! A new password for a client that can read the mail of an address. No other learns whether the address has an account.

use super::Bank;
use super::extract::{Body, Peer};
use super::sign_up::{CHECK_YOUR_MAIL, CheckYourMail, check_password};
use super::uniform::padded;
use crate::domain::{Email, RecoveryError};
use crate::errors::{LoginFailed, RecoveryFailed, RequestError, request};
use crate::security::tokens::{self, TokenHash};
use crate::store::Mail;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use secure_error::log::SecurityEvent;
use secure_error::{Fault, RequestId, Violations};
use serde::Deserialize;
use std::net::IpAddr;
use std::sync::Arc;

#[derive(Deserialize)]
pub struct RecoveryForm {
    email: String,
}

pub async fn ask(State(bank): State<Arc<Bank>>, Peer(peer): Peer, Body(form): Body<RecoveryForm>) -> Response {
    padded(&bank, asked(&bank, peer, form)).await
}

async fn asked(bank: &Bank, peer: IpAddr, form: RecoveryForm) -> Result<CheckYourMail, Fault> {
    let Some(email) = Email::parse(&form.email) else {
        let mut violations = Violations::new();
        violations.push(request::NOT_AN_EMAIL.at("email"));
        return Err(RequestError::from(violations).into());
    };
    bank.limits.check(&email, peer).map_err(LoginFailed::from)?;
    let (token, hash) = tokens::new();
    let mail = Mail {
        to: email.as_str().to_owned(),
        subject: "A new password".to_owned(),
        text: format!("Your token, for 15 minutes: {}", token.expose_secret()),
    };
    let asked = bank.store.ask_to_recover(email, hash, mail, RequestId::current());
    asked.await.map_err(RecoveryError::from).map_err(RecoveryFailed::from)?;
    Ok(CHECK_YOUR_MAIL)
}

#[derive(Deserialize)]
pub struct NewPassword {
    token: SecretString,
    password: SecretString,
}

pub async fn confirm(State(bank): State<Arc<Bank>>, Peer(peer): Peer, Body(form): Body<NewPassword>) -> Response {
    padded(&bank, confirmed(&bank, peer, form)).await
}

async fn confirmed(bank: &Bank, peer: IpAddr, form: NewPassword) -> Result<StatusCode, Fault> {
    let mut violations = Violations::new();
    check_password(&form.password, &mut violations);
    violations.into_result().map_err(RequestError::from)?;
    bank.limits.check_peer(peer).map_err(LoginFailed::from)?;
    let user = set(bank, form).await.map_err(RecoveryFailed::from)?;
    SecurityEvent::authn_password_change().user(user).source_ip(peer).log();
    Ok(StatusCode::NO_CONTENT)
}

async fn set(bank: &Bank, form: NewPassword) -> Result<i64, RecoveryError> {
    let password = bank.passwords.hash(form.password).await?;
    let hash = TokenHash::of(form.token.expose_secret());
    bank.store.recover(hash, password).await?.ok_or(RecoveryError::Token)
}
