//! The mark of a response in frameworks that keep headers but not extensions: a header that never leaves the process.

use crate::request::ledger::{Entry, Ledger};
use http::HeaderName;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, LazyLock};

/// Its name. A boundary removes it from every response.
pub(super) static NAME: HeaderName = HeaderName::from_static("x-secure-error-entry");

/// Its value for an entry, which code outside of this process cannot guess.
pub(super) fn of(entry: &Entry) -> String {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    // The address alone may be that of an entry of an earlier request, whose response still exists.
    let entry = (std::ptr::from_ref(entry).addr(), entry.id().as_bytes().to_owned());
    format!("{:016x}", KEY.hash_one(entry))
}

/// The entry of this request that has this mark.
pub(super) fn find(ledger: &Ledger, mark: &str) -> Option<Arc<Entry>> {
    ledger.find(|entry| of(entry) == mark)
}
