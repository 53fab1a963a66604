//! What the caller has.

use super::Bank;
use super::extract::{InPath, SignedIn};
use crate::domain::AccountId;
use crate::errors::MoneyError;
use crate::store::Account;
use axum::Json;
use axum::extract::State;
use std::sync::Arc;

pub async fn all(State(bank): State<Arc<Bank>>, SignedIn(caller): SignedIn) -> Result<Json<Vec<Account>>, MoneyError> {
    Ok(Json(bank.store.accounts_of(caller).await?))
}

pub async fn one(
    State(bank): State<Arc<Bank>>,
    SignedIn(caller): SignedIn,
    InPath(id): InPath<AccountId>,
) -> Result<Json<Account>, MoneyError> {
    Ok(Json(bank.store.account(caller, id).await?))
}
