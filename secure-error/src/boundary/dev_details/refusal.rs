//! Why development details are not shown, for developers who expect them.

use crate::internal::notice::notice;
use std::sync::atomic::{AtomicU8, Ordering};

/// The reason why the details of a request are not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    PeerUnknown,
    PeerElsewhere,
    Forwarded,
    HostElsewhere,
    PageElsewhere,
    Format,
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
            Self::Format => "the format of the response writes none",
        }
    }
}

/// The reasons that were logged already: each is logged once, not once per request.
#[derive(Debug, Default)]
pub(super) struct Refusals(AtomicU8);

impl Refusals {
    /// Logs a reason, if it is the first time.
    pub(super) fn note(&self, refusal: Refusal) {
        let bit = 1 << refusal as u8;
        if self.0.fetch_or(bit, Ordering::Relaxed) & bit == 0 {
            notice!(target: TARGET, "development details are not shown", "reason" = refusal.reason());
        }
    }
}

/// Beside the target of the records, which are the same with and without development details.
const TARGET: &str = "secure_error::development";
