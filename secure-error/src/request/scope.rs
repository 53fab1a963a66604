//! The scope of the current request, available without passing it along.
//!
//! A boundary opens the scope around every poll of the future of the request, and closes it again, so a thread that
//! continues with another request sees the scope of that request. Another task has none, unless `spawn_reported` started it.
#![cfg_attr(
    not(all(feature = "tower", feature = "tokio")),
    allow(
        dead_code,
        reason = "only a boundary opens a context, and only a task carries one on"
    )
)]

use super::id::RequestId;
use super::ledger::{Entry, Ledger};
use super::names::Names;
#[cfg(any(feature = "jsonrpsee", feature = "rmcp"))]
use super::target::Rpc;
use super::target::Target;
use super::trace_parent::TraceParent;
use http::Extensions;
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

thread_local! {
    static CURRENT: RefCell<Option<Arc<RequestScope>>> = const { RefCell::new(None) };
}

/// In the extensions of a request with development details: what to call if a format shows none.
#[cfg(feature = "dev-details")]
#[derive(Clone)]
pub(crate) struct ShowsReports(pub(crate) Arc<dyn Fn() + Send + Sync>);

/// One request.
#[derive(Debug)]
pub(crate) struct RequestScope {
    names: Names,
    /// The failures that wait to be sent. `None` where no boundary waits for them.
    ledger: Option<Ledger>,
    /// Values of the modules above, opaque here.
    extensions: Extensions,
    /// The same request in the scope of the outer boundary.
    outer: Option<Arc<Self>>,
    /// The application has logged a report itself, where no boundary waits for failures.
    reported: AtomicBool,
}

impl RequestScope {
    pub(crate) fn new(request_id: RequestId, client_request_id: Option<RequestId>, trace: Option<TraceParent>) -> Self {
        Self::named(Names {
            request_id,
            client_request_id,
            trace,
            target: Arc::default(),
        })
    }

    fn named(names: Names) -> Self {
        Self {
            names,
            ledger: Some(Ledger::default()),
            extensions: Extensions::new(),
            outer: None,
            reported: AtomicBool::new(false),
        }
    }

    /// What the request asks for.
    pub(crate) fn asking_for(mut self, target: Target) -> Self {
        self.names.target = Arc::new(target);
        self
    }

    /// The same request as one call of this procedure.
    #[cfg(any(feature = "jsonrpsee", feature = "rmcp"))]
    pub(crate) fn calling(self, rpc: Rpc) -> Self {
        let target = self.target().calling(rpc);
        self.asking_for(target)
    }

    /// For a boundary inside a boundary: the same ids, extensions and ledger.
    pub(crate) fn inside(outer: &Arc<Self>) -> Self {
        Self {
            outer: Some(Arc::clone(outer)),
            ledger: None,
            extensions: outer.extensions.clone(),
            ..outer.continued()
        }
    }

    /// For work that continues after the response, such as a subscription: the same IDs, and a ledger of its own.
    pub(crate) fn continued(&self) -> Self {
        Self::named(self.names.clone())
    }

    /// For a task that outlives the request: the same IDs, and no boundary that sends its failures.
    pub(crate) fn detached(&self) -> Self {
        Self {
            ledger: None,
            ..self.continued()
        }
    }

    pub(crate) const fn names(&self) -> &Names {
        &self.names
    }

    /// What the request asks for.
    pub(crate) fn target(&self) -> &Target {
        &self.names.target
    }

    /// Ours, unless the application trusts the sender's.
    pub(crate) const fn request_id(&self) -> RequestId {
        self.names.request_id
    }

    pub(crate) const fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Inner boundaries see the extensions of outer ones, and may replace them for themselves.
    pub(crate) const fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.extensions
    }

    /// That of the outermost boundary, which sends.
    pub(crate) fn ledger(&self) -> Option<&Ledger> {
        let mut scope = self;
        while let Some(outer) = scope.outer.as_deref() {
            scope = outer;
        }
        scope.ledger.as_ref()
    }

    /// Notes that the application has logged a report itself.
    pub(crate) fn note_report(&self) {
        match self.ledger() {
            Some(ledger) => ledger.note_report(),
            None => self.reported.store(true, Ordering::Relaxed),
        }
    }

    /// Whether it has done so since the last call, where no boundary waits for failures.
    pub(crate) fn take_report(&self) -> bool {
        self.reported.swap(false, Ordering::Relaxed)
    }

    /// Whether a boundary around this one sends the response.
    pub(crate) const fn is_inner(&self) -> bool {
        self.outer.is_some()
    }
}

