//! The only module that knows both channels: the trait that joins them, what sealed types show, and [`Fault`].

pub(crate) mod fault;
pub(crate) mod sealed;
pub(crate) mod secure_error;

pub use fault::{Fault, OptionExt, ResultExt};
pub use secure_error::{AsSecure, SecureError};
