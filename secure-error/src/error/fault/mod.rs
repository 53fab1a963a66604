//! One concrete error type, for code that does not need an error type of its own.

mod context;
mod foreign;
mod result;

pub use context::ContextExt;
pub use result::{OptionExt, ResultExt};

use crate::error::sealed;
use crate::error::{AsSecure, SecureError};
use crate::internal::Retry;
use crate::internal::report::Report;
use crate::public::derived::Seal;
use crate::public::status::problem_of;
use crate::public::{ProblemType, PublicError, Violations, problem};
use context::Context;
use foreign::Foreign;
use http::StatusCode;
use serde::{Serialize, Serializer};
use std::any::Any;
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;

/// Any error, with a response that is safe to send. Cheap to clone.
///
/// `?` converts a [`SecureError`] into a `Fault` and keeps both of its channels. An error of another crate is converted by
/// [`or_internal`](ResultExt::or_internal) or [`Fault::internal`]: the client reads "An internal error occurred", and the
/// log has the error and its causes.
///
/// ```
/// use secure_error::{Fault, OptionExt, ResultExt, problem};
///
/// fn age(form: &[(&str, &str)]) -> Result<u8, Fault> {
///     let (_, age) = form.iter().find(|(name, _)| *name == "age").or_problem(&problem::NOT_FOUND)?;
///     age.parse::<u8>().or_problem(&problem::BAD_REQUEST)
/// }
///
/// assert_eq!(age(&[]).unwrap_err().status(), 404);
/// assert_eq!(age(&[("age", "x")]).unwrap_err().to_string(), "Bad Request");
/// ```
///
/// `Display`, `Debug` and `Serialize` show the public view only. Like `anyhow::Error`, it does not implement [`Error`];
/// where an `Error` is needed, convert it into `Box<dyn Error + Send + Sync>`.
#[derive(Clone)]
pub struct Fault(Opaque);

/// The error behind a [`Fault`]: an `Error` without causes and with a public `Display`.
#[derive(Clone)]
struct Opaque(Arc<Held<dyn Erased>>);

struct Held<E: ?Sized> {
    /// Where the error was converted.
    location: &'static Location<'static>,
    error: E,
}

/// The operations that remain after type erasure.
trait Erased: Send + Sync {
    fn secure(&self) -> &dyn SecureError;
    fn any(&self) -> &dyn Any;
}

