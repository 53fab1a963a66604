//! gRPC, through [tonic](https://docs.rs/tonic) 0.14 (feature `tonic`; it needs Rust 1.88, as tonic does).
//!
//! With `#[secure_error(tonic)]`, `?` converts an error into a `tonic::Status`; [`Fault`] and `TransactionError` convert too.
//! [`SecureStatusLayer`] is for the whole server: it seals every status that does not come from a
//! [`SecureError`](crate::SecureError).
//!
//! ```
//! use secure_error::SecureError;
//! use tonic::{Code, Request, Response, Status};
//!
//! #[derive(SecureError)]
//! #[secure_error(tonic, domain = "desk.example.com")]
//! enum DeskError {
//!     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
//!     #[internal("no account {account}")]
//!     NoAccount { account: u64 },
//! }
//!
//! # fn look_up(account: u64) -> Result<String, DeskError> { Err(DeskError::NoAccount { account }) }
//! async fn owner(request: Request<u64>) -> Result<Response<String>, Status> {
//!     let owner = look_up(request.into_inner())?;
//!     Ok(Response::new(owner))
//! }
//!
//! let status = Status::from(DeskError::NoAccount { account: 7 });
//! assert_eq!((status.code(), status.message()), (Code::NotFound, "Account not found"));
//! ```
//!
//! # What a client gets
//!
//! | part | from |
//! |---|---|
//! | code | the [`grpc`](crate::ProblemType::grpc) code of the problem type, or what follows from its HTTP status |
//! | message | the public message |
//! | `google.rpc.ErrorInfo` | reason: the code of the problem type; domain: `#[secure_error(domain = "…")]`, else that of [the layer](SecureStatusLayer::domain), else empty; metadata: the `#[public]` fields as text |
//! | `google.rpc.RetryInfo` | the time to wait, if there is one |
//! | `google.rpc.BadRequest` | the [`Violations`](crate::Violations): path, constant message, and their code as the reason |
//! | `google.rpc.RequestInfo` | the id of the request |
//! | metadata `x-request-id` | the same id |
//!
//! There is never a `DebugInfo`. The details have at most 3 KiB, because clients reject long metadata: fields and violations
//! that do not fit are omitted, the latter with their number under `errors_omitted`. Headers of a
//! [`ProblemType`](crate::ProblemType), such as its challenge, belong to HTTP and are not sent.
//!
//! AIP-193 wants reasons in `UPPER_SNAKE_CASE`, keys in `lowerCamelCase` and a domain that is globally unique; choose
//! codes and names accordingly.
//!
//! # When it is logged
//!
//! Behind the [layer](SecureStatusLayer), the record is written when a status is sent: an error that you handle has no
//! record, and a status that is sent to several calls has one for each. In a stream the status is recognised by its code,
//! message, details and `x-request-id`, so do not change them. Without the layer, an error is logged when it becomes a
//! `Status`.

mod body;
mod deadline;
mod foreign;
mod issued;
mod layer;
mod outgoing;
mod refused;
mod sealed;
mod sent;
mod service;
mod status;
mod told;
mod upstream;

pub use self::{
    body::SecureStatusBody,
    issued::pass_through,
    layer::SecureStatusLayer,
    service::{SecureStatusFuture, SecureStatusService},
};

use crate::error::{AsSecure, Fault};
use ::tonic::Status;

/// The status for a client. For the impls that the derive writes.
#[must_use]
pub(crate) fn answer(error: &impl AsSecure) -> Status {
    issued::of_error(error.as_secure())
}

impl From<Fault> for Status {
    fn from(fault: Fault) -> Self {
        answer(&fault)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> From<crate::work::transaction::TransactionError<E>> for Status {
    fn from(error: crate::work::transaction::TransactionError<E>) -> Self {
        answer(&error)
    }
}

/// `impl From<…> for tonic::Status` for a type with `#[secure_error(tonic)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_tonic {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::core::convert::From<$type> for $crate::__private::tonic::Status $($bounds)* {
            fn from(error: $type) -> Self {
                $crate::__private::answer_tonic(&error)
            }
        }
    };
}
