//! Credentials in the text of others, with the feature `scrub` and without it.
//!
//! `cargo test --package secure-error-tests --test scrub` shows that they are in the log, and with `--features scrub` that
//! they are not.

mod corpus;
mod outlets;
#[cfg(feature = "scrub")]
mod properties;
#[allow(dead_code, reason = "other suites use the rest")]
#[path = "../leak/sink.rs"]
mod sink;
#[cfg(feature = "scrub")]
mod texts;

/// Whether the library was built with the feature.
const SCRUBS: bool = cfg!(feature = "scrub");
