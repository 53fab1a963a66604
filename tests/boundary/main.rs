//! A service behind `SecureErrorLayer`: no answer leaks, every failure is in the log once, under the id that the client has.
//!
//! The routes of `leaky` are what ordinary services do. Without the layer each shows its secret, which proves that the
//! search finds it.

mod after_head;
mod compression;
mod concurrency;
mod counters;
mod disconnect;
mod errors;
mod foreign;
mod head;
mod ids;
mod leaky;
mod ledger;
mod limits;
mod middleware;
mod negotiation;
mod out_of_reach;
mod panics;
mod passing;
mod plain_hyper;
mod probes;
mod random_stacks;
mod request_id_extension;
mod routers;
mod security;
mod sinks;
mod stacks;
mod streaming;
mod targets;
mod timeouts;
mod tower_errors;
mod tower_http;
mod trace;
mod trace_context;
mod typed;
mod uniform_time;
mod upstream;
mod vouching;
mod warp;
mod websocket;

use secure_error_tests::{server, sink};
