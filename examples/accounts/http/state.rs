//! What every handler can reach.

use crate::security::limits::Limits;
use crate::security::passwords::Passwords;
use crate::store::{Locking, Store};
use secure_error::layers::SecureTimingLayer;

pub struct Bank {
    pub store: Store,
    pub passwords: Passwords,
    pub limits: Limits,
    /// Responses to logins, sign-ups and recoveries are sent at multiples of this.
    pub uniform_time: SecureTimingLayer,
    pub locking: Locking,
}
