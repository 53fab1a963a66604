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
#[cfg(feature = "dioxus")]
pub mod dioxus;
#[cfg(not(feature = "dioxus"))]
mod dioxus;
mod dropshot;
mod http;
mod jsonrpsee;
mod juniper;
mod lambda_http;
#[cfg(feature = "leptos")]
pub mod leptos;
#[cfg(not(feature = "leptos"))]
mod leptos;
mod poem;
mod rmcp;
mod rocket;
mod salvo;
#[cfg(any(feature = "dioxus", feature = "leptos"))]
mod server_fn;
mod tonic;
#[cfg(feature = "warp")]
pub mod warp;
#[cfg(not(feature = "warp"))]
mod warp;

#[cfg(feature = "axum")]
pub use self::axum::answer as answer_axum;
pub use self::http::{answer, answer_with};
#[cfg(any(feature = "dioxus", feature = "leptos"))]
pub use self::server_fn::{ReceivedViolation, ServerFnFault, ServerFnSource};
