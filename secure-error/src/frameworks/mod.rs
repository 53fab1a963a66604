//! The web frameworks and RPC transports that errors answer, one module each.
//!
//! A type says whom it answers, with `#[secure_error(axum, tonic)]`; [`Fault`](crate::Fault) answers all of them. Each name is
//! a feature too. A feature that is on changes no type that does not ask, and one that is off is an error that names it.
//!
//! | attribute and feature | what a type becomes | what seals the rest |
//! |---|---|---|
//! | `axum` | `IntoResponse` | `SecureErrorLayer` (feature `tower`) |
//! | `actix_web`, feature `actix-web` | `ResponseError` | `SecureErrorLayer`, with `App::wrap` |
//! | `rocket` | `Responder` | `SecureErrorLayer`, a fairing |
//! | `poem` | `ResponseError` | `SecureErrorLayer`, a middleware |
//! | `salvo` | `Scribe` | `SecureErrorLayer`, a hoop |
//! | `warp` | `Reply` | `SecureErrorLayer` around `warp::service` |
//! | `dropshot` | `HttpResponseError` | `dropshot::seal` |
//! | `lambda_http`, feature `lambda-http` | `IntoResponse`, `Diagnostic` | `lambda_http::SecureLambdaLayer` |
//! | `tonic` | `Status` | `tonic::SecureStatusLayer` |
//! | `async_graphql`, feature `async-graphql` | `ErrorExtensions` | `async_graphql::SecureErrorExtension` |
//! | `juniper` | `IntoFieldError` | `juniper::SecureErrorExecution` |
//! | `jsonrpsee` | `ErrorObject` | `jsonrpsee::SecureRpcLayer` |
//! | `rmcp` | tool result, `ErrorData` | `rmcp::SecureService` |
//! | `leptos`, `dioxus` | `ServerFnFault` | `SecureErrorLayer` |
//!
//! Without a framework, [`answer`] makes an `http::Response` of any body. The repository has a guide with a
//! page for each framework: what it leaks by itself, what is closed, and what cannot be.

// What they share knows no framework: `answered.rs` logs an error that becomes an answer, `http.rs` makes answers of HTTP,
// and `boundary::Passage` is one request in a boundary. The file of a framework defines a hidden macro, `__impl_axum!`, that
// writes the impl; `missing.rs` defines the same name while the feature is off. The derive calls it for a type that asks, so
// the feature alone never adds an impl to anybody's type.

mod answered;
#[cfg(any(feature = "async-graphql", feature = "juniper"))]
mod graphql;
#[cfg(feature = "tonic")]
mod grpc;
mod http;
#[cfg(any(feature = "jsonrpsee", feature = "rmcp"))]
mod jsonrpc;
mod missing;
mod recognition;
#[cfg(any(feature = "dioxus", feature = "leptos"))]
mod server_fn;

#[cfg(feature = "async-graphql")]
pub use self::graphql::async_graphql;
#[cfg(feature = "juniper")]
pub use self::graphql::juniper;
#[cfg(feature = "tonic")]
pub use self::grpc::tonic;
#[cfg(feature = "actix-web")]
pub use self::http::actix_web;
#[cfg(feature = "axum")]
pub use self::http::axum::answer as answer_axum;
#[cfg(feature = "dropshot")]
pub use self::http::dropshot;
#[cfg(feature = "lambda-http")]
pub use self::http::lambda_http;
#[cfg(feature = "poem")]
pub use self::http::poem;
#[cfg(feature = "rocket")]
pub use self::http::rocket;
#[cfg(feature = "salvo")]
pub use self::http::salvo;
#[cfg(feature = "warp")]
pub use self::http::warp;
pub use self::http::{answer, answer_with};
#[cfg(feature = "jsonrpsee")]
pub use self::jsonrpc::jsonrpsee::{self, answer as answer_jsonrpsee};
#[cfg(feature = "rmcp")]
pub use self::jsonrpc::rmcp::{self, answer as answer_rmcp, tool_answer as tool_answer_rmcp};
#[doc(hidden)]
pub use self::recognition::introduction_of;
#[cfg(feature = "dioxus")]
pub use self::server_fn::dioxus;
#[cfg(feature = "leptos")]
pub use self::server_fn::leptos;
#[cfg(any(feature = "dioxus", feature = "leptos"))]
pub use self::server_fn::{ReceivedViolation, ServerFnFault, ServerFnSource};
