//! The only module that knows both channels: the trait that joins them, what sealed types show, and [`Fault`].

mod face;
pub(crate) mod fault;
#[cfg(feature = "input")]
pub(crate) mod input;
pub(crate) mod sealed;
pub(crate) mod secure_error;
mod views;

pub use face::Face;
pub use fault::{ContextExt, Fault, OptionExt, ResultExt};
pub use secure_error::{AsSecure, SecureError};
pub(crate) use views::views;
