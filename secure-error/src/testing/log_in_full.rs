//! The log without a budget.

use crate::internal::budget::in_full;
use std::marker::PhantomData;

/// Logs every report of this thread in full, until the returned guard is dropped.
///
/// [`Report::log`](crate::Report::log) suppresses the text of a record if there are too many of its kind in one second. A
/// test that reads the text of many records, such as a property test, would reach that limit. Other threads are not
/// affected.
///
/// ```
/// let _full = secure_error::testing::log_in_full();
/// ```
#[must_use = "the budget is back as soon as this is dropped"]
pub fn log_in_full() -> LogInFull {
    LogInFull {
        before: in_full::want(true),
        of_this_thread: PhantomData,
    }
}

/// The guard of [`log_in_full`].
#[derive(Debug)]
pub struct LogInFull {
    before: bool,
    of_this_thread: PhantomData<*const ()>,
}

impl Drop for LogInFull {
    fn drop(&mut self) {
        in_full::want(self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::log_in_full;
    use crate::internal::budget::in_full;

    #[test]
    fn a_thread_is_back_to_its_budget_when_the_last_guard_is_gone() {
        let wanted = || {
            let wanted = in_full::want(false);
            in_full::want(wanted);
            wanted
        };
        let outer = log_in_full();
        drop(log_in_full());
        assert!(wanted());
        drop(outer);
        assert!(!wanted());
    }
}
