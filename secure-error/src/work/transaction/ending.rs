//! A commit or a rollback that panics has failed; the error before it must not be lost.

use super::error::Failure;
use crate::request::unwind::{discard, text_of};
use std::any::Any;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// Ends a transaction, or returns why it failed to end.
pub(super) fn ended<D>(end: impl FnOnce() -> Result<(), D>, location: &'static Location<'static>) -> Result<(), Failure>
where
    D: Into<Box<dyn Error + Send + Sync>>,
{
    outcome(catch_unwind(AssertUnwindSafe(end)), location)
}

/// The same for an asynchronous driver.
pub(super) async fn ended_async<D>(
    end: impl Future<Output = Result<(), D>>,
    location: &'static Location<'static>,
) -> Result<(), Failure>
where
    D: Into<Box<dyn Error + Send + Sync>>,
{
    let mut end = pin!(end);
    poll_fn(
        |context| match catch_unwind(AssertUnwindSafe(|| end.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(ended)) => Poll::Ready(outcome(Ok(ended), location)),
            Err(payload) => Poll::Ready(outcome::<D>(Err(payload), location)),
        },
    )
    .await
}

type Caught<D> = Result<Result<(), D>, Box<dyn Any + Send>>;

fn outcome<D>(caught: Caught<D>, location: &'static Location<'static>) -> Result<(), Failure>
where
    D: Into<Box<dyn Error + Send + Sync>>,
{
    match caught {
        Ok(ended) => ended.map_err(|error| Failure::new(error, location)),
        Err(payload) => Err(Failure::new(Panicked::of(payload), location)),
    }
}

/// The panic message of the driver, if that was text.
struct Panicked(Option<String>);

impl Panicked {
    fn of(payload: Box<dyn Any + Send>) -> Self {
        let text = text_of(&*payload).map(str::to_owned);
        discard(payload);
        Self(text)
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(text) => write!(f, "it panicked: {text}"),
            None => f.write_str("it panicked"),
        }
    }
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Panicked(..)")
    }
}

impl Error for Panicked {}
