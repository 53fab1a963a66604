//! What goes wrong at the desks of JSON-RPC, told by secrets. `jsonrpsee/` and `rmcp/` have a desk each.

use secure_error::{ProblemType, SecureError, Violations, violation};
use serde::Deserialize;
use std::io;

/// None of these may get to a client.
pub const SECRETS: &[&str] = &["hunter2", "10.0.0.5", "hidden_super_admin", "accounts_v2", "/srv/desk"];

pub const DSN: &str = "pool timed out: postgres://admin:hunter2@10.0.0.5/prod";

pub const INVALID_CREDENTIALS: ProblemType =
    ProblemType::new(401, "INVALID_CREDENTIALS", "Invalid username or password").with_challenge("Bearer realm=\"api\"");

#[derive(SecureError)]
#[cfg_attr(feature = "jsonrpsee", secure_error(jsonrpsee))]
#[cfg_attr(feature = "rmcp", secure_error(rmcp))]
pub enum DeskError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no row in {table} for account {account}")]
    NoAccount {
        table: &'static str,
        account: u64,
    },

    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be withdrawn"
    )]
    InsufficientFunds {
        #[public]
        available: u64,
        #[internal]
        account: u64,
    },

    #[public(INVALID_CREDENTIALS)]
    #[internal("wrong password")]
    WrongPassword {
        typed: &'static str,
    },

    #[public(status = 429, code = "SLOW_DOWN", message = "Too many withdrawals", retry_after = 30)]
    Limited,

    #[public(status = 422, code = "INVALID_FORM", message = "The form has mistakes")]
    Form {
        #[public]
        mistakes: Violations,
    },

    #[public(transparent)]
    Billing(#[from] BillingError),

    Storage(#[from] io::Error),
}

#[derive(SecureError)]
pub enum BillingError {
    #[public(status = 402, code = "CARD_DECLINED", message = "The card was declined")]
    #[internal("gateway said {reason}")]
    Declined { reason: &'static str },
}

/// Generic, and with a bound: what the derive writes has to hold for it too.
#[derive(SecureError)]
#[cfg_attr(feature = "jsonrpsee", secure_error(jsonrpsee))]
#[cfg_attr(feature = "rmcp", secure_error(rmcp))]
pub enum Wrapped<T: std::fmt::Display> {
    #[public(status = 410, code = "GONE_FOR_GOOD", message = "It is gone")]
    #[internal("it was {it}")]
    Gone { it: T },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Customer,
    HiddenSuperAdmin,
}

pub fn storage() -> io::Error {
    io::Error::other(DSN)
}

/// The error of that kind.
pub fn error(kind: &str) -> DeskError {
    let account = 7;
    match kind {
        "funds" => DeskError::InsufficientFunds {
            available: 1300,
            account,
        },
        "password" => DeskError::WrongPassword { typed: "hunter2" },
        "limited" => DeskError::Limited,
        "transparent" => BillingError::Declined { reason: DSN }.into(),
        "storage" => storage().into(),
        "form" => {
            let mut mistakes = Violations::new();
            mistakes.push(violation::MALFORMED.at("email"));
            DeskError::Form { mistakes }
        }
        _ => DeskError::NoAccount {
            table: "accounts_v2",
            account,
        },
    }
}
