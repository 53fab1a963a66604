//! Who may see what.

use super::StorageFailed;
use crate::domain::UserId;
use crate::store::StoreError;
use secure_error::{ProblemType, SecureError, problem};

pub const SIGN_IN: ProblemType =
    ProblemType::new(401, "UNAUTHENTICATED", "Sign in first").with_challenge("Bearer realm=\"accounts\"");

#[derive(SecureError)]
#[secure_error(axum)]
pub enum AccessError {
    #[public(SIGN_IN)]
    #[internal("no bearer token was sent")]
    NoToken,

    #[public(SIGN_IN)]
    #[internal("the bearer token is unknown or too old", event = "authn_token_reuse")]
    UnknownToken,

    /// The response of a route that does not exist: without permission, a client does not learn that the office exists.
    #[public(problem::NOT_FOUND)]
    #[internal("a stranger asked for the office", event = "authz_fail")]
    Stranger,

    #[public(problem::NOT_FOUND)]
    #[internal("user {user} asked for the office and is no admin", event = "authz_fail")]
    NoAdmin { user: UserId },

    #[public(transparent)]
    Storage(#[from] StorageFailed),
}

impl From<StoreError> for AccessError {
    fn from(error: StoreError) -> Self {
        Self::Storage(error.into())
    }
}
