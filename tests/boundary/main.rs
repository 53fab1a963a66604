//! A service behind `SecureErrorLayer`: no answer leaks, every failure is in the log once, under the id that the client has.
//!
//! The routes of `leaky` are what ordinary services do. Without the layer each shows its secret, which proves that the
//! search finds it.

mod concurrency;
mod errors;
mod foreign;
mod ids;
mod leaky;
mod middleware;
mod passing;
mod plain_hyper;
mod security;
mod server;
#[path = "../leak/sink.rs"]
mod sink;
