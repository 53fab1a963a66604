//! One record a failure.

use crate::context;
use crate::internal::report::Report;
use crate::internal::security;
use crate::internal::snapshot::Snapshot;
use crate::unwind::contained;

/// Filters of log sinks name this.
const TARGET: &str = "secure_error";
/// Constant, so that records can be grouped by it; all data is in the fields.
const MESSAGE: &str = "request failed";

/// Sends a report to the log, and its security event if it has one. A log sink that panics loses the record, but never the
/// answer to the client.
pub(super) fn write(report: &Report<'_>) {
    if let Some(context) = context::current() {
        context.note_report();
    }
    contained(|| sink::write(report));
    security::log_event_of(report);
}

#[cfg(feature = "tracing")]
mod sink {
    use super::{MESSAGE, Report, Snapshot, TARGET};
    use crate::level::Level;

    /// One event. Values are recorded as strings, without `%` or `?`, so that subscribers quote them; the names are those of
    /// the OpenTelemetry semantic conventions where these have one.
    pub(super) fn write(report: &Report<'_>) {
        macro_rules! event {
            ($level:ident) => {{
                if !tracing::enabled!(target: TARGET, tracing::Level::$level) {
                    return;
                }
                let it = Snapshot::of(report);
                let message = it.error.message.as_deref().unwrap_or(&it.public_message);
                let fields = (!it.error.fields.is_empty()).then(|| it.error.fields().to_json());
                let stacktrace = super::stacktrace(&it);
                let truncated = it.truncated || it.chain_truncated;
                tracing::event!(
                    target: TARGET,
                    tracing::Level::$level,
                    message = MESSAGE,
                    "request_id" = it.request_id.as_ref().map(|id| id.as_str()),
                    "client_request_id" = it.client_request_id.as_ref().map(|id| id.as_str()),
                    "trace_id" = it.trace.as_ref().map(|trace| trace.trace_id()),
                    "span_id" = it.trace.as_ref().map(|trace| trace.span_id()),
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
    use super::{MESSAGE, Report, Snapshot, TARGET};
    use crate::internal::clock::Timestamp;
    use crate::internal::record::Node;
    use std::io::Write;
    use std::time::SystemTime;

    /// One line of JSON on standard error, written in one piece; if that fails there is nowhere left to say so.
    pub(super) fn write(report: &Report<'_>) {
        let _ = std::io::stderr()
            .lock()
            .write_all(&line(&Snapshot::of(report), &Timestamp(SystemTime::now())));
    }

    pub(super) fn line(snapshot: &Snapshot, now: &Timestamp) -> Vec<u8> {
        let now = now.to_string();
        let record = Node::Map(vec![
            ("timestamp", Node::Text(&now)),
            ("level", Node::Text(snapshot.level.as_str())),
            ("target", Node::Text(TARGET)),
            ("message", Node::Text(MESSAGE)),
            ("error", snapshot.record()),
        ]);
        let mut line = Vec::new();
        record.write(&mut line);
        line.push(b'\n');
        line
    }
}

#[cfg(all(test, feature = "tracing"))]
#[path = "tests/log.rs"]
mod tests;

#[cfg(all(test, not(feature = "tracing")))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Snapshot, sink};
    use crate::error::SecureError;
    use crate::internal::clock::Timestamp;
    use crate::internal::fixtures::busy;
    use std::time::UNIX_EPOCH;

    #[test]
    fn the_record_is_one_line_of_json_with_a_time() {
        let line = sink::line(&Snapshot::of(&busy().report()), &Timestamp(UNIX_EPOCH));
        let line = String::from_utf8(line).unwrap();
        assert!(line.starts_with(r#"{"timestamp":"1970-01-01T00:00:00.000Z","level":"error","target":"secure_error","message":"request failed","error":{"type":"AccountError::Busy","#));
        assert_eq!(line.find('\n'), Some(line.len() - 1));
        assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok());
    }

    #[test]
    fn logging_without_a_subscriber_works() {
        busy().report().log();
    }
}
