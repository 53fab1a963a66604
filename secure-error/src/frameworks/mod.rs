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
#[cfg(feature = "async-graphql")]
pub mod async_graphql;
#[cfg(not(feature = "async-graphql"))]
mod async_graphql;
mod axum;
mod dioxus;
mod dropshot;
#[cfg(any(feature = "async-graphql", feature = "juniper"))]
mod graphql;
mod http;
mod jsonrpsee;
#[cfg(feature = "juniper")]
pub mod juniper;
#[cfg(not(feature = "juniper"))]
mod juniper;
mod lambda_http;
mod leptos;
mod poem;
mod rmcp;
mod rocket;
mod salvo;
mod tonic;
#[cfg(feature = "warp")]
pub mod warp;
#[cfg(not(feature = "warp"))]
mod warp;

#[cfg(feature = "axum")]
pub use self::axum::answer as answer_axum;
pub use self::http::{answer, answer_with};
