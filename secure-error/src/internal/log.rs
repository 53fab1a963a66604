//! One record a failure.

use crate::internal::budget::{self, Share};
use crate::internal::report::Report;
use crate::internal::security;
use crate::internal::snapshot::Snapshot;
use crate::request::scope;
use crate::request::unwind::{Catcher, contained_by};

/// Filters of log sinks name this.
pub(crate) const TARGET: &str = "secure_error";
/// Constant, so that records can be grouped by it; all data is in the fields.
const MESSAGE: &str = "request failed";

/// Sends a report to the log, and its security event if it has one. A log sink that panics loses the record, but never the
/// answer to the client.
pub(super) fn write(report: &Report<'_>) {
    if let Some(context) = scope::current() {
        context.note_report();
    }
    #[cfg(feature = "metrics")]
    crate::internal::metrics::count_report(report);
    contained_by(Catcher::Log, || sink::write(report, || budget::take(report)));
    security::log_event_of(report);
    #[cfg(feature = "dev-details")]
    crate::internal::development::keep(report);
}

/// What is logged of a report that has this share.
fn snapshot(report: &Report<'_>, share: Share) -> Snapshot {
    #[cfg(feature = "metrics")]
    if share == Share::Compact {
        crate::internal::metrics::count_compact(report);
    }
    Snapshot::within(share, report)
}

#[cfg(feature = "tracing")]
mod sink {
    use super::{MESSAGE, Report, Share, TARGET};
    use crate::internal::Level;

    /// One event. Values are recorded as strings, without `%` or `?`, so that subscribers quote them; the names are those of
    /// the OpenTelemetry semantic conventions where these have one. What is disabled takes no share of a budget.
    pub(super) fn write(report: &Report<'_>, share: impl FnOnce() -> Share) {
        macro_rules! event {
            ($level:ident) => {{
                if !tracing::enabled!(target: TARGET, tracing::Level::$level) {
                    return;
                }
                let it = super::snapshot(report, share());
                let message = (!it.is_compact()).then(|| it.error.message.as_deref().unwrap_or(&it.public_message));
                let fields = (!it.error.fields.is_empty()).then(|| it.error.fields().to_json());
                let stacktrace = super::stacktrace(&it);
                let truncated = it.truncated || it.chain_truncated;
                tracing::event!(
                    target: TARGET,
                    tracing::Level::$level,
                    message = MESSAGE,
                    "request_id" = it.ids.request_id(),
                    "client_request_id" = it.ids.client_request_id(),
                    "trace_id" = it.ids.trace_id(),
                    "span_id" = it.ids.span_id(),
                    "http.response.status_code" = u64::from(it.status),
                    "error.type" = it.code,
                    "exception.type" = it.name(),
                    "exception.message" = message,
                    "exception.stacktrace" = stacktrace.as_deref(),
                    "fields" = fields.as_deref(),
                    "location" = it.error.location.as_deref(),
                    "retry" = it.retry.as_str(),
                    "event" = it.event,
                    "alert" = it.alert.then_some(true),
                    "truncated" = truncated.then_some(true),
                    "compact" = it.is_compact().then_some(true),
                    "compacted" = it.compacted(),
                );
            }};
        }
        match report.level() {
            Level::Error => event!(ERROR),
            Level::Warn => event!(WARN),
            Level::Info => event!(INFO),
            Level::Debug => event!(DEBUG),
        }
    }
}

/// The causes and the backtrace on one line; none if there are neither.
#[cfg(feature = "tracing")]
fn stacktrace(it: &Snapshot) -> Option<String> {
    let mut parts: Vec<String> = it
        .causes
        .iter()
        .map(|cause| format!("caused by: {}", cause.line()))
        .collect();
    if !it.backtrace.is_empty() {
        let frames: Vec<&str> = it.backtrace.iter().map(|line| line.trim()).collect();
        parts.push(format!("backtrace: {}", frames.join(" ")));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

#[cfg(not(feature = "tracing"))]
mod sink {
    use super::{MESSAGE, Report, Share, Snapshot, TARGET};
    use crate::internal::line;
    use std::time::SystemTime;

    /// One line of JSON on standard error.
    pub(super) fn write(report: &Report<'_>, share: impl FnOnce() -> Share) {
        line::print(&self::line(&super::snapshot(report, share()), SystemTime::now()));
    }

    pub(super) fn line(snapshot: &Snapshot, now: SystemTime) -> Vec<u8> {
        line::of(now, snapshot.level, TARGET, MESSAGE, [("error", snapshot.record())])
    }
}

#[cfg(all(test, feature = "tracing"))]
#[path = "tests/log.rs"]
mod tests;

#[cfg(all(test, feature = "tracing"))]
#[path = "tests/storm.rs"]
mod storm;

#[cfg(all(test, not(feature = "tracing")))]
#[path = "tests/standard_error.rs"]
mod tests;
