//! Finds the report of a `SecureError` that something displays while a report is formatted.
//!
//! Behind `anyhow::Error`, `Vec<E>`, a mask, or the `Display` of another type a [`SecureError`](crate::SecureError) cannot be
//! recognised: only its text remains, which is the public message. So while the walk through the causes
//! formats a text, it holds a net, per thread: a sealed `Display` or `Debug` hands its report over ([`offer`](super::offer))
//! and then writes the public view, as always. Only this wing can hold a net, and what it catches goes to the report that
//! is being made, so nothing leaves the internal channel.

use crate::internal::guard;
use crate::internal::identity::Identity;
use crate::internal::link::Chain;
use crate::internal::report::Report;
use crate::internal::typed::Rule;
use crate::request::unwind::contained;
use std::cell::RefCell;

thread_local! {
    static NET: RefCell<Option<Net>> = const { RefCell::new(None) };
}

#[derive(Default)]
pub(super) struct Net {
    /// The number of links that still fit; every captured error takes at least one, so nesting ends.
    room: usize,
    /// The errors whose report is known already. They are not caught again.
    pub(super) known: Vec<Identity>,
    pub(super) caught: Vec<Caught>,
    /// There was no room for a report.
    pub(super) full: bool,
}

/// A `SecureError` that was displayed.
pub(super) struct Caught {
    pub(super) identity: Option<Identity>,
    pub(super) public_message: String,
    /// The error and what is below it. `None` if it was known already.
    pub(super) chain: Option<Chain>,
}

/// Runs `format` and catches the reports of all `SecureError`s that are displayed meanwhile, except the known ones.
pub(super) fn around<R>(room: usize, known: Vec<Identity>, format: impl FnOnce() -> R) -> (R, Net) {
    let outer = swap(Some(Net {
        room,
        known,
        ..Net::default()
    }));
    let result = format();
    (result, swap(outer).unwrap_or_default())
}

/// Runs `format` and catches nothing: what it shows is in a report that is known already.
pub(super) fn unwatched<R>(format: impl FnOnce() -> R) -> R {
    around(0, Vec::new(), format).0
}

/// Whether this thread is formatting a text of a report.
pub(super) fn is_held() -> bool {
    NET.try_with(|slot| slot.borrow().is_some()).unwrap_or_default()
}

/// Passes a report to the holder of a net, if there is one. There is no net while its text is formatted.
pub(super) fn into_net<'a>(report: impl FnOnce() -> Report<'a>) {
    let Some(mut net) = swap(None) else { return };
    if let Some(report) = contained(report) {
        net.take(&report);
    }
    swap(Some(net));
}

impl Net {
    fn take(&mut self, report: &Report<'_>) {
        let is_known = report.identity.is_some_and(|identity| self.known.contains(&identity));
        let chain = match self.room {
            // One that is seen again matters only to a text that shows nothing else.
            _ if is_known && self.caught.is_empty() => None,
            _ if is_known => return,
            0 => {
                self.full = true;
                return;
            }
            room => Some(Chain::of(report, room)),
        };
        if let Some(chain) = &chain {
            self.room = self.room.saturating_sub(chain.links.len());
            self.known.extend_from_slice(&chain.known);
        }
        self.caught.push(Caught {
            identity: report.identity,
            // As the walk formats the error that displays it, so that the two can be compared.
            public_message: guard::display_scrubbed(Rule::Known, report.public.message()).text,
            chain,
        });
    }
}

/// Exchanges the net of this thread; there is none while the thread is being torn down.
fn swap(net: Option<Net>) -> Option<Net> {
    NET.try_with(|slot| slot.replace(net)).ok().flatten()
}
