//! The report of a failure in its answer, for developers at their own machine (feature `dev-details`).
//!
//! Three locks, each of which is enough to keep it shut (requirement A7):
//!
//! 1. the feature, with which nothing but a build with debug assertions compiles;
//! 2. [`details`]: the program passes a [`DevDetails`] to the layer;
//! 3. [`local`]: the request comes from this machine, and from nobody who forwards it for somebody else.
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
