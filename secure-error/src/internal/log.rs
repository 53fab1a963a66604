//! One record per failure: formatted when the failure arises, written when its response is sent.

use crate::internal::budget::{self, Share};
use crate::internal::ids::Ids;
use crate::internal::report::Report;
use crate::internal::security::{self, SecurityEvent};
use crate::internal::snapshot::Snapshot;
use crate::internal::target::TargetText;
use crate::internal::{Level, guard, line};
use crate::public::ProblemType;
use crate::request::ledger::{Record, Sent};
use crate::request::scope;
use crate::request::unwind::{Catcher, contained_by};
#[cfg(feature = "dev-details")]
use crate::text::node::Node;
use std::borrow::Cow;
#[cfg(feature = "tracing")]
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// The target, for filters of log sinks.
pub(crate) const TARGET: &str = "secure_error";
/// The message, constant so that records can be grouped by it; all data is in the fields.
const MESSAGE: &str = "request failed";

/// Sends a report to the log at once. A log sink that panics loses the record, but never the response to the client.
pub(super) fn write(report: &Report<'_>) {
    if let Some(scope) = scope::current() {
        scope.note_report();
    }
    Pending::of(report).write(None);
}

/// The same for a program that ends. If no subscriber takes the record, it is one line of JSON on standard error:
/// otherwise the reason of the failure would be lost. Returns whether it is in the log instead.
pub(crate) fn write_or_print(report: &Report<'_>) -> bool {
    let pending = Pending::of(report);
    let is_taken = pending.snapshot.is_some();
    pending.write(None);
    if !is_taken {
        let target = TargetText::of_sent(None);
        line::print(&self::line(&Snapshot::of(report), &target, SystemTime::now()));
    }
    is_taken && cfg!(feature = "tracing")
}

/// One record as a line of JSON.
fn line(snapshot: &Snapshot, target: &TargetText, now: SystemTime) -> Vec<u8> {
    let error = ("error", snapshot.record());
    line::of(now, snapshot.level, TARGET, MESSAGE, target.members().chain([error]))
}

/// A report on its way to the log: formatted, in the span in which the failure arose, and not written yet.
///
/// It has its share of the budget. What the subscriber does not record is not formatted at all.
pub(crate) struct Pending {
    level: Level,
    problem: &'static ProblemType,
    snapshot: Option<Snapshot>,
    event: Option<SecurityEvent>,
    /// The whole snapshot, whatever the log records.
    #[cfg(feature = "dev-details")]
    development: Option<Snapshot>,
    /// The span in which the failure arose. Writing takes it: an entry may be kept for long, and must not keep a span open.
    #[cfg(feature = "tracing")]
    span: Mutex<tracing::Span>,
}

impl Pending {
    pub(crate) fn of(report: &Report<'_>) -> Self {
        Self::within(report, || budget::take(report))
    }

    fn within(report: &Report<'_>, share: impl FnOnce() -> Share) -> Self {
        let level = report.level();
        let snapshot = contained_by(Catcher::Log, || {
            sink::is_enabled(level).then(|| Snapshot::within(share(), report))
        });
        Self {
            level,
            problem: report.public.problem_type(),
            snapshot: snapshot.flatten(),
            event: security::event_of(report),
            #[cfg(feature = "dev-details")]
            development: scope::current()
                .is_some_and(|scope| scope.extensions().get::<scope::ShowsReports>().is_some())
                .then(|| Snapshot::of(report)),
            #[cfg(feature = "tracing")]
            span: contained_by(Catcher::Log, tracing::Span::current)
                .unwrap_or_else(tracing::Span::none)
                .into(),
        }
    }

    /// Writes the record of a failure that no record of a response includes.
    #[cfg(any(feature = "tokio", feature = "tower"))]
    pub(crate) fn write_alone(&self) {
        self.write(None);
    }

    /// Writes the record, with what is known about the sent response.
    fn write(&self, sent: Option<&Sent<'_>>) {
        #[cfg(feature = "metrics")]
        crate::internal::metrics::count_report(self.problem, self.is_compact());
        #[cfg(feature = "tracing")]
        let span = self.take_span();
        // A subscriber that panics when a span is entered or left costs the record its span, and no more.
        #[cfg(feature = "tracing")]
        let entered = contained_by(Catcher::Log, || span.enter());
        contained_by(Catcher::Log, || {
            if let Some(snapshot) = &self.snapshot {
                for told in &snapshot.told {
                    told.tell();
                }
                let target = TargetText::of_sent(sent);
                let target = if snapshot.is_compact() {
                    target.without_text()
                } else {
                    target
                };
                sink::write(self.level, &as_sent(snapshot, sent), &target);
            }
        });
        #[cfg(feature = "tracing")]
        contained_by(Catcher::Log, || drop(entered));
        if let Some(event) = &self.event {
            event.write(sent);
        }
    }

