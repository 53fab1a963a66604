//! What failed is done again only if that is safe, and not too often or too soon. The clock is tokio's paused one.

use crate::sink;
use backon::{BackoffBuilder as _, ExponentialBuilder, Retryable as _};
use proptest::prelude::*;
use proptest::test_runner::Config;
use secure_error::work::{Retry, RetryPolicy};
use secure_error::{Fault, SecureError};
use std::cell::{Cell, RefCell};
use std::time::Duration;
use tokio::time::Instant;

#[derive(SecureError, Clone)]
enum PaymentError {
    #[public(status = 503)]
    #[internal("the gateway refused the connection", retry = transient)]
    Unreachable,
    #[public(status = 503, retry_after = 20)]
    #[internal("the gateway is being repaired", retry = transient)]
    Maintenance,
    #[public(status = 504)]
    #[internal("the gateway did not answer", retry = unknown_outcome, alert)]
    TimedOut,
    #[public(status = 422, code = "CARD_REFUSED", message = "The card was refused")]
    Refused,
}

use PaymentError::{Maintenance, Refused, TimedOut, Unreachable};

/// A gateway that fails as it is told, and then accepts; and how often it was asked.
struct Gateway {
    failures: RefCell<Vec<PaymentError>>,
    asked: Cell<u32>,
}

impl Gateway {
    fn failing(failures: &[PaymentError]) -> Self {
        Self {
            failures: RefCell::new(failures.iter().rev().cloned().collect()),
            asked: Cell::new(0),
        }
    }

    fn charge(&self) -> Result<&'static str, PaymentError> {
        self.asked.set(self.asked.get() + 1);
        self.failures.borrow_mut().pop().map_or(Ok("receipt"), Err)
    }
}

const POLICY: RetryPolicy = RetryPolicy::new()
    .base(Duration::from_secs(1))
    .cap(Duration::from_secs(30))
    .max_attempts(4);