impl<E: SecureError + Send + Sync + 'static> Erased for E {
    fn secure(&self) -> &dyn SecureError {
        self
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

impl Fault {
    #[track_caller]
    fn new(error: impl SecureError + Send + Sync + 'static) -> Self {
        Self(Opaque(Arc::new(Held {
            location: Location::caller(),
            error,
        })))
    }

    /// Creates a fault that clients see as a constant 500, `INTERNAL_ERROR`. The source goes to the operators; it may be an
    /// error of any crate, text, an `anyhow::Error` or an `eyre::Report`.
    #[track_caller]
    #[must_use]
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::problem_with(&problem::INTERNAL_ERROR, source)
    }

    /// Creates a fault with this response and without a source.
    #[track_caller]
    #[must_use]
    pub fn problem(response: &'static ProblemType) -> Self {
        Self::new(Foreign::without_source(response, "Fault"))
    }

    /// Creates a fault with this response. The source, which caused it, is visible to operators only, unless it is
    /// [`Violations`]: they are listed in the response.
    #[track_caller]
    #[must_use]
    pub fn problem_with<S: Into<Box<dyn Error + Send + Sync>>>(response: &'static ProblemType, source: S) -> Self {
        Self::new(Foreign::new(response, source))
    }

    /// Creates a fault with the constant response of a status that is known only at run time, such as that of the rejection of
    /// a framework. A status below 400 becomes a 500. The source is visible to operators only.
    #[track_caller]
    #[must_use]
    pub fn status_with<S: Into<Box<dyn Error + Send + Sync>>>(status: StatusCode, source: S) -> Self {
        Self::problem_with(problem_of(status), source)
    }

    /// Adds what was being done, for operators: the headline of the report, above the error. The public view stays, and so
    /// do level, retry and event. An error keeps the eight contexts nearest to it.
    ///
    /// [`ContextExt`] does the same for a `Result`.
    #[track_caller]
    #[must_use]
    pub fn context(self, context: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Context::new(context.into(), self))
    }

    /// The constant part of the response: status, code, title, message and headers.
    pub fn problem_type(&self) -> &'static ProblemType {
        self.as_secure().problem_type()
    }

    /// The HTTP status of the response, 400 to 599.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.as_secure().status()
    }

    /// The machine-readable error code, such as `ACCOUNT_NOT_FOUND`.
    #[must_use]
    pub fn error_code(&self) -> &'static str {
        self.as_secure().error_code()
    }

    /// The message for the client.
    #[must_use]
    pub fn public_message(&self) -> Cow<'_, str> {
        self.as_secure().public_message()
    }

    /// The public view: everything that a client may see, and nothing else.
    pub fn public(&self) -> PublicError<'_> {
        self.as_secure().public()
    }

    /// The internal report, for operators only.
    pub fn report(&self) -> Report<'_> {
        self.as_secure().report()
    }

    /// Whether a retry can succeed.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.as_secure().retry()
    }

    /// The source location at which the error became a `Fault`.
    #[cfg(test)]
    fn location(&self) -> &'static Location<'static> {
        self.0.0.location
    }

    /// Returns the original error if it is an `E`, else `None`. The type of a foreign error is erased, so it never matches.
    #[must_use]
    pub fn downcast_ref<E: SecureError + 'static>(&self) -> Option<&E> {
        let mut fault = self;
        while let Some(context) = fault.held::<Context>() {
            fault = context.error();
        }
        fault.held()
    }

    fn held<E: 'static>(&self) -> Option<&E> {
        self.0.0.error.any().downcast_ref()
    }
}

impl<E: SecureError + Send + Sync + 'static> From<E> for Fault {
    #[track_caller]
    fn from(error: E) -> Self {
        Self::new(error)
    }
}

/// 422 Unprocessable Content, with the violations in the member `errors`.
impl From<Violations> for Fault {
    #[track_caller]
    fn from(violations: Violations) -> Self {
        Self::new(Foreign::of_violations(&problem::UNPROCESSABLE_CONTENT, violations))
    }
}

/// For interfaces that need an [`Error`]: it shows the public view and has no source.
impl From<Fault> for Box<dyn Error + Send + Sync> {
    fn from(fault: Fault) -> Self {
        Box::new(fault.0)
    }
}

impl AsSecure for Fault {
    fn as_secure(&self) -> &dyn SecureError {
        &self.0
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_debug(&self.0, "Fault", f)
    }
}

/// The public view.
impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        sealed::serialize(&self.0, serializer)
    }
}

impl Error for Opaque {}

impl fmt::Display for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_display(self, f)
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealed::fmt_debug(self, "Fault", f)
    }
}

