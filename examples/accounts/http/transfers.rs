//! Money to another account.

use super::Bank;
use super::extract::{Body, SignedIn};
use crate::domain::{AccountId, Caller, Cents, Transfer};
use crate::errors::{MoneyError, RequestError, StorageFailed, request};
use axum::extract::State;
use axum::http::StatusCode;
use secure_error::{Fault, RequestId, SecureError as _, TransactionError, Violations};
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
    audited(&bank, caller, form).await?;
    Ok(StatusCode::CREATED)
}

/// The audit record is no part of the transaction: it is there also if that is undone.
async fn audited(bank: &Bank, caller: Caller, form: TransferForm) -> Result<(), TransactionError<MoneyError>> {
    let reference = form.reference.clone();
    let attempt = bank
        .store
        .begin_attempt(caller.user, "transfer", reference, RequestId::current())
        .await
        .map_err(MoneyError::from)?;
    let transfer = Transfer {
        reference: form.reference,
        from: form.from,
        to: form.to,
        cents: form.cents,
    };
    let made = bank.store.transfer(caller, transfer).await;
    let made = made.map_err(|error| error.map(MoneyError::from));
    let outcome = made.as_ref().map_or_else(TransactionError::error_code, |()| "done");
    if let Err(error) = bank.store.end_attempt(attempt, outcome).await {
        // The client must learn what became of the transfer, not of the record; `started` stays in it.
        StorageFailed::from(error).report().log();
    }
    made
}

pub fn check(reference: &str, cents: Cents) -> Result<(), RequestError> {
    let mut violations = Violations::new();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if reference.is_empty() || reference.len() > 64 || !reference.chars().all(fits) {
        violations.push("reference", &request::NOT_A_REFERENCE);
    }
    if cents < 1 {
        violations.push("cents", &request::NOT_AN_AMOUNT);
    }
    if violations.is_empty() {
        Ok(())
    } else {
        Err(RequestError::Fields { violations })
    }
}