impl RequestId {
    /// Returns the ID of the current request scope, for example to log it or to send it to another service.
    ///
    /// There is a scope behind a `SecureErrorLayer` (feature `tower`), in the code that the request itself awaits, and in
    /// tasks and blocking work that this code started with `spawn_reported` and `spawn_blocking_reported` (feature `tokio`).
    /// So do bodies that the layer follows, and [`stream`](crate::stream)`::reported` streams. Elsewhere this returns `None`:
    /// another task, another thread and a plain `spawn_blocking` have no scope; pass the ID to them.
    ///
    /// ```
    /// use secure_error::RequestId;
    ///
    /// assert_eq!(RequestId::current(), None);
    /// ```
    #[must_use]
    pub fn current() -> Option<Self> {
        current().map(|context| context.request_id())
    }
}

/// The ID of a response: that of its request, or a new one without a scope.
pub(crate) fn id_of(context: Option<&RequestScope>) -> RequestId {
    context.map_or_else(RequestId::generate, RequestScope::request_id)
}

/// The current request scope.
pub(crate) fn current() -> Option<Arc<RequestScope>> {
    let clone = |current: &RefCell<Option<Arc<RequestScope>>>| current.try_borrow().ok()?.clone();
    // The thread may be ending.
    CURRENT.try_with(clone).ok().flatten()
}

/// Enters a failure of the request of this thread. Where there is no boundary, its record is written at once.
pub(crate) fn enter(entry: Entry) -> Arc<Entry> {
    let entry = Arc::new(entry);
    let scope = current();
    match scope.as_deref().and_then(RequestScope::ledger) {
        Some(ledger) => ledger.enter(Arc::clone(&entry)),
        None => entry.write_now(scope.as_deref().map(RequestScope::names)),
    }
    entry
}

/// Runs something for a request. What was the context before is so again afterwards, also after a panic.
pub(crate) fn within<R>(context: &Arc<RequestScope>, run: impl FnOnce() -> R) -> R {
    within_any(Some(context), run)
}

/// The same with a scope or without one.
pub(crate) fn within_any<R>(context: Option<&Arc<RequestScope>>, run: impl FnOnce() -> R) -> R {
    let _restored = Restore(replace(context.map(Arc::clone)));
    run()
}

/// The previous scope.
struct Restore(Option<Arc<RequestScope>>);

impl Drop for Restore {
    fn drop(&mut self) {
        replace(self.0.take());
    }
}

fn replace(new: Option<Arc<RequestScope>>) -> Option<Arc<RequestScope>> {
    let swap = |current: &RefCell<Option<Arc<RequestScope>>>| {
        let mut current = current.try_borrow_mut().ok()?;
        std::mem::replace(&mut *current, new)
    };
    CURRENT.try_with(swap).ok().flatten()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    fn context(id: &str) -> Arc<RequestScope> {
        Arc::new(RequestScope::new(RequestId::parse(id).unwrap(), None, None))
    }

    fn current_id() -> Option<String> {
        RequestId::current().map(|id| id.to_string())
    }

    #[test]
    fn a_context_ends_where_it_began_even_by_a_panic() {
        assert_eq!(current_id(), None);
        within(&context("outer"), || {
            assert_eq!(current_id().unwrap(), "outer");
            within(&context("inner"), || assert_eq!(current_id().unwrap(), "inner"));
            assert_eq!(current_id().unwrap(), "outer");
            within_any(None, || assert_eq!(current_id(), None));
            assert_eq!(current_id().unwrap(), "outer");
            let panicking = AssertUnwindSafe(|| within(&context("panicking"), || panic!("in a handler")));
            catch_unwind(panicking).unwrap_err();
            assert_eq!(current_id().unwrap(), "outer");
        });
        assert_eq!(current_id(), None);
    }

    #[test]
    fn other_threads_have_no_part_in_it() {
        within(&context("here"), || {
            assert_eq!(std::thread::spawn(current_id).join().unwrap(), None);
        });
    }

    #[test]
    fn what_is_left_outside_is_found_inside_and_not_the_other_way_round() {
        let mut outer = RequestScope::new(RequestId::generate(), None, None);
        outer.extensions_mut().insert("outer");
        let outer = Arc::new(outer);
        let mut inner = RequestScope::inside(&outer);
        assert_eq!(inner.extensions().get(), Some(&"outer"));
        inner.extensions_mut().insert("inner");
        assert_eq!(inner.extensions().get(), Some(&"inner"));
        assert_eq!(outer.extensions().get(), Some(&"outer"));
    }

    #[test]
    fn a_boundary_inside_shares_the_ledger_of_the_outermost() {
        let outer = context("outer");
        let inner = Arc::new(RequestScope::inside(&outer));
        let innermost = RequestScope::inside(&inner);
        innermost.ledger().unwrap().note_report();
        assert!(outer.ledger().unwrap().has_report());
        assert!(innermost.is_inner() && !outer.is_inner());
        assert_eq!(innermost.request_id(), outer.request_id());
    }

    #[test]
    fn what_goes_on_after_the_response_has_no_part_in_its_ledger() {
        let request = context("request");
        request.ledger().unwrap().note_report();
        assert!(!request.continued().ledger().unwrap().has_report());
        assert!(request.detached().ledger().is_none());
        assert_eq!(request.detached().request_id(), request.request_id());
    }
}
