//! What is measured of secure-error.

use secure_error::{ProblemType, SecureError};

/// The answer that everybody here gives.
pub const NO_ACCOUNT: ProblemType = ProblemType::new(404, "ACCOUNT_NOT_FOUND", "Account not found");

/// A constant answer and one with a value in it.
#[derive(SecureError)]
#[secure_error(axum)]
pub enum AccountError {
    /// Constant.
    #[public(NO_ACCOUNT)]
    #[internal("no row in {table} for account {id}")]
    NotFound {
        /// Where it was looked for.
        table: &'static str,
        /// What was looked for.
        id: u64,
    },

    /// With a value.
    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be transferred"
    )]
    InsufficientFunds {
        /// What is there.
        #[public]
        available: u64,
        /// Whose it is.
        #[internal]
        account: u64,
    },
}

/// The constant one.
#[must_use]
pub fn not_found() -> AccountError {
    AccountError::NotFound {
        table: "accounts",
        id: 7,
    }
}

/// The one with a value in it.
#[must_use]
pub fn insufficient_funds() -> AccountError {
    AccountError::InsufficientFunds {
        available: 1_250,
        account: 7,
    }
}
