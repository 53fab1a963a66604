//! The log without a budget.

use crate::internal::budget::in_full;
use std::marker::PhantomData;

/// Lets this thread log every report in full, until what it returns is dropped.
///
/// [`Report::log`](crate::Report::log) leaves the text out of a record if there are too many of its kind in one second. A
/// test that reads the text of many records, such as one that tries random values, would come too close to that. What
/// other threads log is not changed.
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

/// See [`log_in_full`].
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
