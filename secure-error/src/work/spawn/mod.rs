//! Tasks and blocking work whose failures are logged.

mod failure;
mod future;
mod output;
mod scene;

pub use failure::TaskFailed;
pub use output::TaskOutput;

use crate::panics::caught;
use future::ReportedFuture;
use scene::Scene;
use tokio::task::JoinHandle;

/// Spawns a tokio task whose failure is logged, not lost (CWE-392).
///
/// For work that continues after the response, such as sending a mail: the output of a detached task is discarded. If the
/// task panics, or its output is an error, there is one record in the log, with the name of the task in its fields. Behind a
/// `SecureErrorLayer` the record has the ID of the request that started the task, even after the response was sent, and
/// [`RequestId::current`](crate::RequestId::current) returns that ID. With the feature `tracing`, the task runs in the span
/// in which it was started.
///
/// The output is `()`, a `Result` whose error converts into a [`Fault`](crate::Fault), or never returned (an endless loop).
///
/// ```
/// # async fn connect() -> std::io::Result<()> { Ok(()) }
/// use secure_error::{Fault, ResultExt, spawn_reported};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// spawn_reported("welcome_mail", async {
///     connect().await.or_internal()?;
///     Ok::<_, Fault>(())
/// });
/// # });
/// ```
///
/// Awaiting the handle returns [`TaskFailed`], which reveals nothing about the failure; tokio's own `JoinError` prints
/// the payload of a panic. A `JoinError` remains only for a cancelled task (by [`abort`](JoinHandle::abort) or because the
/// runtime ended), which is not a failure and not logged.
///
/// The record is written when the task fails, or, if its request has no response yet, when that is sent: the record of a
/// response that is made from the [`TaskFailed`] covers both. All other responses have a record of their own.
///
/// # Panics
///
/// Outside of a tokio runtime, like [`tokio::spawn`].
#[track_caller]
pub fn spawn_reported<F>(
    task: &'static str,
    future: F,
) -> JoinHandle<Result<<F::Output as TaskOutput>::Value, TaskFailed>>
where
    F: Future<Output: TaskOutput> + Send + 'static,
{
    tokio::spawn(ReportedFuture::new(task, future))
}

/// Runs blocking work on a thread of tokio, and logs its failure once (CWE-392).
///
/// Like [`spawn_reported`], for what [`tokio::task::spawn_blocking`] is for, such as hashing a password: a panic or an error
/// leaves one record, with the name of the work in its fields and the ID of the request, and
/// [`RequestId::current`](crate::RequestId::current) returns that ID inside. A plain `spawn_blocking` has no request, and a
/// response that is made from its `JoinError` leaves a second record.
///
/// ```
/// use secure_error::{Fault, ResultExt, spawn_blocking_reported};
///
/// # fn digest(file: &str) -> std::io::Result<u64> { Ok(7) }
/// async fn checksum() -> Result<u64, Fault> {
///     let work = spawn_blocking_reported("checksum", || digest("terms.pdf").or_internal());
///     Ok(work.await.or_internal()??)
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(checksum()).unwrap();
/// ```
///
/// `?` converts the [`TaskFailed`] into a [`Fault`](crate::Fault) with the public view of the error. The record of a response
/// that is made from it is the one record of both; a failure that the caller handles leaves the record of the work.
///
/// # Panics
///
/// Outside of a tokio runtime, like [`tokio::task::spawn_blocking`].
#[track_caller]
pub fn spawn_blocking_reported<F, R>(work: &'static str, run: F) -> JoinHandle<Result<R::Value, TaskFailed>>
where
    F: FnOnce() -> R + Send + 'static,
    R: TaskOutput,
{
    let scene = Scene::here(work, true);
    tokio::task::spawn_blocking(move || scene.within(|| scene.ended(caught(|| run().__outcome()))))
}
