//! One thin file a framework: a [`SecureError`](crate::SecureError) or [`Fault`](crate::Fault) in, that framework's
//! answer out, and what closes the leaks of the framework itself.
//!
//! What they share is framework-free: `answered.rs` logs an error that becomes an answer, `http.rs` makes answers of HTTP,
//! and `boundary::Passage` is one request in a boundary.
//!
//! Each file defines a hidden macro twice, for its feature on and off. The derive always calls it for a type that asks
//! for the framework, so the feature alone never adds an impl to anybody's type.

#[cfg_attr(not(feature = "actix-web"), doc(hidden))]
pub mod actix_web;
mod answered;
#[cfg_attr(not(feature = "async-graphql"), doc(hidden))]
pub mod async_graphql;
mod axum;
#[cfg_attr(not(feature = "dioxus"), doc(hidden))]
pub mod dioxus;
#[cfg_attr(not(feature = "dropshot"), doc(hidden))]
pub mod dropshot;
#[cfg(any(feature = "async-graphql", feature = "juniper"))]
mod graphql;
#[cfg(any(feature = "dropshot", feature = "lambda_http"))]
mod held;
mod http;
#[cfg(any(feature = "jsonrpsee", feature = "rmcp"))]
mod jsonrpc;
#[cfg_attr(not(feature = "jsonrpsee"), doc(hidden))]
pub mod jsonrpsee;
#[cfg_attr(not(feature = "juniper"), doc(hidden))]
pub mod juniper;
#[cfg_attr(not(feature = "lambda_http"), doc(hidden))]
pub mod lambda_http;
#[cfg_attr(not(feature = "leptos"), doc(hidden))]
pub mod leptos;
#[cfg_attr(not(feature = "poem"), doc(hidden))]
pub mod poem;
#[cfg_attr(not(feature = "rmcp"), doc(hidden))]
pub mod rmcp;
#[cfg_attr(not(feature = "rocket"), doc(hidden))]
pub mod rocket;
#[cfg_attr(not(feature = "salvo"), doc(hidden))]
pub mod salvo;
#[cfg_attr(not(feature = "tonic"), doc(hidden))]
pub mod tonic;
#[cfg_attr(not(feature = "warp"), doc(hidden))]
pub mod warp;

#[cfg(feature = "axum")]
pub use self::axum::answer as answer_axum;
pub use self::http::{answer, answer_with};
#[cfg(feature = "jsonrpsee")]
pub use self::jsonrpsee::answer as answer_jsonrpsee;
#[cfg(feature = "rmcp")]
pub use self::rmcp::{answer as answer_rmcp, tool_answer as tool_answer_rmcp};
