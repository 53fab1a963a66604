//! A report in text form: what the log and the exposed report have in common.

use crate::internal::Level;
use crate::internal::Retry;
use crate::internal::budget::Share;
use crate::internal::guard;
use crate::internal::ids::Ids;
use crate::internal::link::{Chain, Link};
use crate::internal::mask::REDACTED;
use crate::internal::nesting::nested;
use crate::internal::report::Report;
use crate::internal::walk::{MAX_CAUSES, known_name};
use crate::request::told::Told;
use crate::text::node::Node;

/// Everything that a report says, formatted once, sanitised and owned.
#[derive(Clone)]
pub(super) struct Snapshot {
    pub(super) ids: Ids,
    pub(super) level: Level,
    /// `None` if it was not declared: an error of another crate says nothing about a retry.
    pub(super) retry: Option<Retry>,
    pub(super) alert: bool,
    pub(super) event: Option<&'static str>,
    pub(super) status: u16,
    pub(super) code: &'static str,
    /// By which trackers group records: code and variant, and no value.
    pub(super) fingerprint: String,
    pub(super) public_message: String,
    pub(super) error: Link,
    pub(super) causes: Vec<Link>,
    pub(super) backtrace: Vec<String>,
    /// Some value was longer than its limit.
    pub(super) truncated: bool,
    /// There were more causes, or they went in a circle.
    pub(super) chain_truncated: bool,
    /// If the text is suppressed, there is neither message nor field, and causes have names only.
    pub(super) share: Share,
    /// The failures that it includes, so that no other record does.
    pub(super) told: Vec<Told>,
}

impl Snapshot {
    /// As much of a report as its share allows.
    pub(super) fn within(share: Share, report: &Report<'_>) -> Self {
        let snapshot = match share {
            Share::Full { .. } => Self::of(report),
            Share::Compact => Self::compact(report),
        };
        Self { share, ..snapshot }
    }

    /// Formats a report. An error that makes reports while it is formatted gets, deep enough, only its name.
    pub(super) fn of(report: &Report<'_>) -> Self {
        let chain = nested(|| Chain::of(report, 1 + MAX_CAUSES));
        Self::from_chain(report, chain.unwrap_or_else(|| Chain::too_deep(report)))
    }

    /// What is known without reading the error: constant names, and the request. For a transparent error it names the one
    /// that it forwards.
    fn compact(report: &Report<'_>) -> Self {
        let foreign = report.about_cause.then(|| known_name(report.type_name())).flatten();
        let link = |name| Link {
            name: Some(name),
            ..Link::default()
        };
        Self {
            causes: report.innermost.iter().map(|origin| link(origin.name())).collect(),
            ..Self::without_text(report, link(foreign.unwrap_or_else(|| report.origin.name())))
        }
    }

    fn from_chain(report: &Report<'_>, mut chain: Chain) -> Self {
        let mut links = std::mem::take(&mut chain.links).into_iter();
        let mut error = links.next().unwrap_or_default();
        if let Some(violations) = report.public.violations() {
            let text = guard::display(violations);
            chain.truncated |= text.truncated;
            error.fields.push(("violations", text.text));
        }
        let causes: Vec<Link> = links.collect();
        if let Some(first) = causes.first() {
            // An error without a message of its own, such as a transparent one, is best described by what caused it.
            let described = first.message.clone().filter(|message| message != REDACTED);
            error.message = error.message.or(described);
            error.location = error.location.or_else(|| first.location.clone());
        }
        Self {
            public_message: guard::display(report.public.message()).text,
            causes,
            backtrace: chain.backtrace,
            truncated: chain.truncated,
            chain_truncated: chain.cut,
            told: chain.told,
            ..Self::without_text(report, error)
        }
    }

    fn without_text(report: &Report<'_>, error: Link) -> Self {
        let problem = report.public.problem_type();
        Self {
            // Deep in a call the request ID is not set, and need not be.
            ids: Ids::current(report.request_id),
            level: report.level(),
            retry: report.declared_retry(),
            alert: report.alert(),
            event: report.event(),
            status: problem.status().as_u16(),
            code: problem.code(),
            fingerprint: format!("{}:{}", problem.code(), error.name.as_deref().unwrap_or_default()),
            public_message: String::new(),
            error,
            causes: Vec::new(),
            backtrace: Vec::new(),
            truncated: false,
            chain_truncated: false,
            share: Share::Full { compacted: 0 },
            told: report.told.cloned().into_iter().collect(),
        }
    }

    /// Whether the text of the error is suppressed, because there were too many of its kind in one second.
    pub(super) const fn is_compact(&self) -> bool {
        matches!(self.share, Share::Compact)
    }

    /// The number of suppressed records of its kind since the last full one. Returns `None` if there were none.
    pub(super) const fn compacted(&self) -> Option<u64> {
        match self.share {
            Share::Full { compacted: 0 } | Share::Compact => None,
            Share::Full { compacted } => Some(compacted),
        }
    }

    /// `Type::Variant`.
    pub(super) fn name(&self) -> &str {
        self.error.name.as_deref().unwrap_or_default()
    }

    /// The whole snapshot as data.
    pub(super) fn record(&self) -> Node<'_> {
        let mut members = vec![("type", Node::Text(self.name()))];
        members.extend(
            self.error
                .message
                .as_deref()
                .map(|message| ("message", Node::Text(message))),
        );
        members.extend([
            ("status", Node::Number(self.status.into())),
            ("code", Node::Text(self.code)),
            ("fingerprint", Node::Text(&self.fingerprint)),
        ]);
        members.extend((!self.is_compact()).then_some(("public_message", Node::Text(&self.public_message))));
        members.extend(self.ids.members());
        members.push(("level", Node::Text(self.level.as_str())));
        members.extend(self.retry.map(|retry| ("retry", Node::Text(retry.as_str()))));
        members.extend(self.alert.then_some(("alert", Node::Flag(true))));
        members.extend(self.event.map(|event| ("event", Node::Text(event))));
        members.extend(self.error.place_and_fields());
        if !self.causes.is_empty() {
            members.push(("caused_by", Node::List(self.causes.iter().map(Link::record).collect())));
        }
        if !self.backtrace.is_empty() {
            members.push((
                "backtrace",
                Node::List(self.backtrace.iter().map(|line| Node::Text(line)).collect()),
            ));
        }
        members.extend(self.truncated.then_some(("truncated", Node::Flag(true))));
        members.extend(self.chain_truncated.then_some(("chain_truncated", Node::Flag(true))));
        members.extend(self.is_compact().then_some(("compact", Node::Flag(true))));
        members.extend(self.compacted().map(|number| ("compacted", Node::Number(number))));
        Node::Map(members)
    }
}
