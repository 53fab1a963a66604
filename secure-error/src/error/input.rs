//! The error of every extractor: what is wrong with an input.

use crate::error::SecureError;
use crate::error::sealed;
use crate::explain::{Pairs, check_json, explain_json, explain_pairs, pairs_of};
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::{Cause, Report};
use crate::public::derived::Seal;
use crate::public::error::PublicBuilder;
use crate::public::value::Value;
use crate::public::{ProblemType, PublicError, Violations, problem};
use serde::de::{Deserialize, DeserializeOwned};
use serde::{Serialize, Serializer};
use std::error::Error;
use std::fmt;

const MALFORMED_BODY: ProblemType = ProblemType::new(400, "MALFORMED_BODY", "The request body cannot be parsed");
const NOT_JSON: ProblemType = ProblemType::new(
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "The request body must be `application/json`",
)
.with_header("accept", "application/json");
const NOT_A_FORM: ProblemType = ProblemType::new(
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "The request body must be `application/x-www-form-urlencoded`",
)
.with_header("accept", "application/x-www-form-urlencoded");
const NOT_MULTIPART: ProblemType = ProblemType::new(
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "The request body must be `multipart/form-data` with a boundary",
)
.with_header("accept", "multipart/form-data");

/// The code of an input that does not fit.
const CODE: &str = "INVALID_INPUT";
const INVALID_BODY: ProblemType = ProblemType::new(422, CODE, "The request body is not valid");
const INVALID_QUERY: ProblemType = ProblemType::new(422, CODE, "The query of the request is not valid");
const INVALID_PATH: ProblemType = ProblemType::new(422, CODE, "The path of the request is not valid");

/// OWASP Application Logging Vocabulary.
const EVENT: &str = "input_validation_fail";

/// Why a request was rejected before its handler ran. The rejection of every extractor in [`frameworks`](crate::frameworks).
///
/// | response | |
/// |---|---|
/// | 400 `MALFORMED_BODY` | the body is not JSON at all; `line` and `column` say where |
/// | 413 `CONTENT_TOO_LARGE` | the body is longer than the limit of the route |
/// | 415 `UNSUPPORTED_MEDIA_TYPE` | the body has another media type; `Accept` has the right one |
/// | 422 `INVALID_INPUT` | body, query or path are not valid: the [`Violations`] are in `errors` |
/// | 500 `INTERNAL_ERROR` | the route and its handler do not match |
///
/// Neither the response nor the record has a value that the client sent.
///
/// It is a [`SecureError`]: a variant of your own error type takes it with `#[public(transparent)]` and `#[from]`, and may add a
/// security event.
///
/// ```
/// use secure_error::SecureError;
/// use secure_error::input::InputError;
///
/// #[derive(SecureError)]
/// enum OrderError {
///     #[public(transparent)]
///     #[internal(event = "input_validation_fail")]
///     Input(#[from] InputError),
/// }
/// ```
pub struct InputError(Box<Inner>);

struct Inner {
    response: &'static ProblemType,
    violations: Option<Violations>,
    /// Line and column.
    position: Option<(usize, usize)>,
    source: Option<Box<dyn Error + Send + Sync>>,
    event: Option<&'static str>,
}

/// Which part of a request an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The body.
    Body,
    /// The query of the URL.
    Query,
    /// The parameters of the path.
    Path,
}

/// The media type that a body should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Media {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
}

/// In the extensions of a request, makes each rejection of an input that does not fit the security event
/// `input_validation_fail` (OWASP Application Logging Vocabulary): `router.layer(axum::Extension(ValidationEvents))`.
#[derive(Debug, Clone, Copy, Default)]
pub struct ValidationEvents;

impl InputError {
    const fn inner(response: &'static ProblemType) -> Inner {
        Inner {
            response,
            violations: None,
            position: None,
            source: None,
            event: None,
        }
    }

    /// 422: a part of the request does not fit.
    #[must_use]
    pub fn invalid(part: Part, violations: Violations) -> Self {
        let response = match part {
            Part::Body => &INVALID_BODY,
            Part::Query => &INVALID_QUERY,
            Part::Path => &INVALID_PATH,
        };
        Self(Box::new(Inner {
            violations: Some(violations),
            ..Self::inner(response)
        }))
    }

