//! What is known about the request that a thread is answering: the ground that both wings stand on.

pub(crate) mod id;
pub(crate) mod ledger;
pub(crate) mod names;
pub(crate) mod scope;
pub(crate) mod trace_parent;
pub(crate) mod unwind;

pub use id::{InvalidRequestId, RequestId};
