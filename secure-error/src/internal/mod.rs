//! The internal channel: from a [`Report`](report::Report) to a log record or a page of text.
//!
//! ```text
//! derived code ──> report ──> snapshot ──> log        one record, fields
//!   field, chain     │        │      └───> exposed    a page for people, JSON for machines
//!                    │        │
//!                    └────────┼──> security           one event for security monitoring
//!                             guard: every value is bounded, on one line, and cannot fail
//! ```
//!
//! Only a limited number of records of each kind per second have text (`budget`). A `notice` is a remark that is not the
//! record of a failure. All of these carry the `ids` of their request, and are a `line` of JSON without `tracing`.
//!
//! Nothing in `public/` or `render/` names this module.

pub(crate) mod budget;
pub(crate) mod builder;
mod capture;
pub(crate) mod chain;
mod clock;
pub(crate) mod exposed;
pub(crate) mod field;
pub(crate) mod guard;
pub(crate) mod headline;
mod identity;
pub(crate) mod ids;
#[cfg(feature = "tracing")]
mod interest;
pub(crate) mod level;
pub(crate) mod line;
mod link;
pub(crate) mod log;
pub mod mask;
#[cfg(feature = "metrics")]
mod metrics;
mod nesting;
#[cfg(any(feature = "dev-details", all(feature = "tower", feature = "tokio")))]
pub(crate) mod notice;
pub(crate) mod offer;
pub(crate) mod origin;
mod outlets;
pub(crate) mod report;
pub(crate) mod retry;
#[cfg(feature = "scrub")]
pub mod scrub;
#[cfg(not(feature = "scrub"))]
#[path = "unscrubbed.rs"]
pub(crate) mod scrub;
pub(crate) mod security;
pub(crate) mod show;
mod snapshot;
mod target;
mod typed;
mod walk;

pub use exposed::Exposed;
pub use level::Level;
pub use report::Report;
pub use retry::Retry;
pub use security::SecurityEvent;
pub use security::value::{EventText, EventValue};

#[cfg(test)]
#[path = "tests/fixtures.rs"]
pub(crate) mod fixtures;
