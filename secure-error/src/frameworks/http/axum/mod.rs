//! axum (feature `axum`), and with the feature `input` its extractors, whose rejections say what is wrong.
//!
//! [`Json`], [`Query`], [`Path`], [`Form`] and [`Multipart`] take the place of those of axum by one `use` line. What they
//! accept is what axum accepts: the extractor of axum does it. When it refuses, the input is read once more for an
//! [`InputError`](crate::input::InputError), which lists what is wrong by pointer, code and parameters. As responses, `Json`
//! and `Form` do the same as those of axum, except that a value that cannot be serialized is a constant 500.
//!
//! ```
//! use axum::{Router, routing::post};
//! use secure_error::frameworks::axum::Json;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct Order {
//!     item: String,
//!     quantity: u32,
//! }
//!
//! async fn order(Json(order): Json<Order>) -> String {
//!     format!("{} of {}", order.quantity, order.item)
//! }
//!
//! let router: Router = Router::new().route("/orders", post(order));
//! ```
//!
//! The response to `{"quantity": "three"}` is a 422 with
//! ```json
//! "errors": [
//!   {"pointer": "/quantity", "code": "WRONG_TYPE", "detail": "This value has the wrong type", "expected": "integer"},
//!   {"pointer": "/item", "code": "MISSING", "detail": "This value is required"}
//! ]
//! ```

#[cfg(feature = "input")]
mod extract;
#[cfg(feature = "garde")]
pub mod garde;
#[cfg(feature = "input")]
mod json;
#[cfg(feature = "multipart")]
mod multipart;
#[cfg(feature = "input")]
mod parts;
pub(crate) mod response;
#[cfg(any(feature = "garde", feature = "validator"))]
mod valid;
#[cfg(feature = "validator")]
pub mod validator;

#[cfg(feature = "input")]
pub use json::{Form, Json};
#[cfg(feature = "multipart")]
pub use multipart::{Field, Multipart};
#[cfg(feature = "input")]
pub use parts::{Path, Query};
