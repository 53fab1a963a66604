//! Logs a panic from within a hook.
//!
//! A panic inside a hook ends the process, and the panicking code may hold the lock that the log sink needs. So another
//! thread writes the record, where a sink that panics or blocks does no harm.

use super::panic::Panic;
use crate::request::scope::{self, RequestScope};
use crate::request::unwind::contained;
use std::cell::Cell;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long the panicking thread waits for its record; otherwise the process could end before it is written.
const PATIENCE: Duration = Duration::from_secs(3);

thread_local! {
    static SINK_PANICKED: Cell<bool> = const { Cell::new(false) };
}

/// Logs a panic of this thread. If there is no subscriber, or the log does not finish in time, one line on standard error
/// has its location, without its message.
pub(super) fn log(panic: &Arc<Panic>) {
    if panic.is_logged() {
        return;
    }
    let outcome = Arc::new(Outcome::default());
    let scene = Scene::here();
    let work = {
        let (panic, outcome) = (Arc::clone(panic), Arc::clone(&outcome));
        move || outcome.tell(contained(|| scene.within(|| is_written(&panic))).unwrap_or(false))
    };
    let started = thread::Builder::new().name("panic log".to_owned()).spawn(work);
    if started.is_err() || !outcome.wait() {
        last_words("a panic could not be logged at once", panic.location());
    }
}

/// For a sink that panics while it receives a record.
pub(super) fn sink_panicked(info: &PanicHookInfo<'_>) {
    SINK_PANICKED.set(true);
    last_words("the log panicked", info.location().map(ToString::to_string).as_deref());
}

fn is_written(panic: &Panic) -> bool {
    if is_heard() {
        panic.log();
        !SINK_PANICKED.get()
    } else {
        false
    }
}

#[cfg(feature = "tracing")]
fn is_heard() -> bool {
    tracing::enabled!(target: crate::internal::log::TARGET, tracing::Level::ERROR)
}

#[cfg(not(feature = "tracing"))]
const fn is_heard() -> bool {
    true
}

/// Whether the record was written, once that is known.
#[derive(Default)]
struct Outcome {
    known: Mutex<Option<bool>>,
    told: Condvar,
}

impl Outcome {
    fn tell(&self, written: bool) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(written);
        self.told.notify_all();
    }

    fn wait(&self) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.told.wait_timeout_while(known, PATIENCE, |known| known.is_none());
        let (known, _) = waited.unwrap_or_else(PoisonError::into_inner);
        known.unwrap_or(false)
    }
}

/// The surroundings of a record: the request scope, and the subscriber of the thread.
struct Scene {
    context: Option<Arc<RequestScope>>,
    #[cfg(feature = "tracing")]
    subscriber: tracing::Dispatch,
}

impl Scene {
    fn here() -> Self {
        Self {
            context: scope::current(),
            // Runs no code of the subscriber. While the subscriber is at work on this thread, there may be none.
            #[cfg(feature = "tracing")]
            subscriber: tracing::dispatcher::get_default(Clone::clone),
        }
    }

    fn within<R>(&self, run: impl FnOnce() -> R) -> R {
        let run = || scope::within_any(self.context.as_ref(), run);
        #[cfg(feature = "tracing")]
        let run = || tracing::dispatcher::with_default(&self.subscriber, run);
        run()
    }
}

/// Writes a constant line with a source location, in one piece. If that fails, there is nowhere left to report it.
fn last_words(what: &'static str, location: Option<&str>) {
    let place = location.unwrap_or("an unknown place").escape_debug();
    let line = format!("secure_error: {what}, at {place}\n");
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}
