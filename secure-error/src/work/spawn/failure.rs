//! The failure of a task: its record, and the error that the caller gets.

use super::future::named;
use crate::error::{AsSecure, Fault, SecureError, sealed};
use crate::internal::Retry;
use crate::internal::log::Pending;
use crate::internal::offer;
use crate::internal::report::Report;
use crate::panics::{Panic, caught};
use crate::public::derived::Seal;
use crate::public::{ProblemType, PublicError, problem};
use crate::request::ledger::{Entry, Issued, Kind, Record, Sent};
use crate::request::scope::{self, RequestScope};
use crate::request::told::Told;
use crate::request::unwind::contained;
#[cfg(feature = "dev-details")]
use crate::text::node::Node;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// A task of [`spawn_reported`](crate::spawn_reported) or [`spawn_blocking_reported`](crate::spawn_blocking_reported) has
/// failed.
///
/// It shows the name of the task only. `?` converts it into a [`Fault`] with the public view of the error, or with the
/// constant 500 of a panic. The internal report is in the log, or will be: the record of a response that is made from it,
/// or from an error whose source it is, is the one record of both.
#[derive(Clone)]
pub struct TaskFailed(Arc<Failure>);

struct Failure {
    task: &'static str,
    what: What,
    told: Told,
}

enum What {
    Error(Fault),
    Panic(Arc<Panic>),
}

impl TaskFailed {
    /// The name that the task was given when it was started.
    #[must_use]
    pub fn task(&self) -> &'static str {
        self.0.task
    }

    pub(super) fn by_error(task: &'static str, fault: Fault) -> Self {
        // The error may panic while it creates its report.
        match caught(|| drop(fault.report())) {
            Ok(()) => Self::new(task, What::Error(fault), Told::default()),
            Err(panic) => {
                contained(|| drop(fault));
                Self::by_panic(task, panic)
            }
        }
    }

    pub(super) fn by_panic(task: &'static str, panic: Arc<Panic>) -> Self {
        let told = panic.told().clone();
        Self::new(task, What::Panic(panic), told)
    }

    fn new(task: &'static str, what: What, told: Told) -> Self {
        Self(Arc::new(Failure { task, what, told }))
    }

    /// Records the failure: with the response of its request, if that waits for its response, or else at once.
    pub(super) fn record(&self, request: Option<&RequestScope>, is_awaited: bool) {
        let record = FailureRecord {
            pending: Pending::of(&self.0.report()),
            told: self.0.told.clone(),
        };
        if let Some(ledger) = request.and_then(RequestScope::ledger) {
            let id = scope::id_of(request);
            let issued = Issued::nothing(self.0.status());
            let record: Arc<dyn Record> = Arc::new(record);
            ledger.enter_beside(Arc::new(Entry::new(
                Kind::Task { is_awaited },
                id,
                issued,
                Some(record),
            )));
        }
    }
}

impl Failure {
    fn error(&self) -> Option<&Fault> {
        match &self.what {
            What::Error(fault) => Some(fault),
            What::Panic(_) => None,
        }
    }
}

/// The record of a failure, unless another one includes it. It is written at the latest when it is dropped.
struct FailureRecord {
    pending: Pending,
    told: Told,
}

impl Record for FailureRecord {
    fn write(&self, sent: &Sent<'_>) {
        if self.told.tell() || sent.made_for.is_some() {
            Record::write(&self.pending, sent);
        }
    }

    fn code(&self) -> &'static str {
        self.pending.code()
    }

    #[cfg(feature = "dev-details")]
    fn details(&self) -> Option<Node<'_>> {
        self.pending.details()
    }
}

impl Drop for FailureRecord {
    fn drop(&mut self) {
        if self.told.tell() {
            self.pending.write_alone();
        }
    }
}

impl SecureError for Failure {
    fn problem_type(&self) -> &'static ProblemType {
        self.error().map_or(&problem::INTERNAL_ERROR, Fault::problem_type)
    }

    fn public(&self) -> PublicError<'_> {
        self.error()
            .map_or(PublicError::constant(&problem::INTERNAL_ERROR), Fault::public)
    }

    fn report(&self) -> Report<'_> {
        let report = match &self.what {
            What::Error(fault) => fault.report(),
            What::Panic(panic) => panic.report(),
        };
        report.with_fields([named(self.task)]).which_tells(&self.told)
    }

    fn __only_the_derive_implements_this_trait(&self, _: Seal<'_>) {}

    fn retry(&self) -> Retry {
        self.error().map_or(Retry::Permanent, Fault::retry)
    }
}

impl Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_display(self, f)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_debug(self, "TaskFailed", f)
    }
}

impl AsSecure for TaskFailed {
    fn as_secure(&self) -> &dyn SecureError {
        &*self.0
    }
}

impl From<TaskFailed> for Fault {
    #[track_caller]
    fn from(failed: TaskFailed) -> Self {
        Self::from(failed.0)
    }
}

impl Error for TaskFailed {}

impl fmt::Display for TaskFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Where only `dyn Error` is left, its report is recognised by this call.
        offer::offer(|| self.0.report());
        write!(f, "the task `{}` has failed; the log says why", self.0.task)
    }
}

impl fmt::Debug for TaskFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskFailed").field("task", &self.0.task).finish()
    }
}

/// Whether both are about the same failure of the same task.
impl PartialEq for TaskFailed {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for TaskFailed {}
