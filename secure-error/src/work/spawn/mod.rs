//! Tasks that nobody waits for, whose failures somebody should know about.

mod future;
mod output;

pub use output::{TaskFailed, TaskOutput};

use future::ReportedFuture;
use tokio::task::JoinHandle;

/// Starts a tokio task whose failure is logged, not swallowed (CWE-392).
///
/// For work that goes on after the answer, such as sending a mail: nobody looks at what a detached task returns. If it
/// panics, or its output is an error, there is one record in the log, with the name of the task in its fields. Behind a
/// `SecureErrorLayer` the record has the id of the request that started the task, also after the request was answered,
/// and [`RequestId::current`](crate::RequestId::current) is that id. With the feature `tracing`, the task runs in the span
/// that was current where it was started.
///
/// The output is `()`, or a `Result` whose error can become a [`Fault`](crate::Fault); an endless loop has none.
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
/// Whoever does wait gets [`TaskFailed`], which says nothing of the failure: tokio's own `JoinError` prints the payload of
/// a panic. A `JoinError` is left only for a task that was cancelled (by [`abort`](JoinHandle::abort) or because the
/// runtime ended), which is no failure and not logged.
///
/// An error of the task is no answer: that of the request is logged as always.
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
