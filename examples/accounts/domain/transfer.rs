//! Money from one account of the bank to another.

use super::{AccountId, Cents, UserId};
use crate::store::StoreError;
use thiserror::Error;

#[derive(Debug, Clone)]
pub struct Transfer {
    /// Chosen by the client, so that a transfer that is sent twice is made once.
    pub reference: String,
    pub from: AccountId,
    pub to: AccountId,
    pub cents: Cents,
}

#[derive(Debug, Error)]
pub enum TransferError {
    #[error("there is no account {0}")]
    NoAccount(AccountId),
    #[error("account {account} is not that of user {caller}")]
    NotTheirs { account: AccountId, caller: UserId },
    #[error("account {account} has {available} cents, {wanted} are too many")]
    Overdraft {
        account: AccountId,
        available: Cents,
        wanted: Cents,
    },
    #[error("the reference stands for another transfer of user {caller}")]
    ReferenceTaken { caller: UserId },
    #[error("the transfer could not be stored")]
    Store(#[from] StoreError),
}
