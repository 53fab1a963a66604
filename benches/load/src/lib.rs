//! What `SecureErrorLayer` promises and costs under load; see `../README.md`.
//!
//! ```text
//! main ──> load ──> child ──> service (another process)
//!           ├─────> driver ──> requests, wire, judge
//!           └─────> judge
//! ```

pub mod arguments;
pub mod child;
pub mod compare;
pub mod driver;
pub mod judge;
pub mod load;
mod proc;
mod report;
pub mod requests;
pub mod service;
pub mod wire;
