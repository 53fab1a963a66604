//! What async-graphql itself refuses of a request that a client must change.
//!
//! Its texts are the only sign of it, and choose between constants: a text that it words differently in a later version is an
//! internal error.

use crate::frameworks::graphql::{UNKNOWN_OPERATION, VALIDATION_FAILED};
use crate::public::ProblemType;
use async_graphql::{Pos, ServerError};

/// An argument has a value that its type does not know.
pub(super) static BAD_INPUT: ProblemType =
    ProblemType::new(400, "BAD_USER_INPUT", "An argument has a value that is not valid");

/// A client of Apollo knows these two by code or message, and sends the whole query then: this time, and from now on.
static PERSISTED_QUERY_NOT_FOUND: ProblemType =
    ProblemType::new(404, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound");
static PERSISTED_QUERY_NOT_SUPPORTED: ProblemType =
    ProblemType::new(400, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported");

static PERSISTED_QUERY_HASH_MISMATCH: ProblemType = ProblemType::new(
    400,
    "PERSISTED_QUERY_HASH_MISMATCH",
    "The hash is not that of the query",
);
static PERSISTED_QUERY_INVALID: ProblemType = ProblemType::new(
    400,
    "PERSISTED_QUERY_INVALID",
    "The persisted query needs a version and a hash",
);
static SUBSCRIPTION_NOT_SUPPORTED: ProblemType = ProblemType::new(
    400,
    "SUBSCRIPTION_NOT_SUPPORTED",
    "Subscriptions are not supported on this transport",
);

/// What such an error is, if it is one.
pub(super) fn of(error: &ServerError) -> Option<&'static ProblemType> {
    if error.source.is_some() || error.extensions.is_some() {
        return None;
    }
    let text = &*error.message;
    match &*error.locations {
        [] if error.path.is_empty() => nowhere(text),
        // Where an argument would be that is not there.
        [at] if *at == Pos::default() => Some(&BAD_INPUT),
        [_] if text == "Entity not found." => Some(&BAD_INPUT),
        // With `ValidationMode::Fast` they are found late.
        [_] if text.starts_with("Cannot query field \"") || text.starts_with("Unknown fragment \"") => {
            Some(&VALIDATION_FAILED)
        }
        _ => None,
    }
}

fn nowhere(text: &str) -> Option<&'static ProblemType> {
    Some(match text {
        "PersistedQueryNotFound" => &PERSISTED_QUERY_NOT_FOUND,
        "provided sha does not match query" => &PERSISTED_QUERY_HASH_MISMATCH,
        "Invalid \"PersistedQuery\" extension configuration." => &PERSISTED_QUERY_INVALID,
        "Subscriptions are not supported on this transport." => &SUBSCRIPTION_NOT_SUPPORTED,
        "Operation name required in request."
        | "Schema is not configured for mutations."
        | "Schema is not configured for subscription." => &UNKNOWN_OPERATION,
        _ if text.starts_with("Unknown operation named ") => &UNKNOWN_OPERATION,
        _ if text.starts_with("Only the \"PersistedQuery\" extension of version ") => &PERSISTED_QUERY_NOT_SUPPORTED,
        _ => return None,
    })
}
