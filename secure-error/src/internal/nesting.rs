//! How deeply reports are nested on this thread: an error that creates a report while it is being reported, or a chain of
//! transparent errors, must not exhaust the stack.

use std::cell::Cell;

/// At most this many inside each other.
const MAX_NESTED: u8 = 16;

thread_local! {
    static DEPTH: Cell<u8> = const { Cell::new(0) };
    static TAKEN: Cell<bool> = const { Cell::new(false) };
}

/// Runs `make` unless too many are running already.
pub(super) fn nested<R>(make: impl FnOnce() -> R) -> Option<R> {
    let _level = Level::enter()?;
    Some(make())
}

/// Runs `make` unless this thread is at it already.
pub(super) fn alone<R>(make: impl FnOnce() -> R) -> Option<R> {
    let _turn = Turn::take()?;
    Some(make())
}

/// Given back even if what runs meanwhile panics.
struct Turn;

impl Turn {
    fn take() -> Option<Self> {
        // The thread is ending.
        let taken = TAKEN.try_with(|taken| taken.replace(true)).unwrap_or(true);
        (!taken).then_some(Self)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let _ = TAKEN.try_with(|taken| taken.set(false));
    }
}

/// One level, left again even if what runs on it panics.
struct Level;

impl Level {
    fn enter() -> Option<Self> {
        DEPTH.with(|depth| {
            if depth.get() >= MAX_NESTED {
                return None;
            }
            depth.set(depth.get() + 1);
            Some(Self)
        })
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get().saturating_sub(1)));
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::{alone, nested};

    fn descend(levels: u32) -> u32 {
        nested(|| descend(levels + 1)).unwrap_or(levels)
    }

    #[test]
    fn one_at_a_time_and_again_afterwards() {
        assert_eq!(alone(|| alone(|| 1)), Some(None));
        assert!(std::panic::catch_unwind(|| alone(|| std::panic::panic_any(1))).is_err());
        assert_eq!(alone(|| 1), Some(1));
    }

    #[test]
    fn a_descent_ends_and_can_begin_again() {
        assert_eq!(descend(0), 16);
        assert!(std::panic::catch_unwind(|| nested(|| std::panic::panic_any(1))).is_err());
        assert_eq!(descend(0), 16);
    }
}