impl SecureError for Opaque {
    fn problem_type(&self) -> &'static ProblemType {
        self.0.error.secure().problem_type()
    }

    fn public(&self) -> PublicError<'_> {
        self.0.error.secure().public()
    }

    fn report(&self) -> Report<'_> {
        self.0.error.secure().report().or_location(self.0.location)
    }

    fn __only_the_derive_implements_this_trait(&self, _: Seal<'_>) {}

    fn retry(&self) -> Retry {
        self.0.error.secure().retry()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::internal::fixtures::{AccountError, Driver, busy};
    use crate::public::violation;
    use std::rc::Rc;

    fn page(fault: &Fault) -> String {
        fault.report().expose_internal().to_string()
    }

    fn fails() -> Result<(), Box<AccountError<'static>>> {
        Err(Box::new(AccountError::new("NotFound", "no row")))
    }

    #[test]
    fn a_secure_error_keeps_both_faces_and_is_located_at_the_question_mark() {
        fn handler() -> Result<(), Fault> {
            fails()?;
            Ok(())
        }
        let fault = handler().unwrap_err();
        assert_eq!(fault.location().line(), line!() - 4);
        assert_eq!(fault.status().as_u16(), 404);
        assert_eq!(fault.error_code(), "ACCOUNT_NOT_FOUND");
        assert_eq!(fault.public_message(), "Account not found");
        let page = page(&fault);
        assert!(page.starts_with("AccountError::NotFound: no row\n"), "{page}");
        assert!(page.contains(&fault.location().to_string()), "{page}");
    }

    #[test]
    fn the_error_can_be_had_back() {
        let fault = Fault::from(busy());
        assert!(fault.downcast_ref::<AccountError<'static>>().is_some());
        assert!(fault.downcast_ref::<Arc<AccountError<'static>>>().is_none());
        assert_eq!(fault.retry(), Retry::Transient);
        assert_eq!(fault.problem_type(), busy().problem_type());
    }

    #[test]
    fn a_foreign_error_is_internal() {
        for (fault, headline) in [
            (
                Fault::internal(Driver::chain(2)),
                "secure_error::internal::fixtures::Driver: level 1",
            ),
            (
                Fault::internal(Box::new(Driver::chain(2)) as Box<dyn Error + Send + Sync>),
                "Driver: level 1",
            ),
            (
                Fault::internal(anyhow::Error::from(Driver::chain(2))),
                "anyhow::Error: level 1",
            ),
            (
                Fault::internal(eyre::Report::from(Driver::chain(2))),
                "eyre::Report: level 1",
            ),
            (Fault::internal("level 1"), "Fault: level 1"),
            (Fault::internal("level 1".to_owned()), "Fault: level 1"),
        ] {
            assert_eq!((fault.status().as_u16(), fault.error_code()), (500, "INTERNAL_ERROR"));
            assert_eq!(fault.to_string(), "An internal error occurred");
            let page = page(&fault);
            assert_eq!(page.lines().next(), Some(headline), "{page}");
            assert_eq!(
                page.contains("caused by   Driver: root"),
                !headline.starts_with("Fault"),
                "{page}"
            );
        }
    }

    #[test]
    fn a_secure_error_that_is_treated_as_foreign_keeps_its_internals() {
        let fault = fails().or_internal().unwrap_err();
        assert_eq!(fault.status().as_u16(), 500);
        let page = page(&fault);
        assert!(
            page.contains("caused by   AccountError::NotFound: no row (404 ACCOUNT_NOT_FOUND)"),
            "{page}"
        );
    }

    #[test]
    fn an_answer_may_be_chosen_for_an_error_or_for_nothing() {
        let parsed = "x".parse::<u8>().or_problem(&problem::BAD_REQUEST).unwrap_err();
        assert_eq!(parsed.status().as_u16(), 400);
        assert_eq!(parsed.location().line(), line!() - 2);
        assert!(page(&parsed).starts_with("core::num::error::ParseIntError: invalid digit found in string\n"));

        let missing = None::<u8>.or_problem(&problem::NOT_FOUND).unwrap_err();
        assert_eq!(missing.status().as_u16(), 404);
        assert_eq!(missing.location().line(), line!() - 2);
        assert!(
            page(&missing).starts_with("core::option::Option<u8>\n"),
            "{}",
            page(&missing)
        );

        assert_eq!(None::<u8>.or_internal().unwrap_err().status().as_u16(), 500);
        assert_eq!(Some(1).or_internal().unwrap(), 1);
        assert_eq!("1".parse::<u8>().or_internal().unwrap(), 1);
        assert_eq!(Fault::problem(&problem::GONE).status().as_u16(), 410);
    }

    #[test]
    fn a_context_is_the_headline_and_leaves_the_response_as_it_is() {
        let line = line!() + 1;
        let fault = fails().context("reading the account").unwrap_err();
        assert_eq!(fault.location().line(), line);
        assert_eq!(
            (fault.status().as_u16(), fault.error_code()),
            (404, "ACCOUNT_NOT_FOUND")
        );
        assert_eq!(fault.to_string(), "Account not found");
        assert!(fault.downcast_ref::<Box<AccountError<'static>>>().is_some());
        let page = page(&fault.context("making the page".to_owned()));
        let headlines: Vec<_> = page
            .lines()
            .map(str::trim)
            .filter(|line| line.contains("NotFound"))
            .collect();
        assert_eq!(
            headlines,
            [
                "AccountError::NotFound: making the page",
                "caused by   AccountError::NotFound: reading the account (404 ACCOUNT_NOT_FOUND)",
                "AccountError::NotFound: no row (404 ACCOUNT_NOT_FOUND)",
            ],
            "{page}"
        );
    }

    #[test]
    fn a_context_keeps_what_operators_go_by() {
        let plain = Fault::from(busy());
        let fault = plain.clone().context("locking the ledger");
        let facts = |fault: &Fault| {
            let report = fault.report();
            (
                fault.retry(),
                report.retry(),
                report.level(),
                report.alert(),
                report.event(),
            )
        };
        assert_eq!(facts(&fault), facts(&plain));
        let boxed: Box<dyn Error + Send + Sync> = fault.into();
        assert!(page(&Fault::internal(boxed)).contains("locking the ledger"));
    }

    #[test]
    fn a_foreign_error_with_a_context_is_named_once() {
        let fault = Err::<(), _>(Driver::chain(2))
            .or_internal()
            .with_context(|| format!("at {}", 7));
        let page = page(&fault.unwrap_err());
        let name = "secure_error::internal::fixtures::Driver";
        assert!(page.starts_with(&format!("{name}: at 7\n")), "{page}");
        assert_eq!(page.matches("level 1").count(), 1, "{page}");
        assert!(page.contains("\n              Driver: root"), "{page}");
        let erased: Box<dyn Error + Send + Sync> = "x".into();
        assert!(self::page(&Fault::internal(erased).context("parsing")).starts_with("Fault: parsing\n"));
        let missing = None::<u8>.context("reading the age").unwrap_err();
        assert!(self::page(&missing).contains("Option<u8>: reading the age\n"));
        assert_eq!(missing.location().line(), line!() - 2);
    }

    #[test]
    fn contexts_that_are_added_without_end_do_no_harm() {
        let mut fault = Fault::internal("root");
        for _ in 0..100_000 {
            fault = fault.context("again");
        }
        let page = page(&fault);
        assert_eq!(page.matches("again").count(), 8, "{page}");
        assert!(
            page.contains("root") && page.contains("contexts_omitted = 99992"),
            "{page}"
        );
    }

    #[test]
    fn violations_answer_422_and_are_listed() {
        let mut violations = Violations::new();
        violations.push(violation::MALFORMED.at("email"));
        let fault = Fault::from(violations);
        assert_eq!(fault.status().as_u16(), 422);
        assert_eq!(fault.public().violations().map(Violations::len), Some(1));
    }

    #[test]
    fn a_fault_shows_its_public_face_only() {
        let fault = Fault::internal(Driver::new("secret dsn"));
        let boxed: Box<dyn Error + Send + Sync> = fault.clone().into();
        for text in [
            fault.to_string(),
            format!("{fault:?}"),
            format!("{fault:#?}"),
            boxed.to_string(),
            format!("{boxed:?}"),
        ] {
            assert!(!text.contains("secret"), "{text}");
        }
        assert!(boxed.source().is_none());
        assert_eq!(
            format!("{fault:?}"),
            r#"Fault { status: 500, code: "INTERNAL_ERROR", message: "An internal error occurred" }"#
        );
    }

    #[test]
    fn a_fault_can_be_boxed_and_become_a_fault_again() {
        let boxed: Box<dyn Error + Send + Sync> = Fault::internal(Driver::new("deep")).into();
        assert!(page(&Fault::internal(boxed)).contains("Driver: deep"));
    }

    #[test]
    fn a_fault_can_be_sent_and_cloned() {
        fn sent<T: Send + Sync + Clone + 'static>(_: &T) {}
        let fault = Fault::from(busy());
        sent(&fault);
        assert_eq!(page(&fault), page(&fault.clone()));
        let _ = Rc::new(fault);
    }
}
