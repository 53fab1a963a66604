//! The boundary of a service: the one place that makes all of its responses safe, not only those that its authors wrote.
//!
//! ```text
//! request ──> incoming: ids ──> exchange ──> inner service ──> panics, errors ──> outgoing: ours, passed, sealed
//!                                  └── scope: open around the call and every poll ──┘
//! ```
//!
//! `exchange` is the boundary in any framework; `layer`, `service` and `future` are the boundary of tower.
//!
//! `uniform_time` is a layer for single routes, inside that boundary.

mod after_head;
mod body;
#[cfg(feature = "dev-details")]
mod dev_details;
mod exchange;
#[cfg(any(feature = "axum", feature = "poem"))]
mod followed;
mod foreign_text;
mod future;
pub(crate) mod grpc;
mod headers;
mod incoming;
mod layer;
mod outgoing;
mod pass_through;
mod record;
#[cfg(feature = "stream")]
mod reported;
mod service;
#[cfg(feature = "tokio")]
mod uniform_time;

#[cfg(any(feature = "actix-web", feature = "poem"))]
pub(crate) use after_head::AfterHead;
pub use body::SecureErrorBody;
#[cfg(feature = "dev-details")]
pub use dev_details::DevDetails;
#[allow(unused_imports, reason = "only frameworks without tower open one themselves")]
pub(crate) use exchange::{Exchange, ExchangeFuture};
#[cfg(feature = "poem")]
pub(crate) use followed::Followed;
#[cfg(feature = "tonic")]
pub(crate) use foreign_text::read as foreign_text;
#[cfg(feature = "rmcp")]
pub(crate) use foreign_text::{End, available};
pub use future::SecureErrorFuture;
#[cfg(any(feature = "salvo", feature = "tonic"))]
pub(crate) use headers::replace as replace_headers;
pub use layer::SecureErrorLayer;
#[cfg(feature = "jsonrpsee")]
pub(crate) use outgoing::CarriedId;
#[cfg(feature = "salvo")]
pub(crate) use pass_through::Vouched;
pub use pass_through::{PassThrough, PassThroughFuture, PassThroughLayer, PassThroughService};
#[cfg(feature = "actix-web")]
pub(crate) use record::after_head as record_after_head;
#[cfg(feature = "stream")]
pub use reported::{Reported, reported};
pub use service::SecureErrorService;
#[cfg(feature = "tokio")]
pub use uniform_time::{SecureTimingFuture, SecureTimingLayer, SecureTimingService};
