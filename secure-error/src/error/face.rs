//! What `#[public(transparent)]` forwards.

use crate::error::AsSecure;
use crate::internal::Retry;
use crate::internal::report::{Cause, Causes, Report};
use crate::public::error::PublicError;
use crate::public::problem_type::ProblemType;
use std::borrow::Cow;

/// The field of a transparent variant: a [`SecureError`](crate::SecureError), with both of its channels, or a constant
/// response that is chosen at run time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no public face: it is not a `SecureError`",
    label = "cannot be forwarded unchanged",
    note = "`transparent` needs a field that is a `SecureError`, a `Fault`, a box of one, or a `&'static ProblemType`",
    note = "give the variant its own response, `#[public(status = …)]`, and mark the field `#[source]`"
)]
pub trait Face {
    /// The constant part of the response.
    fn problem_type(&self) -> &'static ProblemType;

    /// The public view.
    fn public(&self) -> PublicError<'_>;

    /// The message for the client.
    fn public_message(&self) -> Cow<'_, str>;

    /// The internal report. Returns `None` for a constant.
    fn report(&self) -> Option<Report<'_>>;

    /// Whether a retry can succeed.
    fn retry(&self) -> Retry;

    /// The error as a cause; a constant is none.
    fn causes(&self) -> Causes<'_>;
}

#[diagnostic::do_not_recommend]
impl<E: AsSecure> Face for E {
    fn problem_type(&self) -> &'static ProblemType {
        self.as_secure().problem_type()
    }

    fn public(&self) -> PublicError<'_> {
        self.as_secure().public()
    }

    fn public_message(&self) -> Cow<'_, str> {
        self.as_secure().public_message()
    }

    fn report(&self) -> Option<Report<'_>> {
        Some(self.as_secure().report())
    }

    fn retry(&self) -> Retry {
        self.as_secure().retry()
    }

    fn causes(&self) -> Causes<'_> {
        Cause::secure(self).into()
    }
}

impl Face for &'static ProblemType {
    fn problem_type(&self) -> &'static ProblemType {
        self
    }

    fn public(&self) -> PublicError<'_> {
        PublicError::constant(self)
    }

    fn public_message(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.message())
    }

    fn report(&self) -> Option<Report<'_>> {
        None
    }

    fn retry(&self) -> Retry {
        Retry::default()
    }

    fn causes(&self) -> Causes<'_> {
        Causes::none()
    }
}
