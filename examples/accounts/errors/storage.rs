//! How a database fails is hidden from the client, but not whether to try again.

use crate::store::StoreError;
use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(axum)]
pub enum StorageFailed {
    #[public(
        status = 503,
        code = "SERVICE_UNAVAILABLE",
        message = "Service temporarily unavailable",
        retry_after = 1
    )]
    #[internal("the database is busy", retry = transient)]
    Busy { source: StoreError },

    #[public(
        status = 500,
        code = "OUTCOME_UNKNOWN",
        message = "Whether this was done is not known. Look before you try again."
    )]
    #[internal("a commit failed", retry = unknown_outcome, alert)]
    Commit { source: StoreError },

    #[internal("the database failed", alert)] // no `#[public]`: 500, and nothing else
    Broken { source: StoreError },
}

impl From<StoreError> for StorageFailed {
    fn from(source: StoreError) -> Self {
        match source {
            StoreError::Busy(_) => Self::Busy { source },
            StoreError::Commit(_) => Self::Commit { source },
            StoreError::Query { .. }
            | StoreError::Damaged(_)
            | StoreError::File(_)
            | StoreError::Worker(_)
            | StoreError::Closed(_) => Self::Broken { source },
        }
    }
}
