//! Accounts, transfers and payouts.

use super::StorageFailed;
use crate::domain::{Cents, PayoutError, TransferError};
use crate::store::StoreError;
use secure_error::{ProblemType, SecureError};

/// One response for what does not exist and what belongs to another customer.
pub const NO_SUCH_ACCOUNT: ProblemType = ProblemType::new(404, "ACCOUNT_NOT_FOUND", "Account not found");

#[derive(SecureError)]
#[secure_error(axum)]
pub enum MoneyError {
    #[public(NO_SUCH_ACCOUNT)]
    #[internal("no such account")]
    Missing { source: TransferError },

    #[public(NO_SUCH_ACCOUNT)]
    #[internal("somebody else's account", event = "authz_fail")]
    NotTheirs { source: TransferError },

    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be transferred"
    )]
    #[internal("more money than there is")]
    Overdraft {
        #[public]
        available: Cents,
        source: TransferError,
    },

    #[public(
        status = 409,
        code = "REFERENCE_TAKEN",
        message = "This reference stands for something else"
    )]
    #[internal("a reference was used twice")]
    ReferenceTaken { source: TransferError },

    #[public(
        status = 409,
        code = "REFERENCE_TAKEN",
        message = "This reference stands for something else"
    )]
    #[internal("the reference stands for payout {payout}")]
    PayoutReferenceTaken { payout: i64 },

    #[public(status = 404, code = "PAYOUT_NOT_FOUND", message = "Payout not found")]
    #[internal("no payout {payout} of theirs")]
    NoPayout { payout: i64 },

    #[public(transparent)]
    Storage(#[from] StorageFailed),
}

impl From<TransferError> for MoneyError {
    fn from(source: TransferError) -> Self {
        match source {
            TransferError::NoAccount(_) => Self::Missing { source },
            TransferError::NotTheirs { .. } => Self::NotTheirs { source },
            TransferError::Overdraft { available, .. } => Self::Overdraft { available, source },
            TransferError::ReferenceTaken { .. } => Self::ReferenceTaken { source },
            TransferError::Store(error) => Self::Storage(error.into()),
        }
    }
}

impl From<PayoutError> for MoneyError {
    fn from(error: PayoutError) -> Self {
        match error {
            PayoutError::Account(error) => error.into(),
            PayoutError::Missing(payout) => Self::NoPayout { payout },
            PayoutError::ReferenceTaken(payout) => Self::PayoutReferenceTaken { payout },
            PayoutError::Store(error) => Self::Storage(error.into()),
        }
    }
}

impl From<StoreError> for MoneyError {
    fn from(error: StoreError) -> Self {
        Self::Storage(error.into())
    }
}
