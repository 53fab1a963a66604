//! Detached tasks whose failures are logged.

mod future;
mod output;

pub use output::{TaskFailed, TaskOutput};

use future::ReportedFuture;
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
/// Awaiting the handle returns [`TaskFailed`], which reveals nothing about the failure; tokio's own `JoinError` prints the
/// payload of a panic. A `JoinError` remains only for a cancelled task (by [`abort`](JoinHandle::abort) or because the
/// runtime ended), which is not a failure and not logged.
///
/// The record of the task is separate from that of the request.
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
