//! Finds the report of a `SecureError` that is only available as `dyn Error`.
//!
//! Behind `anyhow::Error`, `Box<dyn Error>` or an error of another crate a [`SecureError`](crate::SecureError) cannot be
//! recognised: only `Display` remains, which shows the public message. So while the walk through the causes
//! formats such a link, it holds a net, per thread: a sealed `Display` hands its report over ([`offer`](super::offer)) and
//! then writes the public message, as always. Only this wing can hold a net, and what it catches goes to the report that
//! is being made, so nothing leaves the internal channel.

use crate::internal::link::Chain;
use std::cell::RefCell;

thread_local! {
    static NET: RefCell<Option<Net>> = const { RefCell::new(None) };
}

struct Net {
    /// The number of links that still fit; every captured error takes at least one, so nesting ends.
    room: usize,
    caught: Vec<Caught>,
}

/// A `SecureError` that displayed itself, and what is below it.
pub(super) struct Caught {
    /// Its address, by which a repetition is recognised.
    pub(super) address: usize,
    pub(super) public_message: String,
    pub(super) chain: Chain,
}

/// Runs `format` and catches the reports of all `SecureError`s that display themselves meanwhile.
pub(super) fn around<R>(room: usize, format: impl FnOnce() -> R) -> (R, Vec<Caught>) {
    let outer = swap(Some(Net {
        room,
        caught: Vec::new(),
    }));
    let result = format();
    let caught = swap(outer).map_or_else(Vec::new, |net| net.caught);
    (result, caught)
}

/// Passes a catch to the holder of a net, if there is one; `catch` gets the room that is left. There is no net while it runs.
pub(super) fn into_net(catch: impl FnOnce(usize) -> Caught) {
    let Some(mut net) = swap(None) else { return };
    if net.room > 0 {
        let caught = catch(net.room);
        net.room = net.room.saturating_sub(caught.chain.links.len());
        net.caught.push(caught);
    }
    swap(Some(net));
}

/// Exchanges the net of this thread; there is none while the thread is being torn down.
fn swap(net: Option<Net>) -> Option<Net> {
    NET.try_with(|slot| slot.replace(net)).ok().flatten()
}
