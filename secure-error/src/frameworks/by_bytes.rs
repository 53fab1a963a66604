//! Entries of protocols that keep only the bytes of a failure.
//!
//! Such a failure is first searched for in the ledger of its request. One that was created in another task, or is sent to
//! another request, is found in a bounded list of the whole process.

use crate::request::ledger::{Entry, Ledger};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The size of the list. Beyond that the oldest entry is dropped, and its response is sealed.
const MOST: usize = 1024;

static MADE: Mutex<VecDeque<Arc<Entry>>> = Mutex::new(VecDeque::new());

/// Keeps an entry for requests other than its own.
pub(super) fn remember(entry: &Arc<Entry>) {
    let forgotten = {
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        made.push_back(Arc::clone(entry));
        (made.len() > MOST).then(|| made.pop_front())
    };
    // After the lock.
    drop(forgotten);
}

/// The newest entry whose body is this, of those that wait to be sent if there are any.
#[cfg(any(feature = "jsonrpsee", feature = "juniper", feature = "rmcp"))]
pub(super) fn find(ledger: Option<&Ledger>, body: &[u8]) -> Option<Arc<Entry>> {
    let is_it = |entry: &Entry| entry.issued(&entry.id()).body == body;
    find_by(ledger, |entry| entry.is_open() && is_it(entry)).or_else(|| find_by(ledger, is_it))
}

/// The newest entry like this.
pub(super) fn find_by(ledger: Option<&Ledger>, is_it: impl Fn(&Entry) -> bool) -> Option<Arc<Entry>> {
    ledger.and_then(|ledger| ledger.find(&is_it)).or_else(|| {
        let made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        made.iter().rev().find(|entry| is_it(entry)).cloned()
    })
}
