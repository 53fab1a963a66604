//! Texts as drivers, clients and servers write them, what of them must be gone, and what must stay.
//!
//! Credentials are made up; where a form needs more than that, they are those that its documentation uses as examples.

mod clouds;
mod databases;
mod http;
mod innocent;
#[cfg(feature = "scrub")]
mod misses;
mod others;

pub use innocent::INNOCENT;
#[cfg(feature = "scrub")]
pub use misses::MISSES;

/// Who writes it, the text, the text as it should be in the log, and what must not be there.
pub type Text = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// Every text with a secret that is found.
pub fn found() -> impl Iterator<Item = &'static Text> {
    let parts = [databases::TEXTS, http::TEXTS, clouds::TEXTS, others::TEXTS];
    parts.into_iter().flatten()
}
