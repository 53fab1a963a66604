//! The walk from an error down through its causes: a loop, never recursion over the chain, and never endless.

use crate::internal::capture::{self, Caught};
use crate::internal::field::FieldText;
use crate::internal::guard::{self, Guarded};
use crate::internal::identity::Identity;
use crate::internal::link::{Chain, Link};
use crate::internal::mask::REDACTED;
use crate::internal::nesting::alone;
use crate::internal::report::{Cause, Field, Kind, Report};
use crate::internal::typed::{self, Rule};
use crate::request::unwind::contained;
use crate::text::chars::prefix;
use std::backtrace::BacktraceStatus;
use std::error::Error;
use std::fmt::{self, Write};

/// At most this many causes are looked at, nested ones included.
pub(super) const MAX_CAUSES: usize = 16;

/// At most this many links of the second failure are shown, its causes included.
const MAX_BESIDES: usize = 4;

/// Longest type name taken from a `Debug` output, in bytes.
const MAX_GUESS: usize = 64;

impl Chain {
    /// Walks at most `room` links, the error itself included.
    pub(super) fn of(report: &Report<'_>, room: usize) -> Self {
        let mut walk = Walk::new(room);
        walk.known.extend(report.identity);
        let link = walk.secure(report);
        walk.chain.links.push(link);
        walk.through_causes();
        if report.about_cause {
            walk.chain.merge_cause_of(0);
        }
        walk.finish()
    }

    /// Stands for a report that is made inside too many others.
    pub(super) fn too_deep(report: &Report<'_>) -> Self {
        let link = Link {
            name: Some(guard::display(report.type_name()).text),
            message: Some("<too many reports inside each other>".to_owned()),
            ..Link::default()
        };
        Self {
            links: vec![link],
            cut: true,
            ..Self::default()
        }
    }

    /// Lets a link speak for the plain error that it is about.
    fn merge_cause_of(&mut self, link: usize) {
        let mut links = self.links.split_off(link.min(self.links.len())).into_iter();
        let (first, second) = (links.next(), links.next());
        match (first, second) {
            (Some(first), Some(plain)) if plain.answer.is_none() => {
                self.links.push(Link {
                    name: plain.name.or(first.name),
                    message: plain.message,
                    ..first
                });
            }
            (first, second) => self.links.extend(first.into_iter().chain(second)),
        }
        self.links.extend(links);
    }
}

struct Walk<'a> {
    chain: Chain,
    room: usize,
    /// The causes that are still to be shown, the next one last. A `SecureError` has its report already, so that a text above
    /// it, which may show it, does not take it for another error.
    next: Vec<Next<'a>>,
    /// What of a plain error must not be in the log. Causes of an error about input are about the same input.
    rule: Rule,
    /// The plain errors met so far: one that comes back closes a circle.
    plain: Vec<&'a (dyn Error + 'a)>,
    /// The secure errors that are causes.
    causes: Vec<Identity>,
    /// All secure errors met so far, in texts too.
    known: Vec<Identity>,
    /// What messages and fields showed. It comes last: a field that shows many errors does not displace the cause.
    shown: Vec<Caught>,
}

struct Next<'a> {
    cause: Cause<'a>,
    report: Option<Report<'a>>,
    rule: Rule,
}

impl<'a> Walk<'a> {
    const fn new(room: usize) -> Self {
        Self {
            chain: Chain::EMPTY,
            room,
            next: Vec::new(),
            rule: Rule::Known,
            plain: Vec::new(),
            causes: Vec::new(),
            known: Vec::new(),
            shown: Vec::new(),
        }
    }

    fn left(&self) -> usize {
        self.room.saturating_sub(self.chain.links.len())
    }

    fn expect(&mut self, cause: Cause<'a>) {
        let report = match cause.kind {
            Kind::Secure(error) if !cause.redacted => contained(|| error.own_report()),
            Kind::Secure(_) | Kind::Plain(_) => None,
        };
        let identity = report.as_ref().and_then(|report| report.identity);
        self.causes.extend(identity);
        self.known.extend(identity);
        self.next.push(Next {
            cause,
            report,
            rule: self.rule,
        });
    }

    fn through_causes(&mut self) {
        while let Some(next) = self.next.pop() {
            if self.left() == 0 {
                self.chain.cut = true;
                break;
            }
            self.step(next);
        }
    }

    fn finish(mut self) -> Chain {
        for shown in std::mem::take(&mut self.shown) {
            if shown.identity.is_none_or(|identity| !self.causes.contains(&identity)) {
                self.absorb(shown);
            }
        }
        self.chain.known = self.known;
        self.chain
    }

