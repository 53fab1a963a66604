//! The feature `dev-details`: what it shows, and the three locks before that.

mod answers;
mod leaky;
mod locks;
mod release;
#[path = "../boundary/server.rs"]
#[allow(dead_code, reason = "the suite of the boundary uses the rest")]
mod server;
#[path = "../leak/sink.rs"]
#[allow(dead_code, reason = "other suites use the rest")]
mod sink;
