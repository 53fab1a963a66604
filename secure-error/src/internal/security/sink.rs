//! Where security events go.

use super::event::SecurityEvent;
use super::vocabulary::Severity;
use crate::context::{self, RequestContext};
use crate::internal::clock::Timestamp;
use crate::request_id::RequestId;
use crate::unwind::{Catcher, contained_by};
use std::time::SystemTime;

/// Filters of log sinks name this.
const TARGET: &str = "security";
/// Constant, so that events can be grouped by it; all data is in the fields.
const MESSAGE: &str = "security event";

/// Sends an event to the log. A log sink that panics loses the event, but never more.
pub(super) fn write(event: &SecurityEvent) {
    contained_by(Catcher::Log, || {
        let context = context::current();
        out::write(event, context.as_deref(), &Timestamp(SystemTime::now()).to_string());
    });
}

/// Whether anybody listens; a sink that panics may.
pub(super) fn is_enabled(severity: Severity) -> bool {
    contained_by(Catcher::Log, || out::is_enabled(severity)).unwrap_or(true)
}

impl SecurityEvent {
    /// The name of the request: as was said, else that of the request that this thread is answering.
    fn request(&self, context: Option<&RequestContext>) -> Option<RequestId> {
        self.request_id.or_else(|| context.map(RequestContext::request_id))
    }
}

#[cfg(feature = "tracing")]
mod out {
    use super::{MESSAGE, RequestContext, SecurityEvent, Severity, TARGET};
    use crate::level::Level;

    pub(super) fn is_enabled(severity: Severity) -> bool {
        match severity.level() {
            Level::Error => tracing::enabled!(target: TARGET, tracing::Level::ERROR),
            Level::Warn => tracing::enabled!(target: TARGET, tracing::Level::WARN),
            Level::Info => tracing::enabled!(target: TARGET, tracing::Level::INFO),
            Level::Debug => tracing::enabled!(target: TARGET, tracing::Level::DEBUG),
        }
    }

    /// One event. Values are recorded as strings, so that subscribers quote them.
    pub(super) fn write(it: &SecurityEvent, context: Option<&RequestContext>, now: &str) {
        let request_id = it.request(context);
        let client_request_id = context.and_then(RequestContext::client_request_id);
        let trace = context.and_then(RequestContext::trace);
        macro_rules! event {
            ($level:ident) => {
                tracing::event!(
                    target: TARGET,
                    tracing::Level::$level,
                    message = MESSAGE,
                    "timestamp" = now,
                    "event" = it.name,
                    "severity" = it.severity.as_str(),
                    "request_id" = request_id.as_ref().map(|id| id.as_str()),
                    "client_request_id" = client_request_id.as_ref().map(|id| id.as_str()),
                    "trace_id" = trace.as_ref().map(|trace| trace.trace_id()),
                    "span_id" = trace.as_ref().map(|trace| trace.span_id()),
                    "user" = it.get("user"),
                    "on_user" = it.get("on_user"),
                    "source_ip" = it.get("source_ip"),
                    "user_agent" = it.get("user_agent"),
                    "resource" = it.get("resource"),
                    "resource_id" = it.get("resource_id"),
                    "action" = it.get("action"),
                    "reason" = it.get("reason"),
                    "from" = it.get("from"),
                    "to" = it.get("to"),
                    "inputs" = it.get("inputs"),
                    "result" = it.get("result"),
                    "retries" = it.retries,
                    "limit" = it.limit,
                    "error.type" = it.get("error.type"),
                    "exception.type" = it.get("exception.type"),
                )
            };
        }
        match it.severity.level() {
            Level::Error => event!(ERROR),
            Level::Warn => event!(WARN),
            Level::Info => event!(INFO),
            Level::Debug => event!(DEBUG),
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod out {
    use super::{MESSAGE, RequestContext, RequestId, SecurityEvent, Severity, TARGET};
    use crate::internal::record::Node;
    use crate::trace_parent::TraceParent;
    use std::io::Write;

    pub(super) const fn is_enabled(_: Severity) -> bool {
        true
    }

    /// One line of JSON on standard error, written in one piece; if that fails there is nowhere left to say so.
    pub(super) fn write(it: &SecurityEvent, context: Option<&RequestContext>, now: &str) {
        let _ = std::io::stderr().lock().write_all(&line(it, context, now));
    }

    pub(in super::super) fn line(it: &SecurityEvent, context: Option<&RequestContext>, now: &str) -> Vec<u8> {
        let request_id = it.request(context);
        let client_request_id = context.and_then(RequestContext::client_request_id);
        let trace = context.and_then(RequestContext::trace);
        let mut members = vec![
            ("timestamp", Node::Text(now)),
            ("level", Node::Text(it.severity.level().as_str())),
            ("target", Node::Text(TARGET)),
            ("message", Node::Text(MESSAGE)),
            ("event", Node::Text(it.name)),
            ("severity", Node::Text(it.severity.as_str())),
        ];
        let ids = [
            ("request_id", request_id.as_ref().map(RequestId::as_str)),
            ("client_request_id", client_request_id.as_ref().map(RequestId::as_str)),
            ("trace_id", trace.as_ref().map(TraceParent::trace_id)),
            ("span_id", trace.as_ref().map(TraceParent::span_id)),
        ];
        members.extend(ids.into_iter().filter_map(|(name, id)| Some((name, Node::Text(id?)))));
        members.extend(it.texts.iter().map(|(name, text)| (*name, Node::Text(text))));
        members.extend(it.retries.map(|count| ("retries", Node::Number(count))));
        members.extend(it.limit.map(|max| ("limit", Node::Number(max))));
        let mut line = Vec::new();
        Node::Map(members).write(&mut line);
        line.push(b'\n');
        line
    }
}

#[cfg(all(test, not(feature = "tracing")))]
pub(super) use out::line;
