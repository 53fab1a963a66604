//! The other end of [`capture`](super::capture): a sealed error that is displayed offers its report.

use crate::internal::capture::{self, Caught};
use crate::internal::guard;
use crate::internal::link::Chain;
use crate::internal::report::Report;

/// For the `Display` of a sealed error at `address`: passes its report on if there is a net.
pub(crate) fn offer<'a>(address: *const (), report: impl FnOnce() -> Report<'a>) {
    capture::into_net(|room| {
        let report = report();
        Caught {
            address: address.addr(),
            // As the walk formats the error that displays it, so that the two can be compared.
            public_message: guard::display_scrubbed(report.public.message()).text,
            chain: Chain::of(&report, room),
        }
    });
}
