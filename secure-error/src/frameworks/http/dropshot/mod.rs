//! dropshot 0.18 (feature `dropshot`; needs Rust 1.88).
//!
//! ```
//! use dropshot::{ApiDescription, HttpResponseOk, Path, RequestContext, endpoint};
//! use secure_error::frameworks::dropshot::seal;
//! use secure_error::{Fault, SecureError, SecureErrorLayer};
//!
//! #[derive(SecureError)]
//! #[secure_error(dropshot)]
//! enum AccountError {
//!     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
//!     NotFound,
//!
//!     #[public(transparent)] // errors of dropshot itself
//!     Dropshot(#[from] Fault),
//! }
//!
//! #[endpoint { method = GET, path = "/account" }]
//! async fn account(_: RequestContext<()>) -> Result<HttpResponseOk<u64>, AccountError> {
//!     Err(AccountError::NotFound)
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut api = ApiDescription::new();
//! api.register(account)?;
//! let api = seal(api, SecureErrorLayer::new())?; // then `ServerBuilder::new(api, …)`
//! # Ok(())
//! # }
//! ```
//!
//! A type with `#[secure_error(dropshot)]` is the error of a handler (`HttpResponseError`), and so is
//! [`Fault`](crate::Fault). dropshot converts the errors of its extractors into that type, which must therefore have a variant
//! that takes a `Fault` with `#[from]`; the derive writes `From<dropshot::HttpError>` with it. It must be `Send`, `Sync` and
//! `'static`, so a generic type needs these bounds on its parameters.
//!
//! dropshot accepts only a status and a JSON body from such an error, no headers. [`seal`] creates the whole response, with
//! the request ID, and does everything else that a boundary does. Without it a client gets the public view as
//! `application/json`, without `WWW-Authenticate` and `Retry-After`, and the record has an ID that the client does not get.

pub(crate) mod answer;
mod seal;

pub use seal::{NotSealed, seal, seal_versions};

/// Makes a type with `#[secure_error(dropshot)]` the error of a handler.
///
/// ```compile_fail,E0277
/// #[derive(secure_error::SecureError)]
/// #[secure_error(dropshot)]
/// struct TakesNoFault;
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_dropshot {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::core::convert::From<$crate::__private::dropshot::HttpError>
            for $type $($bounds)*
        {
            #[track_caller]
            fn from(error: $crate::__private::dropshot::HttpError) -> Self {
                $crate::__private::refusal(error)
            }
        }

        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::schemars::JsonSchema for $type $($bounds)* {
            fn schema_name() -> $crate::__private::std::string::String {
                <$crate::Fault as $crate::__private::schemars::JsonSchema>::schema_name()
            }

            fn json_schema(
                _: &mut $crate::__private::schemars::r#gen::SchemaGenerator,
            ) -> $crate::__private::schemars::schema::Schema {
                $crate::__private::problem_schema()
            }
        }

        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::dropshot::HttpResponseError for $type $($bounds)* {
            fn status_code(&self) -> $crate::__private::dropshot::ErrorStatusCode {
                $crate::__private::answer_dropshot(self)
            }
        }
    };
}
