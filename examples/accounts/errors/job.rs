//! Jobs have no client who waits. Their outcomes go by mail, so they have a public message all the same; and whether to try
//! again is the most important thing about them.

use super::StorageFailed;
use crate::domain::GatewayError;
use crate::store::StoreError;
use secure_error::work::TransactionError;
use secure_error::{ProblemType, SecureError};
use std::io;
use std::time::Duration;
use tokio::task::JoinError;

/// One message for all that a person must look at.
pub const PAYOUT_UNKNOWN: ProblemType =
    ProblemType::new(504, "PAYOUT_UNKNOWN", "We are finding out whether your payout was made");

#[derive(SecureError)]
pub enum JobFailed {
    #[public(status = 503, code = "GATEWAY_UNAVAILABLE", retry_after = wait)]
    #[internal("nothing was paid, and the gateway may come back", retry = transient)]
    NotNow {
        #[public]
        wait: Duration,
        source: GatewayError,
    },

    #[public(
        status = 422,
        code = "CARD_REFUSED",
        message = "Your card was refused. The money is back on your account."
    )]
    #[internal("the gateway refused for good", retry = permanent)]
    Refused { source: GatewayError },

    #[public(PAYOUT_UNKNOWN)]
    #[internal("a payout that may have been made", retry = unknown_outcome, alert)]
    NoAnswer { source: GatewayError },

    #[public(PAYOUT_UNKNOWN)]
    #[internal("a payout was running when the service died", retry = unknown_outcome, alert)]
    Interrupted,

    #[public(PAYOUT_UNKNOWN)]
    #[internal("an answer that nobody foresaw", retry = unknown_outcome, alert)]
    Unexpected { source: GatewayError },

    #[public(PAYOUT_UNKNOWN)]
    #[internal("paid, and not noted", retry = unknown_outcome, alert)]
    NotNoted { source: TransactionError<StorageFailed> },

    #[public(PAYOUT_UNKNOWN)]
    #[internal("the thread that asked the gateway broke down", retry = unknown_outcome, alert)]
    Broken(#[from] JoinError),

    #[internal("a job that cannot be read", retry = permanent, alert)]
    Unreadable,

    #[internal("the mail could not be stored", retry = transient)]
    Mail(#[from] io::Error),

    #[public(transparent)]
    Storage(#[from] StorageFailed),

    #[public(transparent)]
    Money(#[from] TransactionError<StorageFailed>),
}

/// How long to wait if the gateway does not say.
const WAIT: Duration = Duration::from_secs(1);

impl From<GatewayError> for JobFailed {
    fn from(source: GatewayError) -> Self {
        match source {
            GatewayError::Unreachable(_) => Self::NotNow { wait: WAIT, source },
            GatewayError::Busy { retry_after } => Self::NotNow {
                wait: retry_after.unwrap_or(WAIT),
                source,
            },
            GatewayError::Refused { .. } => Self::Refused { source },
            GatewayError::NoAnswer(_) => Self::NoAnswer { source },
            GatewayError::Unexpected { .. } => Self::Unexpected { source },
        }
    }
}

impl From<StoreError> for JobFailed {
    fn from(error: StoreError) -> Self {
        Self::Storage(error.into())
    }
}
