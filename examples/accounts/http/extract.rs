//! What a handler can ask for: a body, a path, who is calling, from where. Each fails with an error of ours.

use super::Bank;
use crate::domain::{Caller, Role};
use crate::errors::{AccessError, RequestError};
use crate::security::tokens::TokenHash;
use axum::Json;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Path, Request};
use axum::http::Method;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use secure_error::{Fault, OptionExt as _, problem};
use serde::de::DeserializeOwned;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// How long a body may take to arrive. How long a head may, only the proxy in front of the service can limit, or another
/// server than `axum::serve`.
const BODY_TIME: Duration = Duration::from_secs(10);

/// `Json<T>`, with a response of our own for a body that is not valid, or does not end.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = RequestError;

    async fn from_request(request: Request, state: &S) -> Result<Self, RequestError> {
        let read = tokio::time::timeout(BODY_TIME, Json::from_request(request, state)).await;
        let Json(body) = read.map_err(|_| RequestError::TooSlow)??;
        Ok(Self(body))
    }
}

/// `Path<T>`, with a response of our own for a path that is not valid.
#[derive(FromRequestParts)]
#[from_request(via(Path), rejection(RequestError))]
pub struct InPath<T>(pub T);

/// The address at the other end of the connection. A service behind a proxy would take what its proxy says.
pub struct Peer(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(address.or_problem(&problem::INTERNAL_ERROR)?.ip()))
    }
}

/// A caller with a valid session.
pub struct SignedIn(pub Caller);

impl FromRequestParts<Arc<Bank>> for SignedIn {
    type Rejection = AccessError;

    async fn from_request_parts(parts: &mut Parts, bank: &Arc<Bank>) -> Result<Self, AccessError> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(AccessError::NoToken)?;
        let caller = bank.store.caller(TokenHash::of(token)).await?;
        Ok(Self(caller.ok_or(AccessError::UnknownToken)?))
    }
}

/// One of the staff, who reads. Every other request gets the response of a route that does not exist.
pub struct Admin;

impl FromRequestParts<Arc<Bank>> for Admin {
    type Rejection = AccessError;

    async fn from_request_parts(parts: &mut Parts, bank: &Arc<Bank>) -> Result<Self, AccessError> {
        let caller = match SignedIn::from_request_parts(parts, bank).await {
            Ok(SignedIn(caller)) => caller,
            Err(AccessError::NoToken | AccessError::UnknownToken) => return Err(AccessError::Stranger),
            Err(error) => return Err(error),
        };
        match caller.role {
            Role::Admin if parts.method == Method::GET => Ok(Self),
            Role::Admin => Err(AccessError::Stranger),
            Role::Customer => Err(AccessError::NoAdmin { user: caller.user }),
        }
    }
}
