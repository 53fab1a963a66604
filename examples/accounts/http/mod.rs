//! The routes. A handler declares what it needs and what it returns; the response and the record of an error are not its
//! concern.

mod accounts;
mod audited;
mod extract;
mod health;
mod login;
mod office;
mod payouts;
mod recovery;
mod sign_up;
mod state;
mod transfers;
mod uniform;

pub use state::Bank;

use crate::errors::AccessError;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};
use extract::SignedIn;
use secure_error::{Fault, problem};
use std::sync::Arc;

/// No request of a bank's client is longer, in bytes.
const BODY_LIMIT: usize = 16 * 1024;

pub fn router(bank: Arc<Bank>) -> Router {
    Router::new()
        .route("/login", post(login::log_in))
        .route("/sign-up", post(sign_up::sign_up))
        .route("/sign-up/confirm", post(sign_up::confirm))
        .route("/recovery", post(recovery::ask))
        .route("/recovery/confirm", post(recovery::confirm))
        .route("/health", get(health::health))
        .route("/accounts", get(accounts::all))
        .route("/accounts/{id}", get(accounts::one))
        .route("/transfers", post(transfers::make))
        .route("/payouts", post(payouts::begin))
        .route("/payouts/{id}", get(payouts::state))
        // Any method: a 405 would reveal that the office exists.
        .route("/office/customers", any(office::customers))
        .route("/office/audit", any(office::audit))
        .fallback(nowhere)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(bank)
}

/// Looks at the token as the office does, for the same response after the same work.
async fn nowhere(caller: Result<SignedIn, AccessError>) -> Fault {
    match caller {
        Err(error @ AccessError::Storage(_)) => error.into(),
        _ => Fault::problem(&problem::NOT_FOUND),
    }
}
