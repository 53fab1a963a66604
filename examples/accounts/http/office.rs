//! For the staff only. Others must not learn that it exists.

use super::Bank;
use super::extract::Admin;
use crate::domain::{Cents, UserId};
use crate::errors::StorageFailed;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::sync::Arc;

/// How many attempts are shown.
const LATEST: u32 = 100;

#[derive(Serialize)]
pub struct Customer {
    user: UserId,
    cents: Cents,
}

pub async fn customers(_: Admin, State(bank): State<Arc<Bank>>) -> Result<Json<Vec<Customer>>, StorageFailed> {
    let customers = bank.store.customers().await?;
    let customers = customers.into_iter().map(|(user, cents)| Customer { user, cents });
    Ok(Json(customers.collect()))
}

#[derive(Serialize)]
pub struct Attempt {
    caller: UserId,
    action: String,
    reference: String,
    outcome: String,
}

pub async fn audit(_: Admin, State(bank): State<Arc<Bank>>) -> Result<Json<Vec<Attempt>>, StorageFailed> {
    let attempts = bank.store.attempts(LATEST).await?;
    let attempts = attempts
        .into_iter()
        .map(|(caller, action, reference, outcome)| Attempt {
            caller,
            action,
            reference,
            outcome,
        });
    Ok(Json(attempts.collect()))
}
