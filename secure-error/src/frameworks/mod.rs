//! One thin file a framework: a [`SecureError`](crate::SecureError) or [`Fault`](crate::Fault) in, that framework's
//! answer out. What they share is in `http.rs`, and knows no framework.
//!
//! Each file defines a hidden macro twice, for its feature on and off. The derive always calls it for a type that asks
//! for the framework, so the feature alone never adds an impl to anybody's type.

mod axum;
mod http;

#[cfg(feature = "axum")]
pub use self::axum::answer as answer_axum;
pub use self::http::{answer, answer_with};
