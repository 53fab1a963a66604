//! Where security events go.

use super::event::SecurityEvent;
use super::severity::Severity;
use crate::internal::ids::Ids;
use crate::internal::target::TargetText;
use crate::request::ledger::Sent;
use crate::request::unwind::{Catcher, contained_by};
use std::time::SystemTime;

/// Filters of log sinks name this.
const TARGET: &str = "security";
/// Constant, so that events can be grouped by it; all data is in the fields.
const MESSAGE: &str = "security event";

impl SecurityEvent {
    /// Writes the event to the log. Never fails and never panics, whatever the log sink does.
    pub fn log(self) {
        self.write(None);
    }

    /// The same for the event of a failure, with the ids of the request that the response was sent to.
    pub(in crate::internal) fn write(&self, sent: Option<&Sent<'_>>) {
        let ids = sent.map_or_else(|| Ids::current(self.request_id), Ids::of_sent);
        contained_by(Catcher::Log, || {
            out::write(self, &ids, &TargetText::of_sent(sent), SystemTime::now());
        });
    }
}

/// Whether a subscriber listens; `true` if the sink panics.
pub(super) fn is_enabled(severity: Severity) -> bool {
    contained_by(Catcher::Log, || out::is_enabled(severity)).unwrap_or(true)
}

#[cfg(feature = "tracing")]
mod out {
    use super::{Ids, MESSAGE, SecurityEvent, Severity, SystemTime, TARGET, TargetText};
    use crate::internal::Level;
    use crate::internal::clock::Timestamp;
    use crate::internal::interest::{Sites, sites};

    static SITES: Sites = sites!(TARGET);

    pub(super) fn is_enabled(severity: Severity) -> bool {
        SITES.is_enabled(severity.level())
    }

    /// Sends one event. Values are recorded as strings, so that subscribers quote them.
    pub(super) fn write(it: &SecurityEvent, ids: &Ids, target: &TargetText, now: SystemTime) {
        let now = Timestamp(now).to_string();
        macro_rules! event {
            ($level:ident) => {
                tracing::event!(
                    target: TARGET,
                    tracing::Level::$level,
                    message = MESSAGE,
                    "datetime" = now.as_str(),
                    "event" = it.name,
                    "severity" = it.severity.as_str(),
                    "request_id" = ids.request_id(),
                    "client_request_id" = ids.client_request_id(),
                    "trace_id" = ids.trace_id(),
                    "span_id" = ids.span_id(),
                    "http.request.method" = target.method,
                    "http.route" = target.route.as_deref(),
                    "url.path" = target.path.as_deref(),
                    "rpc.service" = target.rpc_service.as_deref(),
                    "rpc.method" = target.rpc_method.as_deref(),
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
    use super::{Ids, MESSAGE, SecurityEvent, Severity, SystemTime, TARGET, TargetText};
    use crate::internal::line;
    use crate::text::node::{Member, Node};

    pub(super) const fn is_enabled(_: Severity) -> bool {
        true
    }

    /// One line of JSON on standard error.
    pub(super) fn write(it: &SecurityEvent, ids: &Ids, target: &TargetText, now: SystemTime) {
        line::print(&self::line(it, ids, target, now));
    }

    pub(in super::super) fn line(it: &SecurityEvent, ids: &Ids, target: &TargetText, now: SystemTime) -> Vec<u8> {
        let mut members: Vec<Member<'_>> = vec![("event", it.name.into()), ("severity", it.severity.as_str().into())];
        members.extend(ids.members());
        members.extend(target.members());
        members.extend(it.texts.iter().map(|(name, text)| (*name, Node::Text(text))));
        members.extend(it.retries.map(|count| ("retries", count.into())));
        members.extend(it.limit.map(|max| ("limit", max.into())));
        line::of(now, it.severity.level(), TARGET, MESSAGE, members)
    }
}

#[cfg(all(test, not(feature = "tracing")))]
pub(super) use out::line;
