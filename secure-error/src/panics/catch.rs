//! Catches a panic, to report it.

use super::panic::Panic;
use super::seen::{self, Seen};
use crate::request::ledger::{Entry, Issued, Kind};
use crate::request::scope::{self, RequestScope};
use crate::request::unwind::{Catcher, caught_by};
use http::StatusCode;
use std::any::Any;
use std::sync::Arc;

/// Runs application code. Its state after a panic is the same as without this crate: there the task unwinds, and the rest of
/// the program continues.
///
/// The caller logs the panic. Other panics, which the code has caught itself, are entered for the request: one of them may
/// be the cause of its response. Without a request scope, they are logged here unless they were logged already.
pub(crate) fn caught<R>(run: impl FnOnce() -> R) -> Result<R, Arc<Panic>> {
    let outer = seen::begin();
    let outcome = caught_by(Catcher::Reporter, run);
    let mut seen = seen::end(outer);
    let outcome = outcome.map_err(|payload| known(payload, &mut seen));
    for other in seen {
        handled(&other);
    }
    outcome
}

fn handled(seen: &Seen) {
    let must_be_told = seen.untold;
    let scope = scope::current();
    if scope.as_deref().and_then(RequestScope::ledger).is_some() {
        let entry = Entry::new(
            Kind::Panic { must_be_told },
            scope::id_of(scope.as_deref()),
            Issued::nothing(StatusCode::INTERNAL_SERVER_ERROR),
            Some(seen.panic.record(None)),
        );
        scope::enter(entry);
    } else if must_be_told {
        seen.panic.log();
    }
}

/// The panic that the hook has seen. Returns `None` without our hook, or if the panic was resumed.
fn known(payload: Box<dyn Any + Send>, seen: &mut Vec<Seen>) -> Arc<Panic> {
    let panic = match payload.downcast::<Arc<Panic>>() {
        // One that we have caught before, and held.
        Ok(panic) => return *panic,
        Err(payload) => Panic::of_payload(payload),
    };
    match seen.iter().rposition(|seen| seen.panic.says_the_same(&panic)) {
        Some(index) => seen.remove(index).panic,
        None => Arc::new(panic),
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    fn panic(run: impl FnOnce()) -> Option<Arc<Panic>> {
        caught(run).err()
    }

    fn said(run: impl FnOnce()) -> Option<String> {
        panic(run)?.text().map(str::to_owned)
    }

    #[test]
    fn a_panic_is_known_by_its_text_if_it_has_one() {
        assert_eq!(said(|| panic!("constant")).as_deref(), Some("constant"));
        assert_eq!(said(|| panic!("number {}", 7)).as_deref(), Some("number 7"));
        assert_eq!(said(|| std::panic::panic_any(7)), None);
        assert!(panic(|| std::panic::panic_any(7)).is_some());
        assert!(panic(|| ()).is_none());
    }

    #[test]
    fn without_a_hook_nobody_knows_where_it_was() {
        let panic = panic(|| panic!("somewhere"));
        assert_eq!(panic.as_deref().and_then(Panic::location), None);
    }
}
