//! The report of a failure in its response, for developers at their own machine (feature `dev-details`).
//!
//! Three locks, each of which alone keeps the details back:
//!
//! 1. the feature, which compiles only with debug assertions;
//! 2. [`details`]: the program passes a [`DevDetails`] to the layer;
//! 3. [`local`]: the request comes from this machine, and was not forwarded.
//!
//! The report of such a request is in the `PublicError` that is rendered, and the format writes it.

#[cfg(not(debug_assertions))]
compile_error!(
    "the feature `dev-details` of secure-error shows internal reports to clients, so it cannot be part of a build \
    without debug assertions, such as a release; build it without that feature"
);

mod details;
mod local;
mod refusal;

pub use details::DevDetails;
pub(super) use details::unlock;
