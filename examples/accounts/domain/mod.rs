//! What the bank knows and does, without HTTP: plain types, and errors made with `thiserror`.
//!
//! These errors say everything, because only this program reads them. What clients see is decided in `errors/`.

mod email;
mod login;
mod payout;
mod session;
mod transfer;

pub use email::Email;
pub use login::{LoginError, RecoveryError};
pub use payout::{GatewayError, NewPayout, PayoutError, PayoutState};
pub use session::{Caller, Role};
pub use transfer::{Transfer, TransferError};

/// The row of a user.
pub type UserId = i64;
/// The row of an account.
pub type AccountId = i64;
/// Money.
pub type Cents = i64;