    fn malformed(position: Option<(usize, usize)>) -> Self {
        Self(Box::new(Inner {
            position,
            ..Self::inner(&MALFORMED_BODY)
        }))
    }

    /// 415: the body has another media type than this one.
    #[must_use]
    pub fn unsupported(media: Media) -> Self {
        Self(Box::new(Self::inner(match media {
            Media::Json => &NOT_JSON,
            Media::Form => &NOT_A_FORM,
            Media::Multipart => &NOT_MULTIPART,
        })))
    }

    /// A rejection by a framework before anything was read: 400, 408 and 413 stay, everything else is a 500. The source is
    /// logged, so it must not contain what the client sent.
    #[must_use]
    pub fn rejected(status: http::StatusCode, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let response = match status.as_u16() {
            400 => &MALFORMED_BODY,
            408 => &problem::REQUEST_TIMEOUT,
            413 => &problem::CONTENT_TOO_LARGE,
            _ => &problem::INTERNAL_ERROR,
        };
        Self(Box::new(Inner {
            source: Some(source.into()),
            ..Self::inner(response)
        }))
    }

    /// Why `T` refuses a body that should have been JSON.
    pub(crate) fn of_json<'de, T: Deserialize<'de>>(json: &'de [u8]) -> Self {
        match check_json(json) {
            Ok(()) => Self::invalid(Part::Body, explain_json::<T>(json)),
            Err(position) => Self::malformed(position),
        }
    }

    /// The same rejection, which is a security event if it is an input that does not fit.
    #[must_use]
    pub fn with_validation_event(mut self) -> Self {
        if self.0.violations.is_some() {
            self.0.event = Some(EVENT);
        }
        self
    }

    /// The violations. Returns `None` unless the status is 422.
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        self.0.violations.as_ref()
    }
}

/// Deserializes a JSON body, exactly as `serde_json::from_slice` does.
///
/// # Errors
///
/// Returns 400 if it is not JSON, else 422 with everything that is wrong with it.
pub fn from_json<'de, T: Deserialize<'de>>(json: &'de [u8]) -> Result<T, InputError> {
    serde_json::from_slice(json).map_err(|_| InputError::of_json::<T>(json))
}

/// Deserializes a query or a form (`application/x-www-form-urlencoded`), exactly as `serde_urlencoded::from_bytes` does.
///
/// # Errors
///
/// Returns 422 with everything that is wrong with it.
pub fn from_urlencoded<T: DeserializeOwned>(part: Part, text: &[u8]) -> Result<T, InputError> {
    serde_urlencoded::from_bytes(text).map_err(|_| {
        let pairs = Pairs {
            pairs: &pairs_of(text),
            are_of_path: false,
        };
        InputError::invalid(part, explain_pairs::<T>(pairs))
    })
}

/// A value that was validated after it was deserialized.
impl From<Violations> for InputError {
    fn from(violations: Violations) -> Self {
        Self::invalid(Part::Body, violations)
    }
}

impl SecureError for InputError {
    fn problem_type(&self) -> &'static ProblemType {
        self.0.response
    }

    fn public(&self) -> PublicError<'_> {
        let Inner {
            response,
            violations,
            position,
            ..
        } = &*self.0;
        let mut public = PublicBuilder::new(response).violations(violations.as_ref());
        if let Some((line, column)) = *position {
            public = public
                .param("line", Value::Uint(line as u128))
                .param("column", Value::Uint(column as u128));
        }
        public.build()
    }

    fn report(&self) -> Report<'_> {
        let origin = Origin {
            event: self.0.event,
            ..Origin::of_type("InputError")
        };
        let report = ReportBuilder::new(origin, self.public());
        match &self.0.source {
            Some(source) => report.cause(Cause::plain(None, &**source)).build(),
            None => report.build(),
        }
    }

    fn __only_the_derive_implements_this_trait(&self, _: Seal<'_>) {}
}

impl Error for InputError {}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_display(self, f)
    }
}

impl fmt::Debug for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_debug(self, "InputError", f)
    }
}

/// The public view.
impl Serialize for InputError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        sealed::serialize(self, serializer)
    }
}
