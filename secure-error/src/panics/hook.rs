//! The panic hook: the only place that learns the location of a panic.

use super::at_once;
use super::panic::Panic;
use super::seen::{self, Seen};
use crate::request::unwind::{self, Catcher};
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Nothing can be caught: a panic that the hook does not log is not logged at all.
const ABORTS: bool = cfg!(panic = "abort");

static INSTALLED: Mutex<bool> = Mutex::new(false);
static QUIET: AtomicBool = AtomicBool::new(false);

/// A panic hook for the whole process. It adds the location of a panic to its record, and can keep panics off standard
/// error.
///
/// Call one of its two functions early in `main`:
///
/// | | without | [`install`](Self::install) | [`install_quiet`](Self::install_quiet) |
/// |---|---|---|---|
/// | panic behind a `SecureErrorLayer` or in `spawn_reported` | logged | logged with location | logged with location |
/// | any other panic | | | logged with location |
/// | standard error | every panic, with its payload | every panic, with its payload | no payload |
///
/// The record has the type `Panic`, the payload (sanitised and bounded like all text in the log), the request ID in a
/// request scope, and a backtrace if `RUST_BACKTRACE` is set.
///
/// ```no_run
/// use secure_error::PanicHook;
///
/// fn main() {
///     # let subscribe = || ();
///     subscribe(); // the log first: without it, a panic is one line without its payload
///     PanicHook::install_quiet();
///     // … and then the service.
/// }
/// ```
///
/// Installing it again changes nothing, except that the quiet mode wins. A hook that another crate sets later runs first
/// and decides whether this one is called. A panicking thread cannot install a hook.
///
/// # Programs with `panic = "abort"`
///
/// Nothing can be caught there: no layer responds to a panic, no `spawn_reported` continues after one, and a `Display` that
/// panics while it is logged ends the process like any other panic. What remains is the record. So both modes of this hook
/// log every panic, with its location and the request ID, before the process ends; without the hook there is no record. A
/// resumed panic (`std::panic::resume_unwind`) does not call the hook, so it leaves no record either.
#[derive(Debug)]
#[non_exhaustive]
pub struct PanicHook;

impl PanicHook {
    /// Adds the location of panics to their records, and then calls the previous hook: the output on standard error does
    /// not change.
    pub fn install() {
        install();
    }

    /// Replaces the previous hook: no panic payload is written to standard error (CWE-209: an `unwrap()` shows the `Debug`
    /// of an error there).
    ///
    /// A panic that this crate will not catch (in `main`, a thread, a task of `tokio::spawn`) is logged at once, even if the
    /// application catches it later. If there is no subscriber, or the log itself panics or does not finish within three
    /// seconds, one constant line on standard error has the location. While the log is stuck, at most four threads write to
    /// it and 1,024 panics wait for them; the next record has the number of all others in its field `panics_not_logged`.
    ///
    /// A panic of a `Display` while it is formatted for the log is not logged: the record has a remark in its place.
    pub fn install_quiet() {
        QUIET.store(true, Ordering::Relaxed);
        install();
    }
}

fn install() {
    let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
    // The standard library panics if a panicking thread sets a hook.
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

/// The catcher logs it, after all locks are released.
fn remember(info: &PanicHookInfo<'_>, quiet: bool) {
    let panic = Arc::new(Panic::of_hook(info));
    let several = seen::add(Seen { panic, untold: quiet });
    if quiet {
        several.iter().for_each(at_once::log);
    }
}
