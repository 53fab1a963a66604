//! The panic hook: the one place that learns where a panic happens.

use super::at_once;
use super::panic::Panic;
use super::seen::{self, Seen};
use crate::request::unwind::{self, Catcher};
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Nothing can be caught: a panic that is not logged by the hook is logged by nobody.
const ABORTS: bool = cfg!(panic = "abort");

static INSTALLED: Mutex<bool> = Mutex::new(false);
static QUIET: AtomicBool = AtomicBool::new(false);

/// A panic hook for the whole process: it tells the log where a panic happened, and can keep panics off standard error.
///
/// Call one of its two functions early in `main`:
///
/// | | without | [`install`](Self::install) | [`install_quiet`](Self::install_quiet) |
/// |---|---|---|---|
/// | panic behind a `SecureErrorLayer` or in `spawn_reported` | logged | logged with location | logged with location |
/// | any other panic | | | logged with location |
/// | standard error | every panic, with its payload | every panic, with its payload | no payload |
///
/// The record has the type `Panic`, the payload (escaped and bounded like all text in the log), the id of the request if
/// the thread is answering one, and a backtrace if `RUST_BACKTRACE` asks the standard library for one.
///
/// ```no_run
/// use secure_error::PanicHook;
///
/// fn main() {
///     # let subscribe = || ();
///     subscribe(); // the log first: a panic that nobody hears is told by one line without its payload
///     PanicHook::install_quiet();
///     // … and then the service.
/// }
/// ```
///
/// Installing it again changes nothing, except that the quiet way wins. A hook that another crate sets later comes first
/// and decides whether this one is called. A thread that is panicking can install nothing.
///
/// # Programs with `panic = "abort"`
///
/// Nothing can be caught there: no layer answers a panic, no `spawn_reported` goes on after one, and a `Display` that
/// panics while it is logged ends the process like any other panic. What remains is the record. So both ways of this hook
/// log every panic, with its location and the id of the request, before the process ends; without the hook there is no
/// record. A panic that was resumed (`std::panic::resume_unwind`) calls no hook, so it leaves none either.
#[derive(Debug)]
#[non_exhaustive]
pub struct PanicHook;

impl PanicHook {
    /// Adds the location of panics to their records, and then calls the hook that was there before: what is on standard
    /// error stays as it is.
    pub fn install() {
        install();
    }

    /// Replaces the hook that was there before: no payload of a panic gets to standard error (CWE-209: an `unwrap()` shows
    /// the `Debug` of an error there).
    ///
    /// A panic that nothing of ours will catch (in `main`, a thread, a task of `tokio::spawn`) is logged at once, even if
    /// somebody catches it later. If nobody listens to the log, or the log itself panics or does not answer within three
    /// seconds, one constant line on standard error tells the location.
    ///
    /// A panic of a `Display` while it is written to the log is not logged: the record has a remark in its place.
    pub fn install_quiet() {
        QUIET.store(true, Ordering::Relaxed);
        install();
    }
}

fn install() {
    let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
    // The standard library refuses a hook from a thread that panics, by a panic.
    if *installed || thread::panicking() {
        return;
    }
    seen::expect_a_hook();
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let quiet = QUIET.load(Ordering::Relaxed);
        on_panic(info, quiet);
        if !quiet {
            previous(info);
        }
    }));
    *installed = true;
}

/// It must not panic: that would end the process.
fn on_panic(info: &PanicHookInfo<'_>, quiet: bool) {
    match unwind::catcher() {
        Catcher::Log if quiet => at_once::sink_panicked(info),
        Catcher::Log => {}
        _ if ABORTS => at_once::log(&Arc::new(Panic::of_hook(info))),
        Catcher::Reporter => remember(info, quiet),
        Catcher::Nobody if quiet => at_once::log(&Arc::new(Panic::of_hook(info))),
        Catcher::Nobody | Catcher::Container => {}
    }
}

/// Whoever catches it logs it, after it has let go of all locks.
fn remember(info: &PanicHookInfo<'_>, quiet: bool) {
    let panic = Arc::new(Panic::of_hook(info));
    let several = seen::add(Seen { panic, untold: quiet });
    if quiet {
        several.iter().for_each(at_once::log);
    }
}
