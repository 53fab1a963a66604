//! Bodies: JSON and forms.

use axum::body::{Body, Bytes};
use axum::extract::rejection::{JsonRejection, RawFormRejection};
use axum::extract::{FromRequest, OptionalFromRequest, RawForm, Request};
use axum_core::response::{IntoResponse, Response};
use http::{HeaderMap, Method, header};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::extract::{Wanted, newtype, unread};
use crate::error::Fault;
use crate::error::input::{InputError, Media, Part, from_urlencoded};

const JSON: &str = "application/json";

/// Extracts a JSON body, and responds with one, as `axum::Json` does; the rejection says what is wrong.
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
pub struct Json<T>(pub T);

newtype!(Json);

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: DeserializeOwned> Json<T> {
    /// Deserializes a JSON body.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InputError> {
        match axum::Json::from_bytes(bytes) {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(_) => Err(InputError::of_json::<T>(bytes)),
        }
    }

    /// The value, and what it was read from.
    pub(super) async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<(T, Bytes), InputError> {
        let wanted = Wanted::by(request.extensions());
        check_type(request.headers()).await?;
        let bytes = Bytes::from_request(request, state).await.map_err(unread)?;
        match Self::from_bytes(&bytes) {
            Ok(Self(value)) => Ok((value, bytes)),
            Err(error) => Err(wanted.of(error)),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = InputError;

    async fn from_request(request: Request, state: &S) -> Result<Self, InputError> {
        Self::read(request, state).await.map(|(value, _)| Self(value))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for Json<T> {
    type Rejection = InputError;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, InputError> {
        if request.headers().contains_key(header::CONTENT_TYPE) {
            <Self as FromRequest<S>>::from_request(request, state).await.map(Some)
        } else {
            Ok(None)
        }
    }
}

/// Asks the extractor of axum, with a body that it accepts, whether it takes a body of this type.
async fn check_type(headers: &HeaderMap) -> Result<(), InputError> {
    if headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|media_type| media_type == JSON)
    {
        return Ok(());
    }
    let mut probe = Request::new(Body::from("null"));
    if let Some(media_type) = headers.get(header::CONTENT_TYPE) {
        probe.headers_mut().insert(header::CONTENT_TYPE, media_type.clone());
    }
    match <axum::Json<IgnoredAny> as FromRequest<()>>::from_request(probe, &()).await {
        Err(JsonRejection::MissingJsonContentType(_)) => Err(InputError::unsupported(Media::Json)),
        _ => Ok(()),
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, JSON)], body).into_response(),
            Err(error) => Fault::internal(error).into_response(),
        }
    }
}

/// Extracts a form, from the query of a GET or the body of anything else, and responds with one, as `axum::Form` does; the
/// rejection says what is wrong.
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
pub struct Form<T>(pub T);

newtype!(Form);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = InputError;

    async fn from_request(request: Request, state: &S) -> Result<Self, InputError> {
        Self::read(request, state).await.map(|(value, ..)| Self(value))
    }
}

impl<T: DeserializeOwned> Form<T> {
    /// The value, and what it was read from.
    pub(super) async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<(T, Bytes, Part), InputError> {
        let wanted = Wanted::by(request.extensions());
        let part = if [Method::GET, Method::HEAD].contains(request.method()) {
            Part::Query
        } else {
            Part::Body
        };
        match RawForm::from_request(request, state).await {
            Ok(RawForm(text)) => match from_urlencoded(part, &text) {
                Ok(value) => Ok((value, text, part)),
                Err(error) => Err(wanted.of(error)),
            },
            Err(RawFormRejection::BytesRejection(rejection)) => Err(unread(rejection)),
            Err(_) => Err(InputError::unsupported(Media::Form)),
        }
    }
}

impl<T: Serialize> IntoResponse for Form<T> {
    fn into_response(self) -> Response {
        match serde_urlencoded::to_string(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, "application/x-www-form-urlencoded")], body).into_response(),
            Err(error) => Fault::internal(error).into_response(),
        }
    }
}