    /// Adds one cause, and what is below it to the next ones.
    fn step(&mut self, Next { cause, report, rule }: Next<'a>) {
        self.rule = rule;
        let without_text = |text: &str| Link {
            name: cause.type_name.and_then(known_name),
            message: Some(text.to_owned()),
            ..Link::default()
        };
        let link = match (cause.kind, report) {
            // Its text must not be read, not even to find out its name.
            _ if cause.redacted => without_text(REDACTED),
            (Kind::Secure(_), None) => without_text(guard::PANICKED),
            (Kind::Secure(_), Some(report)) => {
                let mut link = self.secure(&report);
                link.message
                    .get_or_insert_with(|| guard::display(report.public.message()).text);
                let own = self.chain.links.len();
                self.chain.links.push(link);
                if report.about_cause && self.left() > 0 {
                    if let Some(next) = self.next.pop() {
                        self.step(next);
                    }
                    self.chain.merge_cause_of(own);
                }
                return;
            }
            (Kind::Plain(error), _) => return self.plain(cause, error),
        };
        self.chain.links.push(link);
    }

    fn secure(&mut self, report: &Report<'a>) -> Link {
        self.rule = report.rule();
        report.causes().rev().for_each(|cause| self.expect(cause));
        self.link(report)
    }

    fn plain(&mut self, cause: Cause<'a>, error: &'a (dyn Error + 'a)) {
        if self.plain.iter().any(|earlier| is_same(*earlier, error)) {
            self.chain.cut = true;
            return;
        }
        self.plain.push(error);

        if cause.type_name.is_some_and(typed::is_about_input) {
            self.rule = Rule::Strict;
        }
        let rule = self.rule;
        let (message, caught) = self.watch(self.left(), || guard::display_scrubbed(rule, error));
        // An error that displayed exactly one secure error, and nothing else, is that error (or a pointer to it).
        let shows = |it: &Caught| typed::redacted(&it.public_message, false, rule) == message.text;
        let stands_for_it = matches!(caught.as_slice(), [only] if shows(only));
        if !stands_for_it {
            let known = cause.type_name.and_then(known_name);
            let name = known.or_else(|| guess_name(error, &message.text));
            let message = Some(self.keep(message));
            self.chain.links.push(Link {
                name,
                message,
                ..Link::default()
            });
        }
        for caught in caught {
            self.absorb(caught);
        }
        if let Some((lines, truncated)) = cause.with_backtrace().and_then(|text| captured_backtrace(&text, error)) {
            self.chain.backtrace = lines;
            self.chain.truncated |= truncated;
        }
        match contained(|| error.source()) {
            Some(source) => {
                if let Some(source) = source {
                    if typed::is_parser(source) {
                        self.rule = Rule::Strict;
                    }
                    self.expect(Cause::plain(None, source));
                }
            }
            // It panicked; what is below it cannot be known.
            None => self.chain.cut = true,
        }
    }

    /// Formats a text, and catches up to `room` links of secure errors that it shows.
    fn watch<R>(&mut self, room: usize, format: impl FnOnce() -> R) -> (R, Vec<Caught>) {
        let (result, net) = capture::around(room, std::mem::take(&mut self.known), format);
        self.known = net.known;
        self.chain.cut |= net.full;
        (result, net.caught)
    }

    /// Adds the chain of a secure error that was found behind a text, unless it is known already.
    fn absorb(&mut self, caught: Caught) {
        let Some(mut chain) = caught.chain else { return };
        if let Some(first) = chain.links.first_mut() {
            first.message.get_or_insert(caught.public_message);
        }
        let left = self.left();
        self.chain.cut |= chain.cut || chain.links.len() > left;
        self.chain.truncated |= chain.truncated;
        self.chain.told.extend(chain.told);
        self.chain.links.extend(chain.links.into_iter().take(left));
        if !chain.backtrace.is_empty() {
            self.chain.backtrace = chain.backtrace;
        }
    }

    fn link(&mut self, report: &Report<'_>) -> Link {
        if let Some(backtrace) = report.backtrace.filter(|it| it.status() == BacktraceStatus::Captured) {
            let (lines, truncated) = guard::backtrace(backtrace);
            self.chain.backtrace = lines;
            self.chain.truncated |= truncated;
        }
        self.chain.told.extend(report.told.cloned());
        let problem = report.public.problem_type();
        let message = report.message.as_ref();
        let message = message.map(|text| self.shown(|| guard::scrubbed(report.rule(), |f| text.fmt(f))));
        let fields = report.fields.iter().map(|field| (field.name, self.field(field)));
        let mut fields: Vec<(&'static str, String)> = fields.collect();
        fields.extend(report.besides.map(|(name, failure)| (name, self.besides(failure))));
        Link {
            name: Some(report.origin.name()),
            answer: Some((problem.status().as_u16(), problem.code())),
            message,
            fields,
            location: report.location.map(|location| guard::display(&location).text),
        }
    }

    fn field(&mut self, field: &Field<'_>) -> String {
        self.shown(|| {
            field.shown().unwrap_or_else(|| Guarded {
                text: REDACTED.to_owned(),
                truncated: false,
            })
        })
    }

    /// A text of the error that is being added, and what it shows.
    fn shown(&mut self, format: impl FnOnce() -> Guarded) -> String {
        let links = self.shown.iter().filter_map(|shown| shown.chain.as_ref());
        let taken = 1 + links.map(|chain| chain.links.len()).sum::<usize>();
        let (guarded, caught) = self.watch(self.left().saturating_sub(taken), format);
        self.shown.extend(caught);
        self.keep(guarded)
    }

    /// The second failure and its first causes, on one line. Second failures of these are omitted.
    fn besides(&mut self, failure: Cause<'_>) -> String {
        let Some(links) = alone(|| self.links_of(failure)) else {
            self.chain.cut = true;
            return "<something failed besides it>".to_owned();
        };
        let told: Vec<String> = links.iter().map(Link::line).collect();
        told.join("; caused by: ")
    }

    fn links_of(&mut self, failure: Cause<'_>) -> Vec<Link> {
        let mut walk = Walk::new(MAX_BESIDES);
        walk.expect(failure);
        walk.through_causes();
        let chain = walk.finish();
        self.chain.cut |= chain.cut;
        self.chain.truncated |= chain.truncated;
        chain.links
    }

    fn keep(&mut self, guarded: Guarded) -> String {
        self.chain.truncated |= guarded.truncated;
        guarded.text
    }
}

/// Whether two references are to one error of one type. The address alone is not enough: an error shares it with its
/// first field. A circle that is missed because a table of methods exists twice ends at the limit.
fn is_same(a: &dyn Error, b: &dyn Error) -> bool {
    std::ptr::eq(a, b)
}

/// The backtrace at the end of a `Debug` output, unless a message contains what it begins with.
fn captured_backtrace(text: &FieldText<'_>, error: &dyn Error) -> Option<(Vec<String>, bool)> {
    const TITLE: &str = "Stack backtrace:";
    let whole = contained(|| guard::bounded(|f| text.fmt(f))).and_then(Result::ok)?;
    let (before, backtrace) = whole.rsplit_once(TITLE)?;
    let is_told = |error: &dyn Error| guard::bounded(|f| write!(f, "{error}")).is_ok_and(|text| text.contains(TITLE));
    let is_forged = contained(|| {
        let mut next = Some(error);
        (0..MAX_CAUSES).any(|_| {
            let is_forged = next.is_some_and(is_told);
            next = next.and_then(|error| error.source());
            is_forged
        })
    });
    let is_forged = before.contains(TITLE) || is_forged.unwrap_or(true);
    (!is_forged).then(|| guard::backtrace(&backtrace.trim_start_matches('\n')))
}

/// A type name without the pointers around it. Returns `None` if it only names a trait object.
pub(super) fn known_name(type_name: &str) -> Option<String> {
    let mut name = type_name;
    loop {
        let inner = ["alloc::boxed::Box<", "alloc::sync::Arc<", "alloc::rc::Rc<"]
            .iter()
            .find_map(|pointer| name.strip_prefix(pointer)?.strip_suffix('>'))
            .or_else(|| name.strip_prefix('&'));
        match inner {
            Some(inner) => name = inner,
            None if name.starts_with("dyn ") => return None,
            None => return Some(guard::display(name).text),
        }
    }
}

/// The name with which a `Debug` begins (`Type { … }`, `Variant(…)`), unless it may be part of a value. A word alone is not taken for
/// a name: it could be anything.
///
/// A `Debug` writes the name and the bracket behind it as pieces of their own, and a value as one piece with whatever that
/// pretends to be. Nor does an error say its name in its text, where a value could.
fn guess_name(error: &dyn Error, shown: &str) -> Option<String> {
    let mut beginning = Beginning::default();
    // It fails as soon as there is enough.
    let _ = contained(|| write!(beginning, "{error:?}"))?;
    let text = beginning.0;
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':')))?;
    let (name, bracket) = text.split_at_checked(end)?;
    let has_fields = BRACKETS.contains(&bracket);
    let is_said = shown.contains(prefix(&text, end + if bracket.starts_with('(') { 1 } else { 2 }));
    let is_name = name.starts_with(char::is_uppercase) && name.len() <= MAX_GUESS && has_fields && !is_said;
    is_name.then(|| guard::display(name).text)
}

/// What may be behind a name, in the same piece or the next one.
const BRACKETS: &[&str] = &["(", "(\"", "(..)", " {", " { ", " { .. }"];

/// A name and what is behind it: the first piece that is written, or the first two.
#[derive(Default)]
struct Beginning(String);

impl Write for Beginning {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        let is_whole = self.0.contains(['(', '{']) || piece.len() > MAX_GUESS;
        if is_whole || self.0.len() > MAX_GUESS {
            return Err(fmt::Error);
        }
        self.0.push_str(piece);
        Ok(())
    }
}

#[cfg(test)]
#[path = "tests/walk.rs"]
mod tests;
