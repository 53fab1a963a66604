//! What the page `docs/log.md` says of subscribers and trackers.

mod filter;
mod sentry;
