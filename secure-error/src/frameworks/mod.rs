//! One thin file a framework: a [`SecureError`](crate::SecureError) or [`Fault`](crate::Fault) in, that framework's
//! answer out, and what closes the leaks of the framework itself.
//!
//! What they share is framework-free: `answered.rs` logs an error that becomes an answer, `http.rs` makes answers of HTTP,
//! and `boundary::Passage` is one request in a boundary.
//!
//! Each file defines a hidden macro twice, for its feature on and off. The derive always calls it for a type that asks
//! for the framework, so the feature alone never adds an impl to anybody's type.

mod actix_web;
mod answered;
mod async_graphql;
mod axum;
mod dioxus;
mod dropshot;
mod http;
#[cfg(any(feature = "jsonrpsee", feature = "rmcp"))]
mod jsonrpc;
#[cfg(feature = "jsonrpsee")]
pub mod jsonrpsee;
#[cfg(not(feature = "jsonrpsee"))]
mod jsonrpsee;
mod juniper;
mod lambda_http;
mod leptos;
mod poem;
#[cfg(feature = "rmcp")]
pub mod rmcp;
#[cfg(not(feature = "rmcp"))]
mod rmcp;
mod rocket;
mod salvo;
mod tonic;
mod warp;

#[cfg(feature = "axum")]
pub use self::axum::answer as answer_axum;
pub use self::http::{answer, answer_with};
#[cfg(feature = "jsonrpsee")]
pub use self::jsonrpsee::answer as answer_jsonrpsee;
#[cfg(feature = "rmcp")]
pub use self::rmcp::{answer as answer_rmcp, tool_answer as tool_answer_rmcp};
