//! What is known about one panic.

use crate::internal::builder::ReportBuilder;
use crate::internal::log::Pending;
use crate::internal::origin::Origin;
use crate::internal::report::{Field, Report};
use crate::public::{PublicError, problem};
use crate::request::ledger::{Record, Sent};
use crate::request::told::Told;
use crate::request::unwind::{discard, text_of};
#[cfg(feature = "dev-details")]
use crate::text::node::Node;
use std::any::Any;
use std::backtrace::Backtrace;
use std::panic::PanicHookInfo;
use std::sync::Arc;

/// How much of a payload is kept, in bytes: more than the log shows, so that the log marks it as truncated.
const MOST: usize = 2048;

const NO_TEXT: &str = "the payload of the panic is not text";

/// One panic. It is logged once.
#[derive(Debug, Default)]
pub(crate) struct Panic {
    /// The beginning of its payload; `None` if that is not text.
    text: Option<String>,
    /// File, line and column, which only a hook learns.
    location: Option<String>,
    backtrace: Option<Backtrace>,
    told: Told,
}

impl Panic {
    /// As its catcher knows it.
    pub(super) fn of_payload(payload: Box<dyn Any + Send>) -> Self {
        let text = text(&*payload);
        discard(payload);
        Self {
            text,
            ..Self::default()
        }
    }

    /// As a hook knows it. The backtrace is there if `RUST_BACKTRACE` asks the standard library for it.
    pub(super) fn of_hook(info: &PanicHookInfo<'_>) -> Self {
        Self {
            text: text(info.payload()),
            location: info.location().map(ToString::to_string),
            backtrace: Some(Backtrace::capture()),
            told: Told::default(),
        }
    }

    /// Whether both may be the same panic, one as the hook knows it and the other as its catcher does.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.text == other.text
    }

    #[cfg(test)]
    pub(super) fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    pub(super) fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    pub(super) fn is_logged(&self) -> bool {
        self.told.is_told()
    }

    /// Writes its record, unless it was logged already.
    pub(crate) fn log(&self) {
        self.log_with(None);
    }

    /// The same, with one more field: what operators must know beside the panic.
    pub(crate) fn log_with(&self, field: Option<Field<'_>>) {
        if self.told.tell() {
            self.report().with_fields(field).log();
        }
    }

    /// Its record, for when the response is sent that it has led to.
    pub(crate) fn record(self: &Arc<Self>, field: Option<Field<'_>>) -> Arc<dyn Record> {
        Arc::new(PanicRecord {
            pending: Pending::of(&self.report().with_fields(field)),
            panic: Arc::clone(self),
        })
    }

    /// Whether it is in the log.
    #[cfg(feature = "tokio")]
    pub(crate) const fn told(&self) -> &Told {
        &self.told
    }

    pub(crate) fn report(&self) -> Report<'_> {
        let message = self.text.as_deref().unwrap_or(NO_TEXT);
        ReportBuilder::new(
            Origin::of_type("Panic"),
            PublicError::constant(&problem::INTERNAL_ERROR),
        )
        .message(move |f| f.write_str(message))
        .place_if(self.location.as_ref())
        .backtrace_if(self.backtrace.as_ref(), |it| it)
        .build()
    }
}

/// The record of a panic, which a hook may have written before.
struct PanicRecord {
    panic: Arc<Panic>,
    pending: Pending,
}

impl Record for PanicRecord {
    fn write(&self, sent: &Sent<'_>) {
        // Sent again to another request, it has a record there too.
        if self.panic.told.tell() || sent.made_for.is_some() {
            self.pending.write(sent);
        }
    }

    fn code(&self) -> &'static str {
        self.pending.code()
    }

    #[cfg(feature = "dev-details")]
    fn details(&self) -> Option<Node<'_>> {
        self.pending.details()
    }
}

fn text(payload: &(dyn Any + Send)) -> Option<String> {
    Some(beginning(text_of(payload)?).to_owned())
}

fn beginning(text: &str) -> &str {
    // A character has four bytes at most.
    (0..4).find_map(|less| text.get(..MOST - less)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_payload_is_whole_characters() {
        for (text, kept) in [("", 0), ("short", 5)] {
            assert_eq!(beginning(text).len(), kept);
        }
        assert_eq!(beginning(&"x".repeat(MOST)).len(), MOST);
        assert_eq!(beginning(&"x".repeat(MOST + 1)).len(), MOST);
        assert_eq!(beginning(&"東".repeat(MOST)).len(), MOST - 2);
        assert_eq!(beginning(&format!("x{}", "😀".repeat(MOST))).len(), MOST - 3);
    }
}
