//! How many reports are being made inside each other on this thread: an error that makes a report while it is being
//! reported, or a chain of transparent errors, must not use up the stack.

use std::cell::Cell;

/// At most this many inside each other.
const MAX_NESTED: u8 = 16;

thread_local! {
    static DEPTH: Cell<u8> = const { Cell::new(0) };
}

/// Runs `make` unless too many are running already.
pub(super) fn nested<R>(make: impl FnOnce() -> R) -> Option<R> {
    let _level = Level::enter()?;
    Some(make())
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
    use super::nested;

    fn descend(levels: u32) -> u32 {
        nested(|| descend(levels + 1)).unwrap_or(levels)
    }

    #[test]
    fn a_descent_ends_and_can_begin_again() {
        assert_eq!(descend(0), 16);
        assert!(std::panic::catch_unwind(|| nested(|| std::panic::panic_any(1))).is_err());
        assert_eq!(descend(0), 16);
    }
}
