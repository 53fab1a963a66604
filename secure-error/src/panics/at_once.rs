//! Logs a panic from within a hook.
//!
//! A panic inside a hook ends the process, and the panicking code may hold the lock that the log sink needs. So another
//! thread writes the record, where a sink that panics or blocks does no harm. While a sink is stuck, so are the few threads
//! that write to it: the panics wait, and beyond a limit they are counted, and the next record says how many are missing.

use super::panic::Panic;
use crate::internal::report::Field;
use crate::request::scope::{self, RequestScope};
use crate::request::unwind::contained;
use std::cell::Cell;
use std::collections::VecDeque;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How long the panicking thread waits for its record; otherwise the process could end before it is written.
const PATIENCE: Duration = Duration::from_secs(3);

/// How many threads write at the same time.
const WRITERS: usize = 4;

/// How many panics wait for a thread.
const WAITING: usize = 1024;

static QUEUE: Mutex<Queue<Job>> = Mutex::new(Queue::new());

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
    let job = Job {
        panic: Arc::clone(panic),
        scene: Scene::here(),
        outcome: Arc::clone(&outcome),
    };
    let is_kept = match queue().push(job) {
        Pushed::Lost => false,
        Pushed::Waits => true,
        Pushed::NeedsWriter => start_writer(),
    };
    if !is_kept || !outcome.wait() {
        last_words("a panic could not be logged at once", panic.location());
    }
}

/// If no thread can be started, the job waits for the writer that the next panic starts.
fn start_writer() -> bool {
    let started = thread::Builder::new().name("panic log".to_owned()).spawn(|| {
        while let Some((job, missing)) = next() {
            job.run(missing);
        }
    });
    if started.is_err() {
        queue().writers -= 1;
    }
    started.is_ok()
}

fn next() -> Option<(Job, u64)> {
    queue().pop()
}

fn queue() -> MutexGuard<'static, Queue<Job>> {
    QUEUE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What waits for a writer, and how many writers there are. No code of the application runs under its lock.
struct Queue<T> {
    waiting: VecDeque<T>,
    writers: usize,
    /// For which there was no room since the last record.
    lost: u64,
}

#[derive(Debug, PartialEq, Eq)]
enum Pushed {
    Waits,
    NeedsWriter,
    Lost,
}

impl<T> Queue<T> {
    const fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            writers: 0,
            lost: 0,
        }
    }

    fn push(&mut self, job: T) -> Pushed {
        if self.waiting.len() >= WAITING {
            self.lost(1);
            return Pushed::Lost;
        }
        self.waiting.push_back(job);
        if self.writers >= WRITERS {
            return Pushed::Waits;
        }
        self.writers += 1;
        Pushed::NeedsWriter
    }

    fn lost(&mut self, number: u64) {
        self.lost = self.lost.saturating_add(number);
    }

    /// The next job of a writer, and how many were lost before it. If there is none, the writer ends.
    fn pop(&mut self) -> Option<(T, u64)> {
        let job = self.waiting.pop_front();
        if job.is_none() {
            self.writers = self.writers.saturating_sub(1);
        }
        Some((job?, std::mem::take(&mut self.lost)))
    }
}

/// A panic to log.
struct Job {
    panic: Arc<Panic>,
    scene: Scene,
    outcome: Arc<Outcome>,
}

impl Job {
    fn run(self, missing: u64) {
        let Self { panic, scene, outcome } = self;
        SINK_PANICKED.set(false);
        let had_record = panic.is_logged();
        let is_written = contained(|| scene.within(|| is_written(&panic, missing))).unwrap_or(false);
        if had_record || !is_written {
            queue().lost(missing);
        }
        outcome.tell(is_written);
        // Dropping the scene may drop a subscriber.
        contained(|| drop((panic, scene)));
    }
}

/// For a sink that panics while it receives a record.
pub(super) fn sink_panicked(info: &PanicHookInfo<'_>) {
    SINK_PANICKED.set(true);
    last_words("the log panicked", info.location().map(ToString::to_string).as_deref());
}

fn is_written(panic: &Panic, missing: u64) -> bool {
    if is_heard() {
        panic.log_with((missing > 0).then(|| Field::new("panics_not_logged", &missing)));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_writers_serve_all_and_end_when_nothing_waits() {
        let mut queue = Queue::new();
        let pushed: Vec<_> = (0..WRITERS + 2).map(|job| queue.push(job)).collect();
        let waits = pushed.iter().filter(|pushed| **pushed == Pushed::Waits).count();
        assert_eq!((waits, queue.writers), (2, WRITERS));
        for job in 0..WRITERS + 2 {
            assert_eq!(queue.pop(), Some((job, 0)));
        }
        for left in (0..WRITERS).rev() {
            assert_eq!((queue.pop(), queue.writers), (None, left));
        }
    }

    #[test]
    fn panics_without_room_are_counted_and_the_next_record_says_so() {
        let mut queue = Queue::new();
        for job in 0..WAITING {
            assert_ne!(queue.push(job), Pushed::Lost);
        }
        for job in 0..3 {
            assert_eq!(queue.push(job), Pushed::Lost);
        }
        assert_eq!(queue.pop(), Some((0, 3)));
        assert_eq!(queue.pop(), Some((1, 0)));
        assert_eq!(queue.push(0), Pushed::Waits);
    }
}
