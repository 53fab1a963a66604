//! The times at which responses are sent.

use std::time::Duration;

/// The resolution of tokio timers.
const SHORTEST: Duration = Duration::from_millis(1);
/// Replaces a quantum that is too short. It is noticeable, and most work takes less.
const INSTEAD: Duration = Duration::from_secs(1);
/// No client waits longer, and the sum with any instant stays in range.
const LONGEST: Duration = Duration::from_secs(3600);

/// The time between two of them, from a millisecond to an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quantum(Duration);

impl Quantum {
    pub(super) const fn new(wanted: Duration) -> Self {
        let nanos = wanted.as_nanos();
        if nanos < SHORTEST.as_nanos() {
            Self(INSTEAD)
        } else if nanos > LONGEST.as_nanos() {
            Self(LONGEST)
        } else {
            Self(wanted)
        }
    }

    pub(super) const fn get(self) -> Duration {
        self.0
    }

    /// The time until the next whole multiple, at least the first.
    pub(super) fn missing(self, elapsed: Duration) -> Duration {
        let (quantum, elapsed) = (self.0.as_nanos(), elapsed.as_nanos());
        let multiple = quantum * elapsed.div_ceil(quantum).max(1);
        Duration::from_nanos(u64::try_from(multiple - elapsed).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn answers_leave_at_the_next_multiple_and_never_at_once() {
        let quantum = Quantum::new(millis(100));
        for (elapsed, leaves) in [
            (0, 100),
            (1, 100),
            (99, 100),
            (100, 100),
            (101, 200),
            (200, 200),
            (1_050, 1_100),
        ] {
            assert_eq!(millis(elapsed) + quantum.missing(millis(elapsed)), millis(leaves));
        }
        let hair = Duration::from_nanos(100_000_001);
        assert_eq!(hair + quantum.missing(hair), millis(200));
    }

    #[test]
    fn a_mistake_slows_down_and_does_not_switch_off() {
        for mistake in [Duration::ZERO, Duration::from_nanos(1), Duration::from_micros(999)] {
            assert_eq!(Quantum::new(mistake).get(), millis(1_000));
        }
        assert_eq!(Quantum::new(millis(1)).get(), millis(1));
        assert_eq!(Quantum::new(Duration::MAX).get(), millis(3_600_000));
    }

    #[test]
    fn no_time_is_too_long() {
        for wanted in [Duration::ZERO, millis(1), Duration::MAX] {
            for elapsed in [Duration::ZERO, Duration::MAX] {
                let quantum = Quantum::new(wanted);
                assert!(quantum.missing(elapsed) <= quantum.get());
            }
        }
    }
}
