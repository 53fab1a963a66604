//! The two ways out of a report: the log, and the escape hatch.

use crate::internal::exposed::Exposed;
use crate::internal::log;
use crate::internal::report::Report;
use crate::internal::snapshot::Snapshot;

impl Report<'_> {
    /// Writes one record to the log. Never fails and never panics, whatever the log sink does.
    ///
    /// With the feature `tracing` that is one event with the target `secure_error` and the constant message
    /// `request failed`; without it, one line of JSON on standard error. An error with an `event` is logged as a
    /// [`SecurityEvent`](crate::SecurityEvent) besides.
    ///
    /// While a request is being answered behind a `SecureErrorLayer`, the record has the id of that request, unless the
    /// report [names another](Self::with_request_id).
    pub fn log(&self) {
        log::write(self);
    }

    /// The escape hatch: everything in the report as text (`Display`, `Debug`) or data (`Serialize`).
    ///
    /// For tests, command-line tools and consoles of operators. Whoever sends the result to a client undoes the purpose
    /// of this crate, so this call is worth finding in a review.
    #[must_use]
    pub fn expose_internal(&self) -> Exposed {
        Exposed::new(Snapshot::of(self))
    }
}
