//! Work whose failures are logged, done again or undone.

#[cfg(feature = "backon")]
pub(crate) mod retry_policy;
#[cfg(feature = "tokio")]
pub(crate) mod spawn;
#[cfg(feature = "transaction")]
pub(crate) mod transaction;
