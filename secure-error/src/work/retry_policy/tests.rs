use super::*;
use crate::Fault;
use crate::internal::fixtures::{AccountError, busy};
use crate::internal::origin::Origin;
use crate::public::problem;

fn error(retry: Retry) -> AccountError<'static> {
    let error = AccountError::bare();
    AccountError {
        origin: Origin {
            retry: Some(retry),
            ..error.origin
        },
        ..error
    }
}

#[test]
fn every_part_of_a_time_is_possible_and_none_is_more_likely() {
    let second = Duration::from_secs(1);
    assert_eq!(part_of(second, 0), Duration::ZERO);
    assert_eq!(part_of(second, u64::MAX), second);
    assert_eq!(part_of(second, 1 << 63), second / 2);
    assert_eq!(part_of(second, 1 << 62), second / 4);
    assert_eq!(part_of(Duration::ZERO, u64::MAX), Duration::ZERO);
    assert_eq!(part_of(Duration::from_nanos(1), 1 << 63), Duration::from_nanos(1));
    assert_eq!(part_of(Duration::MAX, u64::MAX), Duration::from_nanos(u64::MAX));
}

#[test]
fn waits_are_random() {
    let policy = RetryPolicy::new();
    let waits: std::collections::HashSet<_> = (0..100)
        .map(|_| policy.wait_after(1, &error(Retry::Transient)))
        .collect();
    assert!(waits.len() > 90, "{waits:?}");
    let half = policy.base / 2;
    assert!(waits.iter().flatten().any(|wait| *wait < half) && waits.iter().flatten().any(|wait| *wait > half));
}

#[test]
fn the_longest_wait_doubles_until_the_cap() {
    let policy = RetryPolicy::new()
        .base(Duration::from_secs(1))
        .cap(Duration::from_secs(10));
    let seconds = [0, 1, 2, 3, 4, 5, 6, 40, u32::MAX].map(|failed| policy.longest_jitter(failed).as_secs());
    assert_eq!(seconds, [1, 1, 2, 4, 8, 10, 10, 10, 10]);
    assert_eq!(policy.base(Duration::MAX).longest_jitter(9).as_secs(), 10);
    assert_eq!(
        policy.base(Duration::MAX).cap(Duration::MAX).longest_jitter(9),
        Duration::MAX
    );
    assert_eq!(RetryPolicy::default(), RetryPolicy::new());
}

#[test]
fn only_a_transient_error_is_tried_again_and_not_for_ever() {
    let policy = RetryPolicy::new().max_attempts(3);
    let may = |failed, retry| policy.wait_after(failed, &error(retry)).is_some();
    assert_eq!(
        [1, 2, 3, 4].map(|failed| may(failed, Retry::Transient)),
        [true, true, false, false]
    );
    assert!(!may(1, Retry::Permanent) && !may(1, Retry::UnknownOutcome));
    for once in [0, 1] {
        assert_eq!(policy.max_attempts(once).wait_after(1, &error(Retry::Transient)), None);
    }
    assert_eq!(
        policy.wait_after(1, &Fault::problem(&problem::SERVICE_UNAVAILABLE)),
        None
    );
    assert!(policy.wait_after(1, &Fault::from(error(Retry::Transient))).is_some());
}

#[test]
fn what_the_error_asks_for_is_the_least_and_the_cap_is_the_most() {
    // It asks for 30 seconds.
    let policy = RetryPolicy::new().base(Duration::from_secs(4));
    for _ in 0..100 {
        let wait = policy.wait_after(1, &busy()).unwrap_or_default();
        assert!((30.0..=34.0).contains(&wait.as_secs_f64()), "{wait:?}");
    }
    assert_eq!(policy.cap(Duration::from_secs(29)).wait_after(1, &busy()), None);
}