/// What is left in the end, how often it was tried, and how long it took.
async fn process(failures: &[PaymentError]) -> (Result<&'static str, PaymentError>, u32, Duration) {
    let gateway = Gateway::failing(failures);
    let start = Instant::now();
    let charged = POLICY.retry(async || gateway.charge()).sleep(tokio::time::sleep).await;
    (charged, gateway.asked.get(), start.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_transient_failure_is_tried_again_until_it_has_passed() {
    let (charged, asked, took) = process(&[Unreachable, Unreachable]).await;
    assert_eq!((charged.ok(), asked), (Some("receipt"), 3));
    // The timer of tokio rounds up to milliseconds.
    assert!(took <= Duration::from_millis(1_000 + 2_000 + 2), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn after_the_last_attempt_the_last_error_is_left() {
    let (charged, asked, took) = process(&[Unreachable, Unreachable, Unreachable, Maintenance, Unreachable]).await;
    assert_eq!(asked, 4);
    assert!(matches!(charged, Err(Maintenance)));
    assert!(
        took < Duration::from_secs(8),
        "nothing is waited for after the last: {took:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_unknown_outcome_is_never_tried_again() {
    let (charged, asked, took) = process(&[TimedOut]).await;
    assert!(matches!(charged, Err(TimedOut)));
    assert_eq!((asked, took), (1, Duration::ZERO));

    let (charged, asked, _) = process(&[Unreachable, TimedOut]).await;
    assert!(matches!(charged, Err(TimedOut)));
    assert_eq!(asked, 2);
}

#[tokio::test(start_paused = true)]
async fn a_permanent_failure_is_never_tried_again() {
    let (charged, asked, _) = process(&[Refused]).await;
    assert!(matches!(charged, Err(Refused)));
    assert_eq!(asked, 1);
}

#[tokio::test(start_paused = true)]
async fn without_us_a_payment_that_timed_out_is_made_again() {
    let gateway = Gateway::failing(&[TimedOut]);
    let charged = (async || gateway.charge())
        .retry(ExponentialBuilder::default())
        .sleep(tokio::time::sleep)
        .await;
    assert_eq!((charged.ok(), gateway.asked.get()), (Some("receipt"), 2));
}

#[test]
fn without_us_jitter_comes_on_top_of_the_cap_and_never_below_the_base() {
    let second = Duration::from_secs(1);
    let waits: Vec<Duration> = ExponentialBuilder::default()
        .with_max_delay(second)
        .with_jitter()
        .with_max_times(50)
        .build()
        .collect();
    assert!(waits.iter().any(|wait| *wait > second) && waits.iter().all(|wait| *wait >= second));
}

#[tokio::test(start_paused = true)]
async fn a_condition_of_the_applications_own_can_stop_but_not_allow() {
    let gateway = Gateway::failing(&[TimedOut]);
    let retry = POLICY.retry(async || gateway.charge()).when(|_| true);
    assert!(retry.sleep(tokio::time::sleep).await.is_err());
    assert_eq!(gateway.asked.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_the_error_asks_for_is_waited_for() {
    let (charged, asked, took) = process(&[Maintenance]).await;
    assert_eq!((charged.ok(), asked), (Some("receipt"), 2));
    assert!((20.0..=21.1).contains(&took.as_secs_f64()), "{took:?}");

    let gateway = Gateway::failing(&[Maintenance]);
    let impatient = POLICY.cap(Duration::from_secs(19));
    let charged = impatient
        .retry(async || gateway.charge())
        .sleep(tokio::time::sleep)
        .await;
    assert!(
        charged.is_err() && gateway.asked.get() == 1,
        "never sooner than it was asked to"
    );
}

#[tokio::test(start_paused = true)]
async fn whoever_wants_to_know_is_told_before_each_wait() {
    let gateway = Gateway::failing(&[Unreachable, Maintenance]);
    let mut told = Vec::new();
    let charged = POLICY
        .retry(async || gateway.charge())
        .sleep(tokio::time::sleep)
        .notify(|error, wait| told.push((error.error_code(), wait)));
    assert!(charged.await.is_ok());
    assert_eq!(told.len(), 2);
    assert!(
        told[0].1 <= Duration::from_secs(1) && told[1].1 >= Duration::from_secs(20),
        "{told:?}"
    );
}

#[test]
fn a_blocking_operation_follows_the_same_policy() {
    for (failures, is_charged, attempts) in [
        (&[Unreachable, Maintenance][..], true, 3),
        (&[Unreachable, TimedOut], false, 2),
        (&[Refused], false, 1),
    ] {
        let gateway = Gateway::failing(failures);
        let charged = POLICY.retry_blocking(|| gateway.charge()).sleep(|_| ()).call();
        assert_eq!((charged.is_ok(), gateway.asked.get()), (is_charged, attempts));
    }
}

#[tokio::test(start_paused = true)]
async fn an_operation_may_be_sent_to_another_task_and_may_fail_by_a_fault() {
    let job = async {
        let charge = || async { Err::<(), _>(Fault::from(TimedOut)) };
        POLICY.retry(charge).sleep(tokio::time::sleep).await
    };
    assert_eq!(
        tokio::spawn(job).await.unwrap().unwrap_err().retry(),
        Retry::UnknownOutcome
    );
}

#[test]
fn a_job_that_fails_finally_is_one_record_with_an_alert() {
    let (log, ()) = sink::json(|| {
        let gateway = Gateway::failing(&[Unreachable, Unreachable, TimedOut]);
        let charged = POLICY.retry_blocking(|| gateway.charge()).sleep(|_| ()).call();
        if let Err(error) = charged {
            error.report().log();
        }
    });
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{log}");
    assert_eq!(records[0]["fields"]["alert"], true);
    assert_eq!(records[0]["fields"]["retry"], "unknown_outcome");
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_wait_is_in_its_bounds_and_they_end(
        base in 0_u64..10_000_000,
        cap in 0_u64..100_000_000,
        attempts in 0_u32..40,
    ) {
        let policy = RetryPolicy::new()
            .base(Duration::from_micros(base))
            .cap(Duration::from_micros(cap))
            .max_attempts(attempts);
        let mut failed = 0;
        let mut most = Duration::from_micros(base);
        loop {
            failed += 1;
            let Some(wait) = policy.wait_after(failed, &Unreachable) else { break };
            prop_assert!(wait <= most.min(Duration::from_micros(cap)), "{wait:?} after {failed}");
            most *= 2;
        }
        prop_assert_eq!(failed, attempts.max(1));
        let asked = Duration::from_secs(20);
        match policy.wait_after(1, &Maintenance) {
            Some(wait) => prop_assert!(wait >= asked && wait <= asked + Duration::from_micros(base.min(cap))),
            None => prop_assert!(attempts < 2 || Duration::from_micros(cap) < asked),
        }
        for never in [TimedOut, Refused] {
            prop_assert_eq!(policy.wait_after(1, &never), None);
        }
    }
}
