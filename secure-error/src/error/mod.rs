//! The only module that knows both channels: the trait that joins them, what sealed types show, and [`Fault`].

pub(crate) mod fault;
pub(crate) mod introduction;
pub(crate) mod sealed;
pub(crate) mod secure_error;

pub use fault::{Fault, OptionExt, ResultExt};
#[allow(unused_imports, reason = "only some frameworks forget types")]
pub(crate) use secure_error::Forgotten;
pub use secure_error::{AsSecure, Introduction, SecureError};
