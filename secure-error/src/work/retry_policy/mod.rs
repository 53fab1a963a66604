//! Retries a failed operation, if its error states that this is safe (feature `backon`).

use crate::error::AsSecure;
use crate::internal::Retry;
use crate::request::unwind::contained;
use backon::{BlockingRetry, BlockingRetryable, DefaultBlockingSleeper, DefaultSleeper, Retryable};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A retry policy: an operation is retried only if its error is [`Retry::Transient`].
///
/// | the error | |
/// |---|---|
/// | [`Transient`](Retry::Transient) | retried after a wait, up to [`max_attempts`](Self::max_attempts) attempts |
/// | [`UnknownOutcome`](Retry::UnknownOutcome) | never: a payment that timed out may have been made |
/// | [`Permanent`](Retry::Permanent), the default | never: it would fail again |
///
/// The wait before attempt *n* + 1 is a random time between zero and *base* × 2ⁿ⁻¹, at most the [`cap`](Self::cap) ("full
/// jitter"), so clients that failed together do not retry together. If the error has a `retry_after`, the wait is that time
/// plus the random time; if it is longer than the cap, the operation is not retried.
///
/// A retry is safe only if the operation is idempotent, or if a failure means that nothing was done.
/// `retry = transient` on a variant states that nothing was done. If that is uncertain, as after a timeout, write
/// `unknown_outcome`, and send an idempotency key with the operation.
///
/// [`backon`] does the waiting; pass it the sleep function of your runtime:
///
/// ```
/// use secure_error::SecureError;
/// use secure_error::work::RetryPolicy;
/// use std::time::Duration;
///
/// #[derive(SecureError)]
/// enum PaymentError {
///     #[public(status = 503, retry_after = 1)]
///     #[internal("the gateway refused the connection", retry = transient)]
///     Unreachable,
///     #[public(status = 504, code = "PAYMENT_OPEN", message = "It is not known whether the payment was made")]
///     #[internal("the gateway did not answer", retry = unknown_outcome, alert)]
///     TimedOut,
/// }
///
/// const JOBS: RetryPolicy = RetryPolicy::new().base(Duration::from_millis(200)).max_attempts(4);
///
/// # async fn charge(_: u64) -> Result<(), PaymentError> { Err(PaymentError::TimedOut) }
/// /// A job has no response, so the code that runs it logs the final error.
/// async fn process(order: u64) {
///     let charged = JOBS.retry(|| charge(order)).sleep(tokio::time::sleep).await;
///     if let Err(error) = charged {
///         error.report().log(); // with `retry` and `alert`
///         // A customer may see the public view only: error.public_message()
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(process(1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    base: Duration,
    cap: Duration,
    max_attempts: u32,
}

impl RetryPolicy {
    /// Creates the default policy: at most 5 attempts, waits of at most 0.1, 0.2, 0.4 and 0.8 seconds, and a cap of 30
    /// seconds.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            base: Duration::from_millis(100),
            cap: Duration::from_secs(30),
            max_attempts: 5,
        }
    }

    /// Sets the longest wait after the first failure; it doubles with each failure.
    #[must_use]
    pub const fn base(self, base: Duration) -> Self {
        Self { base, ..self }
    }

    /// Sets the limit of the doubling, which is also the longest accepted `retry_after`.
    #[must_use]
    pub const fn cap(self, cap: Duration) -> Self {
        Self { cap, ..self }
    }

    /// Sets the number of attempts, including the first. With 0 or 1 there is one attempt.
    #[must_use]
    pub const fn max_attempts(self, attempts: u32) -> Self {
        Self {
            max_attempts: attempts,
            ..self
        }
    }

    /// Returns how long to wait before the next attempt, after `failed` attempts of which the last ended in `error`, or
    /// `None` if there must be no further attempt.
    ///
    /// For a queue that keeps its jobs in a database and stores when a job runs next. The error may be a
    /// [`SecureError`](crate::SecureError) or a [`Fault`](crate::Fault).
    #[must_use]
    pub fn wait_after(&self, failed: u32, error: &(impl AsSecure + ?Sized)) -> Option<Duration> {
        let error = error.as_secure();
        if failed >= self.max_attempts || error.retry() != Retry::Transient {
            return None;
        }
        // An operation whose error panics is not retried.
        let asked = contained(|| error.public().retry_after())?;
        let asked = Duration::from_secs(asked.unwrap_or_default().into());
        let jitter = random_up_to(self.longest_jitter(failed));
        (asked <= self.cap).then(|| asked.saturating_add(jitter))
    }

    /// Runs an asynchronous operation, with retries by this policy. Set a sleep function, `.sleep(tokio::time::sleep)`,
    /// unless a feature of `backon` provides one, and await the result.
    ///
    /// `.notify(|error, wait| …)` is called before each wait. Another `.when(…)` can only stop retries: it cannot allow what
    /// the policy forbids. Do not use `.adjust(…)`: it replaces the waits of the policy, and together with a `.when(…)` it
    /// overrides the policy.
    pub fn retry<T, E, Work, Attempt>(
        self,
        work: Work,
    ) -> backon::Retry<Waits, T, E, Attempt, Work, DefaultSleeper, impl FnMut(&E) -> bool>
    where
        E: AsSecure,
        Work: FnMut() -> Attempt,
        Attempt: Future<Output = Result<T, E>>,
    {
        let (waits, is_allowed) = self.begin();
        Retryable::retry(work, waits).when(is_allowed)
    }

    /// Runs a blocking operation, with retries by this policy: `.sleep(std::thread::sleep).call()`.
    pub fn retry_blocking<T, E, Work>(
        self,
        work: Work,
    ) -> BlockingRetry<Waits, T, E, Work, DefaultBlockingSleeper, impl FnMut(&E) -> bool>
    where
        E: AsSecure,
        Work: FnMut() -> Result<T, E>,
    {
        let (waits, is_allowed) = self.begin();
        BlockingRetryable::retry(work, waits).when(is_allowed)
    }

    /// `backon` asks first whether, and then how long. Both are decided when it asks for the first, where the error is.
    fn begin<E: AsSecure>(self) -> (Waits, impl FnMut(&E) -> bool) {
        let next = Arc::new(Mutex::new(None));
        let waits = Waits {
            next: Arc::clone(&next),
        };
        let mut failed = 0_u32;
        let is_allowed = move |error: &E| {
            failed = failed.saturating_add(1);
            let wait = self.wait_after(failed, error);
            *next.lock().unwrap_or_else(PoisonError::into_inner) = wait;
            wait.is_some()
        };
        (waits, is_allowed)
    }

    fn longest_jitter(&self, failed: u32) -> Duration {
        let doublings = failed.saturating_sub(1);
        self.base.saturating_mul(2_u32.saturating_pow(doublings)).min(self.cap)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// The waits of one operation, for [`backon`]: each is the one that the policy chose for the last error.
#[derive(Debug)]
pub struct Waits {
    next: Arc<Mutex<Option<Duration>>>,
}

impl Iterator for Waits {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A random time, uniformly distributed. Without a random source it is the longest.
fn random_up_to(longest: Duration) -> Duration {
    getrandom::u64().map_or(longest, |random| part_of(longest, random))
}

/// From nothing, for 0, to the whole, for the greatest number.
fn part_of(whole: Duration, random: u64) -> Duration {
    // Saturates at 584 years.
    let nanos = u64::try_from(whole.as_nanos()).unwrap_or(u64::MAX);
    let part = (u128::from(random) * (u128::from(nanos) + 1)) >> u64::BITS;
    Duration::from_nanos(u64::try_from(part).unwrap_or(nanos))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
