//! The supported web frameworks and RPC transports, one module each.
//!
//! `#[secure_error(axum, tonic)]` implements the conversion of an error type into responses of these frameworks;
//! [`Fault`](crate::Fault) converts into all of them. Each name is also a feature. Enabling a feature does not change types
//! without the attribute, and the attribute without its feature is a compile error that names the feature.
//!
//! | attribute and feature | implements or converts into | what seals foreign errors |
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
//! | `rmcp` | tool result, `ErrorData` | `rmcp::SecureServerHandler` |
//! | `leptos`, `dioxus` | `ServerFnFault` | `SecureErrorLayer` |
//!
//! Without a framework, [`respond`](crate::respond) creates an `http::Response` with any body. The guide in the repository
//! has a page for each framework: what it leaks by itself, what this crate closes, and what remains open.

// What they share is independent of any framework: `issue.rs` enters an error that becomes a response, `http/mod.rs` renders
// HTTP responses, and `boundary::Exchange` is one request in a boundary. The module of a framework defines a hidden macro,
// `__impl_axum!`, that writes the impl; `missing.rs` defines the same name while the feature is off. The derive calls it for
// a type with the attribute, so a feature alone never adds an impl to a type.

#[cfg(any(feature = "jsonrpsee", feature = "juniper", feature = "rmcp", feature = "tonic"))]
mod by_bytes;
#[cfg(any(feature = "async-graphql", feature = "juniper"))]
mod graphql;
#[cfg(feature = "tonic")]
mod grpc;
pub(crate) mod http;
mod issue;
#[cfg(any(feature = "jsonrpsee", feature = "rmcp"))]
mod jsonrpc;
pub(crate) mod missing;
#[cfg(any(feature = "dioxus", feature = "leptos"))]
pub(crate) mod server_fn;

#[cfg(feature = "async-graphql")]
pub use self::graphql::async_graphql;
#[cfg(feature = "juniper")]
pub use self::graphql::juniper;
#[cfg(feature = "tonic")]
pub use self::grpc::tonic;
#[cfg(feature = "actix-web")]
pub use self::http::actix_web;
#[cfg(all(feature = "axum", feature = "input"))]
pub use self::http::axum;
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
#[cfg(feature = "jsonrpsee")]
pub use self::jsonrpc::jsonrpsee;
#[cfg(feature = "rmcp")]
pub use self::jsonrpc::rmcp;
#[cfg(feature = "dioxus")]
pub use self::server_fn::dioxus;
#[cfg(feature = "leptos")]
pub use self::server_fn::leptos;
