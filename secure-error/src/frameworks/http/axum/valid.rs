//! Extraction and validation in one step.

/// `Valid`, for one crate of rules: its trait, and the translation of what it returns.
macro_rules! valid {
    ($crate_name:literal, ($($rules:tt)*), $violations:path) => {
        use axum::extract::{FromRequest, FromRequestParts, Request};
        use http::request::Parts;
        use serde::de::DeserializeOwned;

        use super::extract::Wanted;
        use super::{Form, Json, Path, Query};
        use crate::error::input::{InputError, Part};
        use crate::explain::Names;

        #[doc = concat!("Extracts a value and validates it with `", $crate_name, "`: `Valid(Json(order)): Valid<Json<Order>>`.")]
        ///
        /// The rejection is that of the extractor inside, or 422 `INVALID_INPUT` with the rules that were broken.
        #[derive(Debug, Clone, Copy, Default)]
        pub struct Valid<T>(pub T);

        fn check<T: $($rules)*>(value: &T, part: Part, wanted: Wanted, names: impl FnOnce() -> Names) -> Result<(), InputError> {
            value.validate().map_err(|broken| {
                let violations = $violations(&broken, &names(), wanted.kinds());
                wanted.of(InputError::invalid(part, violations))
            })
        }

        impl<T: DeserializeOwned + $($rules)*, S: Send + Sync> FromRequest<S> for Valid<Json<T>> {
            type Rejection = InputError;

            async fn from_request(request: Request, state: &S) -> Result<Self, InputError> {
                let wanted = Wanted::by(request.extensions());
                let (value, bytes) = Json::read(request, state).await?;
                check(&value, Part::Body, wanted, || Names::of_json::<T>(&bytes))?;
                Ok(Self(Json(value)))
            }
        }

        impl<T: DeserializeOwned + $($rules)*, S: Send + Sync> FromRequest<S> for Valid<Form<T>> {
            type Rejection = InputError;

            async fn from_request(request: Request, state: &S) -> Result<Self, InputError> {
                let wanted = Wanted::by(request.extensions());
                let (value, text, part) = Form::read(request, state).await?;
                check(&value, part, wanted, || Names::of_urlencoded::<T>(&text))?;
                Ok(Self(Form(value)))
            }
        }

        impl<T: DeserializeOwned + $($rules)*, S: Send + Sync> FromRequestParts<S> for Valid<Query<T>> {
            type Rejection = InputError;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, InputError> {
                let Query(value) = Query::<T>::from_request_parts(parts, state).await?;
                let text = parts.uri.query().unwrap_or_default().as_bytes();
                let wanted = Wanted::by(&parts.extensions);
                check(&value, Part::Query, wanted, || Names::of_urlencoded::<T>(text))?;
                Ok(Self(Query(value)))
            }
        }

        impl<T: DeserializeOwned + Send + $($rules)*, S: Send + Sync> FromRequestParts<S> for Valid<Path<T>> {
            type Rejection = InputError;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, InputError> {
                let Path(value) = <Path<T> as FromRequestParts<S>>::from_request_parts(parts, state).await?;
                let names = super::parts::names::<T>(parts).await;
                check(&value, Part::Path, Wanted::by(&parts.extensions), || names)?;
                Ok(Self(Path(value)))
            }
        }
    };
}

pub(super) use valid;
