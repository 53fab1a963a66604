//! Becoming a customer. Whether an address has an account already, only its mailbox learns: a login needs a token from there
//! first.

use super::Bank;
use super::extract::{Body, Peer};
use super::uniform::padded;
use crate::domain::{Email, LoginError};
use crate::errors::{LoginFailed, RecoveryFailed, RequestError, StorageFailed, request};
use crate::security::tokens::{self, TokenHash};
use crate::store::{Mail, SignUp};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use secrecy::{ExposeSecret as _, SecretString};
use secure_error::log::SecurityEvent;
use secure_error::{Fault, RequestId, Violations};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::sync::Arc;

#[derive(Deserialize)]
pub struct SignUpForm {
    email: String,
    password: SecretString,
}

/// The same for everybody.
#[derive(Serialize)]
pub struct CheckYourMail {
    message: &'static str,
}

impl IntoResponse for CheckYourMail {
    fn into_response(self) -> Response {
        (StatusCode::ACCEPTED, Json(self)).into_response()
    }
}

pub const CHECK_YOUR_MAIL: CheckYourMail = CheckYourMail {
    message: "We have sent you a mail",
};

pub async fn sign_up(State(bank): State<Arc<Bank>>, Peer(peer): Peer, Body(form): Body<SignUpForm>) -> Response {
    padded(&bank, welcome(&bank, peer, form)).await
}

async fn welcome(bank: &Bank, peer: IpAddr, form: SignUpForm) -> Result<CheckYourMail, Fault> {
    let (email, password) = checked(form)?;
    bank.limits.check(&email, peer).map_err(LoginFailed::from)?;
    add(bank, email, password).await.map_err(LoginFailed::from)?;
    Ok(CHECK_YOUR_MAIL)
}

async fn add(bank: &Bank, email: Email, password: SecretString) -> Result<(), LoginError> {
    // Also for an address that is taken: it takes its time.
    let password_hash = bank.passwords.hash(password).await?;
    let (token, hash) = tokens::new();
    let mail = |subject: &str, text: String| Mail {
        to: email.as_str().to_owned(),
        subject: subject.to_owned(),
        text,
    };
    let welcome = format!(
        "If it was not you who signed up, do nothing. Your token, for 15 minutes: {}",
        token.expose_secret()
    );
    let taken = "Somebody tried to sign up with your address. If it was you, log in or ask for a new password.";
    let new = SignUp {
        welcome: mail("Welcome", welcome),
        taken: mail("You have an account already", taken.to_owned()),
        email,
        password_hash,
        token: hash,
    };
    bank.store.ask_to_sign_up(new, RequestId::current()).await?;
    Ok(())
}

#[derive(Deserialize)]
pub struct Confirmation {
    token: SecretString,
}

pub async fn confirm(State(bank): State<Arc<Bank>>, Peer(peer): Peer, Body(form): Body<Confirmation>) -> Response {
    padded(&bank, confirmed(&bank, peer, form)).await
}

async fn confirmed(bank: &Bank, peer: IpAddr, form: Confirmation) -> Result<StatusCode, Fault> {
    bank.limits.check_peer(peer).map_err(LoginFailed::from)?;
    let token = TokenHash::of(form.token.expose_secret());
    let user = bank.store.confirm_sign_up(token).await.map_err(StorageFailed::from)?;
    let user = user.ok_or(RecoveryFailed::Token)?;
    SecurityEvent::user_created()
        .user(user)
        .on_user(user)
        .source_ip(peer)
        .log();
    Ok(StatusCode::CREATED)
}

/// All that is wrong at once, and no value repeated.
fn checked(form: SignUpForm) -> Result<(Email, SecretString), RequestError> {
    let mut violations = Violations::new();
    let email = Email::parse(&form.email);
    if email.is_none() {
        violations.push(request::NOT_AN_EMAIL.at("email"));
    }
    check_password(&form.password, &mut violations);
    match email {
        Some(email) if violations.is_empty() => Ok((email, form.password)),
        _ => Err(RequestError::Fields(violations)),
    }
}

/// NIST SP 800-63B section 5.1.1.2 and ASVS 6.2.1: length, and no rules about its characters.
pub fn check_password(password: &SecretString, violations: &mut Violations) {
    match password.expose_secret().chars().count() {
        ..12 => violations.push(request::PASSWORD_TOO_SHORT.at("password")),
        12..=256 => (),
        _ => violations.push(request::PASSWORD_TOO_LONG.at("password")),
    }
}
