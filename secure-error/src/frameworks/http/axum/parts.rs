//! What is not in the body: query and path.

use std::borrow::Cow;

use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, RawPathParams};
use http::Uri;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::extract::{Wanted, newtype};
use crate::error::input::{InputError, Part, from_urlencoded};
use crate::explain::{Pair, Pairs, explain_pairs};
use crate::public::{JsonPointer, Violations, violation};

/// Extracts the query, as `axum::extract::Query` does; the rejection says what is wrong.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<T>(pub T);

newtype!(Query);

impl<T: DeserializeOwned> Query<T> {
    /// Deserializes the query of a URI.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with it.
    pub fn try_from_uri(uri: &Uri) -> Result<Self, InputError> {
        from_urlencoded(Part::Query, uri.query().unwrap_or_default().as_bytes()).map(Self)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = InputError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, InputError> {
        Self::try_from_uri(&parts.uri).map_err(|error| Wanted::by(&parts.extensions).of(error))
    }
}

/// Extracts the parameters of the path, as `axum::extract::Path` does; the rejection says what is wrong. A pointer consists of
/// the names in the route: `/id` for `{id}`.
#[derive(Debug)]
pub struct Path<T>(pub T);

newtype!(Path);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = InputError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, InputError> {
        type Inner<T> = axum::extract::Path<T>;
        match <Inner<T> as FromRequestParts<S>>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(rejection) => Err(Wanted::by(&parts.extensions).of(explain::<T>(parts, rejection).await)),
        }
    }
}

impl<T: DeserializeOwned + Send + 'static, S: Send + Sync> OptionalFromRequestParts<S> for Path<T> {
    type Rejection = InputError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, InputError> {
        type Inner<T> = axum::extract::Path<T>;
        match <Inner<T> as OptionalFromRequestParts<S>>::from_request_parts(parts, state).await {
            Ok(value) => Ok(value.map(|axum::extract::Path(value)| Self(value))),
            Err(rejection) => Err(Wanted::by(&parts.extensions).of(explain::<T>(parts, rejection).await)),
        }
    }
}

async fn explain<T: DeserializeOwned>(parts: &mut Parts, rejection: PathRejection) -> InputError {
    let failure = match rejection {
        PathRejection::FailedToDeserializePathParams(failure) => failure,
        other => return InputError::rejected(other.status(), other),
    };
    match failure.kind() {
        // Names of types and numbers of parameters: nothing of the client's.
        ErrorKind::WrongNumberOfParameters { .. } | ErrorKind::UnsupportedType { .. } => {
            return InputError::rejected(failure.status(), failure);
        }
        ErrorKind::InvalidUtf8InPathParam { key } => {
            let pointer = JsonPointer::root().declared(key);
            return InputError::invalid(Part::Path, violation::MALFORMED.at(pointer).into());
        }
        _ => {}
    }
    let Ok(params) = <RawPathParams as FromRequestParts<()>>::from_request_parts(parts, &()).await else {
        return InputError::rejected(failure.status(), "the parameters of the path are gone");
    };
    let pairs: Vec<Pair<'_>> = params
        .iter()
        .map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value)))
        .collect();
    let violations = explain_pairs::<T>(Pairs {
        pairs: &pairs,
        are_of_path: true,
    });
    InputError::invalid(Part::Path, named(violations, &pairs))
}

/// The names of members of a type that has accepted the parameters of a path.
#[cfg(any(feature = "garde", feature = "validator"))]
pub(super) async fn names<T: DeserializeOwned>(parts: &mut Parts) -> crate::explain::Names {
    let params = <RawPathParams as FromRequestParts<()>>::from_request_parts(parts, &()).await;
    let pairs: Vec<Pair<'_>> = params
        .iter()
        .flatten()
        .map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value)))
        .collect();
    crate::explain::Names::of_pairs::<T>(Pairs {
        pairs: &pairs,
        are_of_path: true,
    })
}

/// A type that takes the parameters by their order has no names for them: the route has.
fn named(violations: Violations, pairs: &[Pair<'_>]) -> Violations {
    violations.moved(|pointer| {
        let place = match pointer.as_str() {
            "" if pairs.len() == 1 => Some(0),
            text => text.strip_prefix('/').and_then(|index| index.parse::<usize>().ok()),
        };
        let name = place.and_then(|place| pairs.get(place)).map(|(name, _)| name);
        name.map(|name| JsonPointer::root().declared(name))
    })
}
