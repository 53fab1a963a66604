//! Why development details are not shown. Whoever expects them must find out.

use std::sync::atomic::{AtomicU8, Ordering};

/// What keeps the details of a request back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    PeerUnknown,
    PeerElsewhere,
    Forwarded,
    HostElsewhere,
    PageElsewhere,
    Body,
}

impl Refusal {
    const fn reason(self) -> &'static str {
        match self {
            Self::PeerUnknown => {
                "the address of the peer is not in the extensions of the request; see `DevDetails::peer`"
            }
            Self::PeerElsewhere => "the peer is not on this machine",
            Self::Forwarded => "the request came through a proxy",
            Self::HostElsewhere => "the request does not name this machine as its one host",
            Self::PageElsewhere => "a page of another site made the request",
            Self::Body => "nothing can be added to the body of this answer",
        }
    }
}

/// The reasons that were logged already: each is worth a line, and not one a request.
#[derive(Debug, Default)]
pub(super) struct Refusals(AtomicU8);

impl Refusals {
    /// Logs a reason, if it is the first time.
    pub(super) fn note(&self, refusal: Refusal) {
        let bit = 1 << refusal as u8;
        if self.0.fetch_or(bit, Ordering::Relaxed) & bit == 0 {
            log(refusal.reason());
        }
    }
}

/// Beside the target of the records, which are the same with and without development details.
const TARGET: &str = "secure_error::development";
const MESSAGE: &str = "development details are not shown";

#[cfg(feature = "tracing")]
fn log(reason: &'static str) {
    use crate::unwind::{Catcher, contained_by};
    contained_by(
        Catcher::Log,
        || tracing::warn!(target: TARGET, reason, message = MESSAGE),
    );
}

#[cfg(not(feature = "tracing"))]
fn log(reason: &'static str) {
    use std::io::Write;
    let mut line = Vec::new();
    crate::json::JsonObject::begin(&mut line)
        .str("level", "warn")
        .str("target", TARGET)
        .str("message", MESSAGE)
        .str("reason", reason);
    line.push(b'\n');
    // If it fails there is nowhere left to say so.
    let _ = std::io::stderr().lock().write_all(&line);
}
