//! Tasks whose failures are logged, retries, and transactions.

#[cfg(feature = "backon")]
pub(crate) mod retry_policy;
#[cfg(feature = "tokio")]
pub(crate) mod spawn;
#[cfg(feature = "transaction")]
pub(crate) mod transaction;

pub use crate::internal::Retry;
#[cfg(feature = "backon")]
pub use retry_policy::{RetryPolicy, Waits};
#[cfg(feature = "tokio")]
pub use spawn::{TaskFailed, TaskOutput, spawn_reported};
#[cfg(feature = "transaction")]
pub use transaction::{NoCommit, NoRollback, Transaction, TransactionError};
