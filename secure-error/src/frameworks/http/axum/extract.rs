//! What the extractors share.

use axum::extract::rejection::BytesRejection;
use axum_core::response::{IntoResponse, Response};
use http::Extensions;

use super::response::answer;
use crate::error::input::{InputError, ValidationEvents};
#[cfg(any(feature = "garde", feature = "validator"))]
use crate::explain::Kinds;

impl IntoResponse for InputError {
    fn into_response(self) -> Response {
        answer(&self)
    }
}

/// The body could not be read, or is too long.
pub(super) fn unread(rejection: BytesRejection) -> InputError {
    InputError::rejected(rejection.status(), rejection)
}

/// How a request wants its rejections.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    event: bool,
    #[cfg(any(feature = "garde", feature = "validator"))]
    kinds: Kinds,
}

impl Wanted {
    pub(super) fn by(extensions: &Extensions) -> Self {
        Self {
            event: extensions.get::<ValidationEvents>().is_some(),
            #[cfg(any(feature = "garde", feature = "validator"))]
            kinds: extensions.get().copied().unwrap_or_default(),
        }
    }

    #[cfg(any(feature = "garde", feature = "validator"))]
    pub(super) fn kinds(self) -> Kinds {
        self.kinds
    }

    pub(super) fn of(self, error: InputError) -> InputError {
        if self.event {
            error.with_validation_event()
        } else {
            error
        }
    }
}

/// `Deref`, `DerefMut` and `From` of a newtype, as those of axum have them.
macro_rules! newtype {
    ($name:ident) => {
        impl<T> ::std::ops::Deref for $name<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }

        impl<T> ::std::ops::DerefMut for $name<T> {
            fn deref_mut(&mut self) -> &mut T {
                &mut self.0
            }
        }
    };
}

pub(super) use newtype;
