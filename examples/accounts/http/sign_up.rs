//! Becoming a customer. Whether an address has an account already, only its mailbox learns.

use super::Bank;
use super::extract::{Body, Peer};
use super::uniform::padded;
use crate::domain::{Email, LoginError};
use crate::errors::{LoginFailed, RequestError, request};
use crate::store::{Job, Mail};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use secrecy::{ExposeSecret as _, SecretString};
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
    let hash = bank.passwords.hash(password).await?;
    let (subject, text) = match bank.store.add_user(email.clone(), hash).await? {
        Some(_) => ("Welcome", "Your account is open."),
        None => (
            "You have an account already",
            "Somebody tried to sign up with your address. If it was you, log in or ask for a new password.",
        ),
    };
    let mail = Mail {
        to: email.as_str().to_owned(),
        subject: subject.to_owned(),
        text: text.to_owned(),
    };
    bank.store.enqueue(Job::Mail(mail), RequestId::current()).await?;
    Ok(())
}

/// All that is wrong at once, and no value repeated.
fn checked(form: SignUpForm) -> Result<(Email, SecretString), RequestError> {
    let mut violations = Violations::new();
    let email = Email::parse(&form.email);
    if email.is_none() {
        violations.push("email", &request::NOT_AN_EMAIL);
    }
    check_password(&form.password, &mut violations);
    match email {
        Some(email) if violations.is_empty() => Ok((email, form.password)),
        _ => Err(RequestError::Fields { violations }),
    }
}

/// NIST SP 800-63B section 5.1.1.2 and ASVS 6.2.1: length, and no rules about its characters.
pub fn check_password(password: &SecretString, violations: &mut Violations) {
    match password.expose_secret().chars().count() {
        ..12 => violations.push("password", &request::PASSWORD_TOO_SHORT),
        12..=256 => (),
        _ => violations.push("password", &request::PASSWORD_TOO_LONG),
    }
}