    #[cfg(feature = "tracing")]
    fn take_span(&self) -> tracing::Span {
        let mut span = self.span.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *span, tracing::Span::none())
    }

    #[cfg(feature = "metrics")]
    fn is_compact(&self) -> bool {
        self.snapshot.as_ref().is_some_and(|it| it.share == Share::Compact)
    }
}

impl Record for Pending {
    fn write(&self, sent: &Sent<'_>) {
        self.write(Some(sent));
    }

    fn code(&self) -> &'static str {
        self.problem.code()
    }

    #[cfg(feature = "dev-details")]
    fn details(&self) -> Option<Node<'_>> {
        self.development.as_ref().map(Snapshot::record)
    }

    fn message(&self) -> Option<&str> {
        self.snapshot.as_ref()?.error.message.as_deref()
    }
}

/// A subscriber may panic when a span ends.
#[cfg(feature = "tracing")]
impl Drop for Pending {
    fn drop(&mut self) {
        let span = self.take_span();
        contained_by(Catcher::Log, || drop(span));
    }
}

/// The formatted report, and the response that was sent.
fn as_sent<'a>(snapshot: &'a Snapshot, sent: Option<&Sent<'_>>) -> Cow<'a, Snapshot> {
    let mut snapshot = Cow::Borrowed(snapshot);
    let Some(sent) = sent else { return snapshot };
    let ids = Ids::of_sent(sent);
    if snapshot.ids != ids {
        snapshot.to_mut().ids = ids;
    }
    if snapshot.status != sent.status.as_u16() {
        snapshot.to_mut().status = sent.status.as_u16();
    }
    let made_for = sent.made_for.map(|id| ("made_for", id.to_string()));
    let format = sent.failed_format.map(|reason| ("format", guard::display(reason).text));
    for note in made_for.into_iter().chain(format) {
        snapshot.to_mut().error.fields.push(note);
    }
    snapshot
}

#[cfg(feature = "tracing")]
mod sink {
    use super::{MESSAGE, Snapshot, TARGET, TargetText};
    use crate::internal::interest::{Sites, sites};
    use crate::internal::{Level, Retry};

    static SITES: Sites = sites!(TARGET);

    pub(super) fn is_enabled(level: Level) -> bool {
        SITES.is_enabled(level)
    }

    /// Sends one event. Values are recorded as strings, without `%` or `?`, so that subscribers quote them; the names follow
    /// the OpenTelemetry semantic conventions where these define one.
    pub(super) fn write(level: Level, it: &Snapshot, target: &TargetText) {
        let message = (!it.is_compact()).then(|| it.error.message.as_deref().unwrap_or(&it.public_message));
        let fields = (!it.error.fields.is_empty()).then(|| it.error.logfmt());
        let stacktrace = super::stacktrace(it);
        let truncated = it.truncated || it.chain_truncated;
        macro_rules! event {
            ($level:ident) => {
                tracing::event!(
                    target: TARGET,
                    tracing::Level::$level,
                    message = MESSAGE,
                    "request_id" = it.ids.request_id(),
                    "client_request_id" = it.ids.client_request_id(),
                    "trace_id" = it.ids.trace_id(),
                    "span_id" = it.ids.span_id(),
                    "http.request.method" = target.method,
                    "http.route" = target.route.as_deref(),
                    "url.path" = target.path.as_deref(),
                    "rpc.service" = target.rpc_service.as_deref(),
                    "rpc.method" = target.rpc_method.as_deref(),
                    "http.response.status_code" = u64::from(it.status),
                    "error.type" = it.code,
                    "exception.type" = it.name(),
                    "exception.message" = message,
                    "fingerprint" = it.fingerprint.as_str(),
                    "exception.stacktrace" = stacktrace.as_deref(),
                    "fields" = fields.as_deref(),
                    "location" = it.error.location.as_deref(),
                    "retry" = it.retry.map(Retry::as_str),
                    "event" = it.event,
                    "alert" = it.alert.then_some(true),
                    "truncated" = truncated.then_some(true),
                    "compact" = it.is_compact().then_some(true),
                    "compacted" = it.compacted(),
                )
            };
        }
        match level {
            Level::Error => event!(ERROR),
            Level::Warn => event!(WARN),
            Level::Info => event!(INFO),
            Level::Debug => event!(DEBUG),
        }
    }
}

/// The causes and the backtrace on one line. Returns `None` if there are neither.
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
    use super::{Snapshot, TargetText};
    use crate::internal::{Level, line};
    use std::time::SystemTime;

    pub(super) const fn is_enabled(_: Level) -> bool {
        true
    }

    /// One line of JSON on standard error.
    pub(super) fn write(_: Level, snapshot: &Snapshot, target: &TargetText) {
        line::print(&super::line(snapshot, target, SystemTime::now()));
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
