//! Money that leaves the bank, through a gateway that may fail in every way.

use super::{AccountId, Cents, TransferError};
use crate::store::StoreError;
use std::time::Duration;
use thiserror::Error;

pub struct NewPayout {
    pub reference: String,
    pub from: AccountId,
    pub cents: Cents,
    pub card: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayoutState {
    Queued,
    Paid,
    /// The gateway refused for good; the money is back.
    Refused,
    /// It may have been paid. It is neither repeated nor refunded before a person has looked at it.
    Unknown,
}

impl PayoutState {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Paid => "paid",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Queued, Self::Paid, Self::Refused, Self::Unknown]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// What can happen when the gateway is asked to pay.
#[derive(Debug, Error)]
pub enum GatewayError {
    /// The request never reached it.
    #[error("the gateway cannot be reached")]
    Unreachable(#[source] Box<ureq::Error>),
    /// It says that it did nothing.
    #[error("the gateway is busy")]
    Busy { retry_after: Option<Duration> },
    /// It says no.
    #[error("the gateway refused the card: {reason}")]
    Refused { reason: String },
    /// The request was sent, and there was no response.
    #[error("the gateway did not answer in time")]
    NoAnswer(#[source] Box<ureq::Error>),
    /// An unexpected response.
    #[error("the gateway answered {status}: {text}")]
    Unexpected { status: u16, text: String },
}

#[derive(Debug, Error)]
pub enum PayoutError {
    #[error(transparent)]
    Account(#[from] TransferError),
    #[error("there is no payout {0}")]
    Missing(i64),
    #[error("the reference stands for payout {0}, which is another")]
    ReferenceTaken(i64),
    #[error("the payout could not be stored")]
    Store(#[from] StoreError),
}
