//! The trait that joins the two channels.

use crate::internal::Retry;
use crate::internal::report::{Report, Reported};
use crate::public::derived::Seal;
use crate::public::error::PublicError;
use crate::public::problem_type::ProblemType;
use http::StatusCode;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// An error with a public view for clients and an internal report for operators.
///
/// Only `#[derive(SecureError)]` can implement it, so the attributes of a type always state what it shows to whom. The
/// trait is dyn compatible.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no public face: it does not implement `SecureError`",
    label = "not a `SecureError`: derive it, or write `.or_internal()?`",
    note = "write `#[derive(SecureError)]` on `{Self}` if it is yours",
    note = "an error of another crate becomes a source of your own error (`#[from]`) or a `Fault` (`.or_internal()?`)"
)]
pub trait SecureError: std::error::Error {
    /// The constant part of the response: status, code, title, message and headers.
    fn problem_type(&self) -> &'static ProblemType;

    /// The public view: everything that a client may see, and nothing else.
    fn public(&self) -> PublicError<'_>;

    /// The internal report, for operators only. It is lazy: nothing is formatted or logged until the report is used, for
    /// example by [`Report::log`].
    fn report(&self) -> Report<'_>;

    #[doc(hidden)]
    fn __only_the_derive_implements_this_trait(&self, _: Seal<'_>);

    /// How values of this type are recognised, if one of its frameworks erases error types.
    #[doc(hidden)]
    fn __introduce()
    where
        Self: Sized,
    {
    }

    /// The HTTP status of the response, 400 to 599.
    fn status(&self) -> StatusCode {
        self.problem_type().status()
    }

    /// The machine-readable error code, such as `ACCOUNT_NOT_FOUND`.
    fn error_code(&self) -> &'static str {
        self.problem_type().code()
    }

    /// The message for the client.
    fn public_message(&self) -> Cow<'_, str> {
        self.public().into_message()
    }

    /// Whether a retry can succeed. [`Retry::Permanent`] unless the error states otherwise.
    fn retry(&self) -> Retry {
        Retry::Permanent
    }
}

/// A pointer to an error behaves like that error.
macro_rules! forward {
    ($(impl<$($lifetime:lifetime,)? $error:ident $(: ?$sized:ident)?> for $pointer:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($lifetime,)? $error: SecureError $(+ ?$sized)?> SecureError for $pointer {
            fn problem_type(&self) -> &'static ProblemType {
                (**self).problem_type()
            }

            fn public(&self) -> PublicError<'_> {
                (**self).public()
            }

            fn report(&self) -> Report<'_> {
                (**self).report()
            }

            fn __only_the_derive_implements_this_trait(&self, _: Seal<'_>) {}

            fn status(&self) -> StatusCode {
                (**self).status()
            }

            fn error_code(&self) -> &'static str {
                (**self).error_code()
            }

            fn public_message(&self) -> Cow<'_, str> {
                (**self).public_message()
            }

            fn retry(&self) -> Retry {
                (**self).retry()
            }
        }
    )*};
}

forward! {
    impl<'e, E: ?Sized> for &'e E;
    impl<E> for Box<E>;
    impl<E: ?Sized> for Arc<E>;
}

/// Everything that is, or points to, a [`SecureError`], errors without a name included.
///
/// The standard library does not implement `Error` for `Box<dyn …>` or `Rc<…>`, so those cannot be `SecureError`s.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no public face: it is not a `SecureError`",
    label = "not a `SecureError`, a `Fault` or a box of one",
    note = "write `#[derive(SecureError)]` on `{Self}` if it is yours",
    note = "an error of another crate becomes a source of your own error (`#[from]`) or a `Fault` (`.or_internal()?`)"
)]
pub trait AsSecure {
    /// The error itself.
    fn as_secure(&self) -> &dyn SecureError;

    /// Makes the type known, if it asks for that.
    fn introduce()
    where
        Self: Sized,
    {
    }
}

impl<E: SecureError> AsSecure for E {
    fn as_secure(&self) -> &dyn SecureError {
        self
    }

    fn introduce() {
        E::__introduce();
    }
}

impl<E: SecureError> AsSecure for Rc<E> {
    fn as_secure(&self) -> &dyn SecureError {
        &**self
    }
}

macro_rules! as_secure {
    ($($pointer:ty),* $(,)?) => {$(
        impl<'e> AsSecure for $pointer {
            fn as_secure(&self) -> &dyn SecureError {
                &**self
            }
        }
    )*};
}

as_secure!(
    Box<dyn SecureError + 'e>,
    Box<dyn SecureError + Send + 'e>,
    Box<dyn SecureError + Send + Sync + 'e>,
    Rc<dyn SecureError + 'e>,
);

impl<E: AsSecure> Reported for E {
    fn own_report(&self) -> Report<'_> {
        self.as_secure().report()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::internal::fixtures::{AccountError, busy};

    #[test]
    fn a_pointer_to_an_error_is_that_error() {
        fn face(error: &dyn SecureError) -> (u16, &'static str, String, Retry, &'static str) {
            let report = error.report().type_name();
            let message = error.public_message().into_owned();
            (
                error.status().as_u16(),
                error.error_code(),
                message,
                error.retry(),
                report,
            )
        }
        let message = "Service temporarily unavailable".to_owned();
        let expected = (503, "SERVICE_UNAVAILABLE", message, Retry::Transient, "AccountError");
        assert_eq!(face(&busy()), expected);
        assert_eq!(face(&&busy()), expected);
        assert_eq!(face(&Box::new(busy())), expected);
        assert_eq!(face(&Arc::new(busy())), expected);
        assert_eq!(
            face(&(Arc::new(busy()) as Arc<dyn SecureError + Send + Sync>)),
            expected
        );
        assert_eq!(face(Rc::new(busy()).as_secure()), expected);
        assert_eq!(face((Box::new(busy()) as Box<dyn SecureError>).as_secure()), expected);
        assert_eq!(face((Rc::new(busy()) as Rc<dyn SecureError>).as_secure()), expected);
    }

    #[test]
    fn a_constant_message_is_borrowed() {
        assert!(matches!(
            AccountError::bare().public_message(),
            Cow::Borrowed("Unauthorized")
        ));
    }

    #[test]
    fn a_sealed_error_shows_its_public_face_only() {
        let error = busy();
        assert_eq!(error.to_string(), "Service temporarily unavailable");
        assert_eq!(format!("{error:#}"), "Service temporarily unavailable");
        assert_eq!(
            format!("{error:.7}|{error:>32}"),
            "Service| Service temporarily unavailable"
        );
        assert_eq!(
            format!("{error:?}"),
            r#"AccountError { status: 503, code: "SERVICE_UNAVAILABLE", message: "Service temporarily unavailable" }"#
        );
        assert!(std::error::Error::source(&error).is_none());
    }
}
