//! What the page about the log shows: its examples compile.

mod group;

pub use group::group;

#[doc = include_str!("../../../docs/log.md")]
#[allow(dead_code, reason = "it has documentation only")]
struct Log;
