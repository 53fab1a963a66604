//! The walk from an error down through its causes: a loop, never recursion over the chain, and never endless.

use crate::internal::capture::{self, Caught};

use crate::internal::guard::{self, Guarded};
use crate::internal::link::{Chain, Link};
use crate::internal::mask::REDACTED;
use crate::internal::nesting::alone;
use crate::internal::report::{Cause, Field, Kind, Report, Reported};
use crate::request::unwind::contained;
use std::backtrace::BacktraceStatus;
use std::error::Error;

/// At most this many causes are looked at, nested ones included.
pub(super) const MAX_CAUSES: usize = 16;

/// At most this many links of the second failure are shown, its causes included.
const MAX_BESIDES: usize = 4;

/// Longest type name taken from a `Debug` output, in bytes.
const MAX_GUESS: usize = 64;

impl Chain {
    /// Walks at most `room` links, the error itself included.
    pub(super) fn of(report: &Report<'_>, room: usize) -> Self {
        let mut walk = Walk {
            chain: Self::default(),
            room,
            plain: Vec::new(),
            secure: Vec::new(),
        };
        let link = walk.link(report);
        walk.chain.links.push(link);
        let mut next = report.cause;
        while let Some(cause) = next {
            if walk.left() == 0 {
                walk.chain.cut = true;
                break;
            }
            next = walk.step(cause);
        }
        if report.about_cause {
            walk.chain.merge_first_cause();
        }
        walk.chain
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

    /// Lets the first link speak for the plain error that it is about.
    fn merge_first_cause(&mut self) {
        let mut links = std::mem::take(&mut self.links).into_iter();
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
    /// The plain errors met so far: one that comes back closes a circle.
    plain: Vec<&'a (dyn Error + 'a)>,
    /// Address and name of the secure errors that were caught so far: their `Display` may appear in several links.
    secure: Vec<(usize, Option<String>)>,
}

impl<'a> Walk<'a> {
    fn left(&self) -> usize {
        self.room.saturating_sub(self.chain.links.len())
    }

    /// Adds one cause and returns the next.
    fn step(&mut self, cause: Cause<'a>) -> Option<Cause<'a>> {
        match cause.kind {
            _ if cause.redacted => {
                // Its text must not be read, not even to find out its name.
                let name = cause.type_name.and_then(known_name);
                self.chain.links.push(Link {
                    name,
                    message: Some(REDACTED.to_owned()),
                    ..Link::default()
                });
                None
            }
            Kind::Secure(error) => self.secure(cause.type_name, error),
            Kind::Plain(error) => self.plain(cause.type_name, error),
        }
    }

    fn secure(&mut self, type_name: Option<&'static str>, error: &'a dyn Reported) -> Option<Cause<'a>> {
        let Some(report) = contained(|| error.own_report()) else {
            let name = type_name.and_then(known_name);
            self.chain.links.push(Link {
                name,
                message: Some(guard::PANICKED.to_owned()),
                ..Link::default()
            });
            return None;
        };
        let mut link = self.link(&report);
        link.message
            .get_or_insert_with(|| guard::display(report.public.message()).text);
        self.chain.links.push(link);
        report.cause
    }

    fn plain(&mut self, type_name: Option<&'static str>, error: &'a (dyn Error + 'a)) -> Option<Cause<'a>> {
        if self.plain.iter().any(|earlier| is_same(*earlier, error)) {
            self.chain.cut = true;
            return None;
        }
        self.plain.push(error);

        let (message, caught) = capture::around(self.left(), || guard::display_scrubbed(error));
        // An error that displayed exactly one secure error, and nothing else, is that error (or a pointer to it).
        let stands_for_it = matches!(caught.as_slice(), [only] if only.public_message == message.text);
        if !stands_for_it {
            let name = type_name.and_then(known_name).or_else(|| guess_name(error));
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
        let Some(source) = contained(|| error.source()) else {
            // It panicked; what is below it cannot be known.
            self.chain.cut = true;
            return None;
        };
        source.map(|source| Cause::plain(None, source))
    }

    /// Adds the chain of a secure error that was found behind a plain one, unless it is known already.
    fn absorb(
        &mut self,
        Caught {
            address,
            public_message,
            mut chain,
        }: Caught,
    ) {
        let key = (address, chain.links.first().and_then(|link| link.name.clone()));
        if self.secure.contains(&key) {
            return;
        }
        self.secure.push(key);
        if let Some(first) = chain.links.first_mut() {
            first.message.get_or_insert(public_message);
        }
        let left = self.left();
        self.chain.cut |= chain.cut || chain.links.len() > left;
        self.chain.truncated |= chain.truncated;
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
        let problem = report.public.problem_type();
        let fields = report.fields.iter().map(|field| (field.name, self.field(field)));
        let mut fields: Vec<(&'static str, String)> = fields.collect();
        fields.extend(report.besides.map(|(name, failure)| (name, self.besides(failure))));
        Link {
            name: Some(report.origin.name()),
            answer: Some((problem.status().as_u16(), problem.code())),
            message: report
                .message
                .as_ref()
                .map(|text| self.keep(guard::scrubbed(|f| text.fmt(f)))),
            fields,
            location: report.location.map(|location| guard::display(&location).text),
        }
    }

    fn field(&mut self, field: &Field<'_>) -> String {
        field
            .shown()
            .map_or_else(|| REDACTED.to_owned(), |text| self.keep(text))
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
        let mut walk = Walk {
            chain: Chain::default(),
            room: MAX_BESIDES,
            plain: Vec::new(),
            secure: Vec::new(),
        };
        let mut next = Some(failure);
        while let Some(cause) = next.filter(|_| walk.left() > 0) {
            next = walk.step(cause);
        }
        self.chain.cut |= walk.chain.cut || next.is_some();
        self.chain.truncated |= walk.chain.truncated;
        walk.chain.links
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

/// The name with which a derived `Debug` begins (`Type { … }`, `Variant(…)`). A word alone is not taken for a name: it
/// could be anything.
fn guess_name(error: &dyn Error) -> Option<String> {
    let debug = guard::display(&format_args!("{error:?}")).text;
    let end = debug
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':')))
        .unwrap_or(debug.len());
    let (name, rest) = debug.split_at_checked(end)?;
    let is_name = name.starts_with(char::is_uppercase) && name.len() <= MAX_GUESS;
    let has_fields = rest.starts_with('(') || rest.starts_with(" {");
    (is_name && has_fields).then(|| name.to_owned())
}

#[cfg(test)]
#[path = "tests/walk.rs"]
mod tests;
