//! warp 0.4 (feature `warp`).
//!
//! A type with `#[secure_error(warp)]` is a `Reply`, so a handler behind `Filter::then` may return
//! `Result<impl Reply, MyError>`. Filters that extract something can only reject: [`reject()`] and [`recover`] are for them.
//! The boundary is `SecureErrorLayer` around `warp::service`.

use crate::error::{AsSecure, Fault};
use warp::reject::{self, Reject, Rejection};
use warp::reply::{Reply, Response};

/// Converts an error into a response of warp. For the impls that the derive writes.
#[must_use]
pub(crate) fn answer(error: &impl AsSecure) -> Response {
    super::respond(error)
}

impl Reply for Fault {
    fn into_response(self) -> Response {
        answer(&self)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure + Send> Reply for crate::work::transaction::TransactionError<E> {
    fn into_response(self) -> Response {
        answer(&self)
    }
}

/// Rejects a request with an error of the application, in a filter that extracts something.
///
/// Nothing is entered yet, because another route may still accept the request: [`recover`] converts it into a response.
///
/// ```
/// # use secure_error::{Fault, problem, frameworks::warp::{recover, reject}};
/// use warp::{Filter, Rejection};
///
/// async fn account(id: u64) -> Result<u64, Rejection> {
///     if id == 1 { Ok(id) } else { Err(reject(Fault::problem(&problem::NOT_FOUND))) }
/// }
///
/// let routes = warp::path::param().and_then(account).map(|id| format!("account {id}"));
/// let routes = routes.recover(recover);
/// # drop(routes);
/// ```
#[must_use]
pub fn reject(error: impl Into<Fault>) -> Rejection {
    reject::custom(Rejected(error.into()))
}

/// Converts a rejection of [`reject()`] into its response. Other rejections are returned to warp, whose responses the
/// boundary seals.
///
/// Without this, warp responds to such a rejection with a 500: the response is sealed, but the report is lost.
///
/// # Errors
///
/// Returns a rejection that does not come from [`reject()`].
#[allow(clippy::unused_async, reason = "`Filter::recover` takes an async function")]
pub async fn recover(rejection: Rejection) -> Result<Response, Rejection> {
    match rejection.find::<Rejected>() {
        Some(Rejected(fault)) => Ok(answer(fault)),
        None => Err(rejection),
    }
}

/// warp sends its `Debug` to the client if it is not recovered, so that is sealed.
#[derive(Debug)]
struct Rejected(Fault);

impl Reject for Rejected {}

/// `impl Reply` for a type with `#[secure_error(warp)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_warp {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::warp::Reply for $type $($bounds)* {
            fn into_response(self) -> $crate::__private::warp::reply::Response {
                $crate::__private::answer_warp(&self)
            }
        }
    };
}
