//! The other end of [`capture`](super::capture): a sealed error that is displayed offers its report.

use crate::internal::capture;
use crate::internal::report::Report;

/// For the `Display` and `Debug` of a sealed error: passes its report on if there is a net.
pub(crate) fn offer<'a>(report: impl FnOnce() -> Report<'a>) {
    capture::into_net(report);
}
