//! Logs a panic from within a hook.
//!
//! A panic inside a hook ends the process, and whoever panics may hold the very lock that the log sink needs. So another
//! thread writes the record, and a sink that panics or waits there does no harm.

use super::panic::Panic;
use crate::request::scope::{self, RequestScope};
use crate::request::unwind::contained;
use std::cell::Cell;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long the thread that panics waits for its record; without that, the process could end before it is written.
const PATIENCE: Duration = Duration::from_secs(3);

thread_local! {
    static SINK_PANICKED: Cell<bool> = const { Cell::new(false) };
}

/// Logs a panic of this thread. If nobody listens, or the log does not answer, standard error tells where it was, and
/// nothing of what it said.
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

/// For a sink that panics while it is given a record.
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

/// What a record says about where it is written: the request, and the subscriber of the thread.
struct Scene {
    context: Option<Arc<RequestScope>>,
    #[cfg(feature = "tracing")]
    subscriber: tracing::Dispatch,
}

impl Scene {
    fn here() -> Self {
        Self {
            context: scope::current(),
            // Runs no code of the subscriber. While that is at work here, this may be none.
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

/// A constant line and a place of the source, in one piece. If that fails there is nowhere left to say so.
fn last_words(what: &'static str, location: Option<&str>) {
    let place = location.unwrap_or("an unknown place").escape_debug();
    let line = format!("secure_error: {what}, at {place}\n");
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}
