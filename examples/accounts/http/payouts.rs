//! Money to a card, through a gateway. The outcome comes later.

use super::Bank;
use super::audited::audited;
use super::extract::{Body, InPath, SignedIn};
use super::transfers::check;
use crate::domain::{AccountId, Cents, NewPayout};
use crate::errors::{MoneyError, RequestError, request};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};
use secure_error::{Fault, RequestId, Violations, mask};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
pub struct PayoutForm {
    reference: String,
    from: AccountId,
    cents: Cents,
    card: SecretString,
}

#[derive(Serialize)]
pub struct Begun {
    payout: i64,
}

pub async fn begin(
    State(bank): State<Arc<Bank>>,
    SignedIn(caller): SignedIn,
    Body(form): Body<PayoutForm>,
) -> Result<(StatusCode, Json<Begun>), Fault> {
    check(&form.reference, form.cents)?;
    let card = form.card.expose_secret();
    if !(12..=19).contains(&card.len()) || !card.bytes().all(|byte| byte.is_ascii_digit()) {
        let mut violations = Violations::new();
        violations.push(request::NOT_A_CARD.at("card"));
        return Err(RequestError::from(violations).into());
    }
    let masked = mask::last4(card).to_string();
    let (reference, cents) = (form.reference, form.cents);
    let new = NewPayout {
        reference: reference.clone(),
        from: form.from,
        cents,
        card: card.to_owned(),
    };
    let (store, request) = (bank.store.clone(), RequestId::current());
    let begun = async move {
        let begun = store.begin_payout(caller, new, request).await;
        begun.map_err(|error| error.map(MoneyError::from))
    };
    let payout = audited(&bank, caller, "payout", &reference, begun).await?;
    tracing::info!(user = caller.user, payout, cents, card = masked, "payout begun");
    Ok((StatusCode::ACCEPTED, Json(Begun { payout })))
}

#[derive(Serialize)]
pub struct PayoutStatus {
    state: &'static str,
}

pub async fn state(
    State(bank): State<Arc<Bank>>,
    SignedIn(caller): SignedIn,
    InPath(id): InPath<i64>,
) -> Result<Json<PayoutStatus>, MoneyError> {
    let state = bank.store.payout_state(caller, id).await?;
    Ok(Json(PayoutStatus { state: state.as_str() }))
}
