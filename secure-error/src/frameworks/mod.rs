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
#[cfg(not(feature = "actix-web"))]
mod actix_web;
mod answered;
mod async_graphql;
mod axum;
mod dioxus;
mod dropshot;
mod http;
mod jsonrpsee;
mod juniper;
mod lambda_http;
mod leptos;
#[cfg(feature = "poem")]
pub mod poem;
#[cfg(not(feature = "poem"))]
mod poem;
mod rmcp;
#[cfg(feature = "rocket")]
pub mod rocket;
#[cfg(not(feature = "rocket"))]
mod rocket;
#[cfg(feature = "salvo")]
pub mod salvo;
#[cfg(not(feature = "salvo"))]
mod salvo;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(not(feature = "tonic"))]
mod tonic;
#[cfg(feature = "warp")]
pub mod warp;
#[cfg(not(feature = "warp"))]
mod warp;

#[cfg(feature = "axum")]
pub use self::axum::answer as answer_axum;
pub use self::http::{answer, answer_with};
