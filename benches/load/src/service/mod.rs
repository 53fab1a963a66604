//! The service that is driven: a program of its own in a process of its own, so that its memory and its time are its own.

mod errors;
mod handlers;
mod log;
mod mixed;
mod plain;
mod process;
mod stack;

pub use errors::{Note, PLANTED};
pub use log::subscriber;
pub use mixed::router as mixed;
pub use plain::router as plain;
pub use process::{Routes, Serve, serve};
pub use stack::Stack;
