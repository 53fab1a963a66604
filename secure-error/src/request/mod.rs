//! The scope of the current request. Both wings depend on it.

pub(crate) mod id;
pub(crate) mod ledger;
pub(crate) mod names;
pub(crate) mod scope;
pub(crate) mod target;
pub(crate) mod told;
pub(crate) mod trace_parent;
pub(crate) mod unwind;

pub use id::{InvalidRequestId, RequestId};
