//! Why a transaction was not committed, and what is known about its outcome.

use crate::error::sealed;
use crate::error::{AsSecure, SecureError};
use crate::internal::Level;
use crate::internal::Retry;
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::{Cause, Report};
use crate::public::derived::Seal;
use crate::public::{ProblemType, PublicError, problem};
use serde::{Serialize, Serializer};
use std::any::type_name;
use std::error::Error;
use std::fmt;
use std::panic::Location;

const NAME: &str = "TransactionError";

/// The error of a [`Transaction`](crate::work::Transaction) whose work can fail with an `E`.
///
/// Clients see that error, or [`problem::OUTCOME_UNKNOWN`] if the commit failed. If you cannot use
/// [`Transaction`](crate::work::Transaction), construct this error yourself when your transaction fails.
///
/// It is a `SecureError`: `?` converts it into a [`Fault`](crate::Fault), or into an error with a variant that has
/// `#[public(transparent)]` and `#[from]`.
pub struct TransactionError<E>(Kind<E>);

enum Kind<E> {
    Undone(E),
    RollbackFailed(E, Box<Failure>),
    CommitFailed(Box<Failure>),
}

/// The error of a driver at the end of a transaction.
pub(super) struct Failure {
    error: Box<dyn Error + Send + Sync>,
    type_name: &'static str,
    location: &'static Location<'static>,
}

impl Failure {
    pub(super) fn new<F: Into<Box<dyn Error + Send + Sync>>>(error: F, location: &'static Location<'static>) -> Self {
        Self {
            error: error.into(),
            type_name: type_name::<F>(),
            location,
        }
    }

    fn cause(&self) -> Cause<'_> {
        Cause::plain(Some(self.type_name), &*self.error)
    }
}

impl<E> TransactionError<E> {
    /// Maps the error of the work, for example to one with another public view.
    pub fn map<F>(self, face: impl FnOnce(E) -> F) -> TransactionError<F> {
        TransactionError(match self.0 {
            Kind::Undone(error) => Kind::Undone(face(error)),
            Kind::RollbackFailed(error, failure) => Kind::RollbackFailed(face(error), failure),
            Kind::CommitFailed(failure) => Kind::CommitFailed(failure),
        })
    }

    /// The work failed, and nothing of it was done. The error is unchanged and keeps its own [`Retry`].
    pub const fn undone(error: E) -> Self {
        Self(Kind::Undone(error))
    }

    /// The work failed, and then its rollback failed. Clients see the error of the work; the report has both.
    #[track_caller]
    pub fn rollback_failed(error: E, rollback: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::rollback_failed_by(error, Failure::new(rollback, Location::caller()))
    }

    /// The work was done, and its commit failed: the outcome is unknown.
    #[track_caller]
    pub fn commit_failed(commit: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::commit_failed_by(Failure::new(commit, Location::caller()))
    }

    pub(super) fn rollback_failed_by(error: E, rollback: Failure) -> Self {
        Self(Kind::RollbackFailed(error, Box::new(rollback)))
    }

    pub(super) fn commit_failed_by(commit: Failure) -> Self {
        Self(Kind::CommitFailed(Box::new(commit)))
    }

    /// The error of the work. Returns `None` if only the commit failed.
    #[must_use]
    pub const fn error(&self) -> Option<&E> {
        match &self.0 {
            Kind::Undone(error) | Kind::RollbackFailed(error, _) => Some(error),
            Kind::CommitFailed(_) => None,
        }
    }
}

impl<E> From<E> for TransactionError<E> {
    fn from(error: E) -> Self {
        Self::undone(error)
    }
}

#[diagnostic::do_not_recommend]
impl<E: AsSecure> SecureError for TransactionError<E> {
    fn problem_type(&self) -> &'static ProblemType {
        self.error()
            .map_or(&problem::OUTCOME_UNKNOWN, |error| error.as_secure().problem_type())
    }

    fn public(&self) -> PublicError<'_> {
        self.error()
            .map_or(PublicError::constant(&problem::OUTCOME_UNKNOWN), |error| {
                error.as_secure().public()
            })
    }

    fn report(&self) -> Report<'_> {
        match &self.0 {
            Kind::Undone(error) => error.as_secure().report(),
            Kind::RollbackFailed(error, rollback) => error
                .as_secure()
                .report()
                .or_location(rollback.location)
                .with_unknown_outcome("rollback_failed", rollback.cause()),
            Kind::CommitFailed(commit) => {
                const ORIGIN: Origin = Origin {
                    variant: Some("CommitFailed"),
                    level: Some(Level::Error),
                    retry: Some(Retry::UnknownOutcome),
                    alert: true,
                    ..Origin::of_type(NAME)
                };
                ReportBuilder::new(ORIGIN, self.public())
                    .of(self)
                    .message(|f| f.write_str("the commit failed: it is not known whether the work was done"))
                    .location(commit.location)
                    .cause(commit.cause())
                    .build()
            }
        }
    }

    fn __only_the_derive_implements_this_trait(&self, _: Seal<'_>) {}

    fn retry(&self) -> Retry {
        match &self.0 {
            Kind::Undone(error) => error.as_secure().retry(),
            Kind::RollbackFailed(..) | Kind::CommitFailed(_) => Retry::UnknownOutcome,
        }
    }
}

impl<E: AsSecure> Error for TransactionError<E> {}

impl<E: AsSecure> fmt::Display for TransactionError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A framework that keeps an error as `dyn Any` displays it first.
        E::introduce();
        sealed::fmt_display(self, f)
    }
}

impl<E: AsSecure> fmt::Debug for TransactionError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_debug(self, NAME, f)
    }
}

impl<E: AsSecure> Serialize for TransactionError<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        sealed::serialize(self, serializer)
    }
}
