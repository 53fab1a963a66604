//! One thin file a framework: a [`SecureError`](crate::SecureError) or [`Fault`](crate::Fault) in, that framework's
//! answer out, and what closes the leaks of the framework itself.
//!
//! What they share is framework-free: `answered.rs` logs an error that becomes an answer, `http.rs` makes answers of HTTP,
//! and `boundary::Passage` is one request in a boundary.
//!
//! Each file defines a hidden macro twice, for its feature on and off. The derive always calls it for a type that asks
//! for the framework, so the feature alone never adds an impl to anybody's type.

#[cfg(feature = "actix-web")]
pub mod actix_web;
mod answered;
#[cfg(feature = "async-graphql")]
pub mod async_graphql;
#[cfg(feature = "axum")]
mod axum;
#[cfg(feature = "dioxus")]
pub mod dioxus;
#[cfg(feature = "dropshot")]
pub mod dropshot;
#[cfg(any(feature = "async-graphql", feature = "juniper"))]
mod graphql;
#[cfg(any(feature = "dropshot", feature = "lambda_http"))]
mod held;
mod http;
#[cfg(any(feature = "jsonrpsee", feature = "rmcp"))]
mod jsonrpc;
#[cfg(feature = "jsonrpsee")]
pub mod jsonrpsee;
#[cfg(feature = "juniper")]
pub mod juniper;
#[cfg(feature = "lambda_http")]
pub mod lambda_http;
#[cfg(feature = "leptos")]
pub mod leptos;
mod missing;
#[cfg(feature = "poem")]
pub mod poem;
#[cfg(feature = "rmcp")]
pub mod rmcp;
#[cfg(feature = "rocket")]
pub mod rocket;
#[cfg(feature = "salvo")]
pub mod salvo;
#[cfg(any(feature = "dioxus", feature = "leptos"))]
mod server_fn;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(feature = "warp")]
pub mod warp;

#[cfg(feature = "axum")]
pub use self::axum::answer as answer_axum;
pub use self::http::{answer, answer_with};
#[cfg(feature = "jsonrpsee")]
pub use self::jsonrpsee::answer as answer_jsonrpsee;
#[cfg(feature = "rmcp")]
pub use self::rmcp::{answer as answer_rmcp, tool_answer as tool_answer_rmcp};
#[cfg(any(feature = "dioxus", feature = "leptos"))]
pub use self::server_fn::{ReceivedViolation, ServerFnFault, ServerFnSource};
