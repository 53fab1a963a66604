//! The errors of the service. Every internal text in them has the planted secret.

use secure_error::SecureError;
use std::fmt;

/// What no client may ever see. It is in every internal text of the service and in many requests.
pub const PLANTED: &str = "planted-secret";

/// A secret that tells which request it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note(pub u64);

impl Note {
    const BEGIN: &str = "planted-secret[";
    const END: char = ']';

    /// The first note in a text of the log.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once(Self::BEGIN)?;
        let (number, _) = rest.split_once(Self::END)?;
        number.parse().ok().map(Self)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", Self::BEGIN, self.0, Self::END)
    }
}

/// What goes wrong in the service itself.
#[derive(SecureError)]
#[secure_error(axum)]
pub enum AccountError {
    /// A constant answer.
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no row for {note}")]
    NotFound {
        /// Whose request it is.
        note: Note,
    },

    /// An answer with a value in it.
    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be transferred"
    )]
    #[internal("account of {note} is short")]
    InsufficientFunds {
        /// What is there.
        #[public]
        available: u64,
        /// Whose request it is.
        note: Note,
    },

    /// A chain of causes that is longer than what is logged of it.
    #[public(
        status = 503,
        code = "SERVICE_UNAVAILABLE",
        message = "Service temporarily unavailable",
        retry_after = 30
    )]
    #[internal("database busy for {note}", retry = transient)]
    Busy {
        /// Whose request it is.
        note: Note,
        /// The first of the causes.
        source: Step,
    },
}

/// One cause, and those below it.
#[derive(Debug, thiserror::Error)]
#[error("step {depth} of {note}")]
pub struct Step {
    depth: u32,
    note: Note,
    source: Option<Box<Self>>,
}

impl Step {
    /// A chain of so many causes.
    pub fn chain(note: Note, length: u32) -> Self {
        let first = Self {
            depth: 0,
            note,
            source: None,
        };
        (1..length).fold(first, |below, depth| Self {
            depth,
            note,
            source: Some(Box::new(below)),
        })
    }
}
