//! The panics that a hook has seen on this thread, for the catcher of ours that waits for them.

use super::panic::Panic;
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many are kept for one catcher: code that panics and catches in a loop must not exhaust memory.
const MOST: usize = 16;

thread_local! {
    static SEEN: RefCell<Vec<Seen>> = const { RefCell::new(Vec::new()) };
}

/// One panic.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) panic: Arc<Panic>,
    /// No other hook received it: if it is not logged otherwise, the catcher logs it.
    pub(super) untold: bool,
}

/// Whether our hook is installed. Without it, no request pays for lists.
static HAS_HOOK: AtomicBool = AtomicBool::new(false);

/// Notes that the hook is installed.
pub(super) fn expect_a_hook() {
    HAS_HOOK.store(true, Ordering::Relaxed);
}

/// Begins a list for an inner catcher; returns that of the outer one.
pub(super) fn begin() -> Vec<Seen> {
    swap(Vec::new())
}

/// Goes back to the list of the outer catcher; returns that of the inner one.
pub(super) fn end(outer: Vec<Seen>) -> Vec<Seen> {
    swap(outer)
}

fn swap(list: Vec<Seen>) -> Vec<Seen> {
    if HAS_HOOK.load(Ordering::Relaxed) {
        replace(list)
    } else {
        list
    }
}

/// Stores a panic. Returns all of them if there is more than one.
///
/// Then the first one was caught by code of the application, or this one comes out of a `drop` while the first one
/// unwinds, and the process is about to abort.
pub(super) fn add(seen: Seen) -> Vec<Arc<Panic>> {
    let add = |list: &RefCell<Vec<Seen>>| {
        let Ok(mut list) = list.try_borrow_mut() else {
            return Vec::new();
        };
        if list.len() < MOST {
            list.push(seen);
        } else if let Some(last) = list.last_mut() {
            *last = seen;
        }
        if list.len() < 2 {
            return Vec::new();
        }
        list.iter().map(|seen| Arc::clone(&seen.panic)).collect()
    };
    // The thread may be ending.
    SEEN.try_with(add).unwrap_or_default()
}

fn replace(new: Vec<Seen>) -> Vec<Seen> {
    let replace = |list: &RefCell<Vec<Seen>>| list.try_borrow_mut().map(|mut list| std::mem::replace(&mut *list, new));
    SEEN.try_with(replace).ok().and_then(Result::ok).unwrap_or_default()
}
