//! Credentials in the text of others, with the feature `scrub` and without it.
//!
//! `cargo test --package secure-error-tests --test scrub` shows that they are in the log, and with `--features scrub` that
//! they are not.

mod corpus;
mod outlets;
#[cfg(feature = "scrub")]
mod properties;
#[cfg(feature = "scrub")]
mod texts;

use secure_error_tests::sink;

/// Whether the library was built with the feature.
const SCRUBS: bool = cfg!(feature = "scrub");
