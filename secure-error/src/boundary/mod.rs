//! The boundary of a service: the one place that makes all of its answers safe, not only those that its authors wrote.
//!
//! ```text
//! request ──> incoming: ids ──> passage ──> inner service ──> panics, errors ──> outgoing: ours, passed, sealed
//!                                  └── context: open around the call and every poll ──┘
//! ```
//!
//! `passage` is what a boundary does in any framework; `layer`, `service` and `future` are that of tower.
//!
//! `uniform_time` is a layer for single routes, inside of that boundary.

mod body;
mod body_headers;
#[cfg(feature = "dev-details")]
mod dev_details;
mod failure;
mod finish;
mod foreign_text;
mod future;
pub(crate) mod grpc;
mod head;
mod incoming;
mod layer;
mod outgoing;
mod panic;
mod pass_through;
mod passage;
mod record;
mod request_id_extension;
mod seal;
mod service;
pub(crate) mod there;
#[cfg(feature = "tokio")]
mod uniform_time;
#[cfg(any(feature = "dioxus", feature = "leptos"))]
mod written;

pub use body::SecureErrorBody;
#[cfg(feature = "salvo")]
pub(crate) use body_headers::DESCRIBES_THE_BODY;
#[cfg(feature = "dev-details")]
pub use dev_details::DevDetails;
#[cfg(feature = "tonic")]
pub(crate) use foreign_text::read as foreign_text;
pub use future::SecureErrorFuture;
pub use layer::SecureErrorLayer;
pub use pass_through::PassThrough;
#[allow(unused_imports, reason = "only frameworks without tower open one themselves")]
pub(crate) use passage::{Passage, PassageFuture};
pub use service::SecureErrorService;
#[cfg(feature = "tokio")]
pub use uniform_time::{SecureTimingFuture, SecureTimingLayer, SecureTimingService};
#[cfg(any(feature = "dioxus", feature = "leptos"))]
pub(crate) use written::Written;
