//! Where a request that is answered for a developer keeps its last report (feature `dev-details`).

use crate::internal::exposed::Exposed;
use crate::internal::report::Report;
use crate::request::scope;
use crate::request::unwind::contained;
use std::sync::{Arc, Mutex, PoisonError};

/// A place in the context of a request. Without one nothing is kept.
#[derive(Clone, Default)]
pub(crate) struct Slot(Arc<Mutex<Option<Arc<Exposed>>>>);

impl Slot {
    /// The report that was logged last, which is that of the answer.
    pub(crate) fn last(&self) -> Option<Arc<Exposed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, report: Arc<Exposed>) {
        let previous = self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(report);
        drop(previous);
    }
}

/// Keeps a report that goes to the log, whatever level that log shows.
pub(super) fn keep(report: &Report<'_>) {
    let slot = scope::current().and_then(|context| context.extensions().get::<Slot>().cloned());
    if let Some(slot) = slot {
        contained(|| slot.put(Arc::new(report.expose_internal())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::SecureError;
    use crate::internal::fixtures::{AccountError, busy};
    use crate::request::RequestId;
    use crate::request::scope::RequestScope;

    #[test]
    fn only_the_last_report_of_a_request_is_kept_and_only_in_its_place() {
        let slot = Slot::default();
        let mut with_slot = RequestScope::new(RequestId::generate(), None, None);
        with_slot.extensions_mut().insert(slot.clone());
        let without = RequestScope::new(RequestId::generate(), None, None);

        busy().report().log();
        scope::within(&Arc::new(without), || busy().report().log());
        assert!(slot.last().is_none());
        scope::within(&Arc::new(with_slot), || {
            AccountError::bare().report().log();
            busy().report().log();
        });
        let kept = slot.last().map(|report| report.to_string()).unwrap_or_default();
        assert!(kept.starts_with("AccountError::Busy"), "{kept}");
    }
}
