//! Panics: what is known about one, those that this crate catches, and the hook that learns where they happen.
//!
//! ```text
//! panic ──> hook: who will catch it?
//!             ├── a reporter of ours ──> seen ──> (it unwinds) ──> caught ──> Panic ──> log
//!             ├── a container of ours: expected, the record at work has a remark
//!             └── none (quiet hook only) ──> at_once ──> log, or one constant line on standard error
//! ```
#![cfg_attr(
    not(any(feature = "tower", feature = "tokio")),
    allow(dead_code, reason = "only these catch panics to report them")
)]

mod at_once;
mod catch;
#[cfg(any(feature = "tower", feature = "tokio"))]
mod future;
mod hook;
mod panic;
mod seen;

#[cfg(any(feature = "tower", feature = "tokio"))]
pub(crate) use catch::caught;
#[cfg(any(feature = "tower", feature = "tokio"))]
pub(crate) use future::CaughtFuture;
pub use hook::PanicHook;
#[cfg(any(feature = "tower", feature = "tokio"))]
pub(crate) use panic::Panic;
