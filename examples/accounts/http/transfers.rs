//! Money to another account.

use super::Bank;
use super::audited::audited;
use super::extract::{Body, SignedIn};
use crate::domain::{AccountId, Cents, Transfer};
use crate::errors::{MoneyError, RequestError, request};
use axum::extract::State;
use axum::http::StatusCode;
use secure_error::{Fault, Violations};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
pub struct TransferForm {
    reference: String,
    from: AccountId,
    to: AccountId,
    cents: Cents,
}

pub async fn make(
    State(bank): State<Arc<Bank>>,
    SignedIn(caller): SignedIn,
    Body(form): Body<TransferForm>,
) -> Result<StatusCode, Fault> {
    check(&form.reference, form.cents)?;
    let TransferForm {
        reference,
        from,
        to,
        cents,
    } = form;
    let transfer = Transfer {
        reference: reference.clone(),
        from,
        to,
        cents,
    };
    let store = bank.store.clone();
    let moved = async move {
        let made = store.transfer(caller, transfer).await;
        made.map_err(|error| error.map(MoneyError::from))
    };
    audited(&bank, caller, "transfer", &reference, moved).await?;
    Ok(StatusCode::CREATED)
}

pub fn check(reference: &str, cents: Cents) -> Result<(), RequestError> {
    let mut violations = Violations::new();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if reference.is_empty() || reference.len() > 64 || !reference.chars().all(fits) {
        violations.push(request::NOT_A_REFERENCE.at("reference"));
    }
    if cents < 1 {
        violations.push(request::NOT_AN_AMOUNT.at("cents"));
    }
    Ok(violations.into_result()?)
}
