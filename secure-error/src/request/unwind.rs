//! Application code may panic, even while a failure is handled.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static CATCHER: Cell<Catcher> = const { Cell::new(Catcher::Nobody) };
}

/// Which code of this crate will end a panic of this thread: a panic hook runs before that, and has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "tower", feature = "tokio")),
    allow(dead_code, reason = "only these report")
)]
pub(crate) enum Catcher {
    /// None: a plain thread, a task that others poll, `main`.
    Nobody,
    /// A reporter, which logs it.
    Reporter,
    /// A container, which expects it: the `Display` of a value panics, and the record of that value says so.
    Container,
    /// The log, around its sink: there is nowhere to report it.
    Log,
}

/// The innermost one on this thread.
pub(crate) fn catcher() -> Catcher {
    CATCHER.get()
}

/// Runs code that may panic. The caller discards what it leaves half done.
pub(crate) fn caught_by<R>(catcher: Catcher, run: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>> {
    let outer = CATCHER.replace(catcher);
    let outcome = catch_unwind(AssertUnwindSafe(run));
    CATCHER.set(outer);
    outcome
}

/// Runs code of the application; a panic in it is swallowed and yields `None`.
pub(crate) fn contained<R>(run: impl FnOnce() -> R) -> Option<R> {
    contained_by(Catcher::Container, run)
}

/// The same, for a catcher other than a [`Container`](Catcher::Container).
pub(crate) fn contained_by<R>(catcher: Catcher, run: impl FnOnce() -> R) -> Option<R> {
    caught_by(catcher, run).map_err(discard).ok()
}

/// The message of a panic. Returns `None` if the payload is not text.
pub(crate) fn text_of(payload: &(dyn Any + Send)) -> Option<&str> {
    let constant = payload.downcast_ref::<&'static str>().copied();
    constant.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}

/// Drops a panic payload, whose own `drop` may panic; the payload of that second panic is leaked, so it ends here.
pub(crate) fn discard(payload: Box<dyn Any + Send>) {
    if let Err(second) = caught_by(Catcher::Container, || drop(payload)) {
        std::mem::forget(second);
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    struct PanicsInDrop(u32);

    impl Drop for PanicsInDrop {
        fn drop(&mut self) {
            if self.0 > 0 {
                std::panic::panic_any(Self(self.0 - 1));
            }
        }
    }

    #[test]
    fn a_panic_ends_here_even_if_its_payload_panics() {
        assert_eq!(contained(|| 1), Some(1));
        assert_eq!(contained(|| std::panic::panic_any(PanicsInDrop(3))), None::<()>);
    }

    #[test]
    fn the_innermost_catcher_counts_and_is_gone_after_a_panic() {
        assert_eq!(catcher(), Catcher::Nobody);
        let outcome = caught_by(Catcher::Reporter, || {
            assert_eq!(catcher(), Catcher::Reporter);
            assert_eq!(contained(|| assert_eq!(catcher(), Catcher::Nobody)), None);
            assert_eq!(contained(catcher), Some(Catcher::Container));
            assert_eq!(contained_by(Catcher::Log, catcher), Some(Catcher::Log));
            catcher()
        });
        assert_eq!(outcome.ok(), Some(Catcher::Reporter));
        assert_eq!(catcher(), Catcher::Nobody);
    }
}
