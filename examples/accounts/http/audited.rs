//! Who tried to move money, and what became of it.

use super::Bank;
use crate::domain::Caller;
use crate::errors::{MoneyError, StorageFailed};
use secure_error::work::TransactionError;
use secure_error::{Fault, RequestId, ResultExt as _, SecureError as _, spawn_reported};
use std::sync::Arc;

/// What a transaction returns about the money.
pub type Moved<T> = Result<T, TransactionError<MoneyError>>;

/// Moves money, with a record of the attempt around it. The record is not part of the transaction: it stays even if that
/// is undone. As a task of its own, so that both are finished if the client goes away.
pub async fn audited<T: Send + 'static>(
    bank: &Arc<Bank>,
    caller: Caller,
    action: &'static str,
    reference: &str,
    work: impl Future<Output = Moved<T>> + Send + 'static,
) -> Result<T, Fault> {
    let attempt = attempt(Arc::clone(bank), caller, action, reference.to_owned(), work);
    let attempt = spawn_reported(action, async move { Ok::<_, Fault>(attempt.await) });
    Ok(attempt.await.or_internal()?.or_internal()??)
}

async fn attempt<T>(
    bank: Arc<Bank>,
    caller: Caller,
    action: &'static str,
    reference: String,
    work: impl Future<Output = Moved<T>>,
) -> Moved<T> {
    let begun = bank
        .store
        .begin_attempt(caller.user, action, reference, RequestId::current())
        .await
        .map_err(MoneyError::from)?;
    let made = work.await;
    let outcome = made.as_ref().map_or_else(TransactionError::error_code, |_| "done");
    if let Err(error) = bank.store.end_attempt(begun, outcome).await {
        // The client must learn what became of the money, not of the record; `started` stays in it.
        StorageFailed::from(error).report().log();
    }
    made
}
