//! The operators' channel: from a [`Report`](report::Report) to a log record or a page of text.
//!
//! ```text
//! derived code ──> report ──> snapshot ──> log        one record, fields
//!   field, chain              │      └───> exposed    a page for people, JSON for machines
//!                             guard: every value is bounded, on one line, and cannot fail
//! ```
//!
//! Nothing in `public/` or `render/` names this module.

pub(crate) mod builder;
mod capture;
pub(crate) mod chain;
#[cfg(any(test, not(feature = "tracing")))]
mod clock;
pub(crate) mod exposed;
pub(crate) mod field;
pub(crate) mod guard;
mod link;
mod log;
pub mod mask;
mod nesting;
pub(crate) mod offer;
pub(crate) mod origin;
mod outlets;
mod record;
pub(crate) mod report;
#[cfg(feature = "scrub")]
pub mod scrub;
#[cfg(not(feature = "scrub"))]
#[path = "unscrubbed.rs"]
pub(crate) mod scrub;
pub(crate) mod show;
mod snapshot;
mod walk;

pub use exposed::Exposed;
pub use report::Report;

#[cfg(test)]
#[path = "tests/fixtures.rs"]
pub(crate) mod fixtures;
