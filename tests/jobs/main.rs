//! Work that nobody waits for at a socket: doing again what failed, and transactions that hold or are undone.

mod bank;
mod broken_driver;
mod cancelled;
mod retry;
#[allow(dead_code, reason = "not every suite needs every subscriber")]
#[path = "../leak/sink.rs"]
mod sink;
mod transaction;
