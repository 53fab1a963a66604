//! Tasks whose failures are logged, the end of a program, retries, and transactions.

pub(crate) mod exit;
#[cfg(feature = "backon")]
pub(crate) mod retry_policy;
#[cfg(feature = "tokio")]
pub(crate) mod spawn;
#[cfg(feature = "transaction")]
pub(crate) mod transaction;

pub use crate::internal::Retry;
pub use exit::Exit;
#[cfg(feature = "backon")]
pub use retry_policy::{RetryPolicy, Waits};
#[cfg(feature = "tokio")]
pub use spawn::{TaskFailed, TaskOutput, spawn_blocking_reported, spawn_reported};
#[cfg(feature = "transaction")]
pub use transaction::{NoCommit, NoRollback, Transaction, TransactionError};
