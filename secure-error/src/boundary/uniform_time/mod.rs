//! Response times that are padded to a fixed quantum.
//!
//! ```text
//! request ──> service ──> padded: runs the work, holds its outcome ──> response, error or panic, at a multiple
//!                            ├── quantum: the multiples
//!                            ├── held_panic: a panic is an outcome as well
//!                            └── no_timer: a constant 500 if nothing can be delayed
//! ```

mod held_panic;
mod layer;
mod no_timer;
mod padded;
mod quantum;
mod service;

pub use layer::SecureTimingLayer;
pub use service::{SecureTimingFuture, SecureTimingService};
