//! Whether the service works.

use super::Bank;
use crate::errors::StorageFailed;
use axum::extract::State;
use std::sync::Arc;

pub async fn health(State(bank): State<Arc<Bank>>) -> Result<&'static str, StorageFailed> {
    bank.store.total().await?;
    Ok("ok")
}
