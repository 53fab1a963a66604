//! Causes of any type, by the best means that the type offers.
//!
//! The same ladder as in [`field`](super::field): [`source`] yields the top, `.__secure_error_cause()` finds the first rung that fits.
//! A [`SecureError`](crate::SecureError) is asked first, because its `source()` is `None` and its `Display` is public.

use crate::internal::report::{Cause, Reported};
use std::error::Error;
use std::ops::Deref;

/// The top of the ladder: `source(&value).__secure_error_cause()`.
pub fn source<T: ?Sized>(value: &T) -> ByReport<'_, T> {
    ByReport(ByError(ByTarget(NotAnError(value))))
}

/// First choice: the error has a report of its own.
#[derive(Debug)]
pub struct ByReport<'a, T: ?Sized>(ByError<'a, T>);

impl<'a, T: Reported> ByReport<'a, T> {
    /// The error with its internal channel.
    #[must_use]
    pub fn __secure_error_cause(&self) -> Cause<'a> {
        Cause::secure(self.0.0.0.0)
    }
}

impl<'a, T: ?Sized> Deref for ByReport<'a, T> {
    type Target = ByError<'a, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Second choice: any error, even one that borrows.
#[derive(Debug)]
pub struct ByError<'a, T: ?Sized>(ByTarget<'a, T>);

impl<'a, T: Error> ByError<'a, T> {
    /// The error with its `Display` and `source()`.
    #[must_use]
    pub fn __secure_error_cause(&self) -> Cause<'a> {
        Cause::plain(Some(std::any::type_name::<T>()), self.0.0.0)
    }
}

impl<'a, T: ?Sized> Deref for ByError<'a, T> {
    type Target = ByTarget<'a, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Third choice: a type that holds an error but does not implement `Error`: `Box<dyn Error>`, `anyhow::Error`,
/// `eyre::Report`, `Rc<E>`.
#[derive(Debug)]
pub struct ByTarget<'a, T: ?Sized>(NotAnError<'a, T>);

impl<'a, T: Deref<Target: AsError>> ByTarget<'a, T> {
    /// The error behind the pointer.
    #[must_use]
    pub fn __secure_error_cause(&self) -> Cause<'a> {
        Cause::plain(Some(std::any::type_name::<T>()), self.0.0.deref().as_error())
    }
}

impl<'a, T: ?Sized> Deref for ByTarget<'a, T> {
    type Target = NotAnError<'a, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// The bottom: a compile error that says what to write.
#[derive(Debug)]
pub struct NotAnError<'a, T: ?Sized>(&'a T);

impl<'a, T: ?Sized> NotAnError<'a, T> {
    /// Never callable: nothing implements [`Source`].
    #[must_use]
    #[expect(clippy::unused_self, reason = "it is found by method lookup")]
    pub fn __secure_error_cause(&self) -> Cause<'a>
    where
        T: Source,
    {
        Cause::plain(None, &std::fmt::Error)
    }
}

/// Never implemented; it carries the explanation when a source is not an error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error, so it cannot be a source",
    label = "this field does not implement `std::error::Error`",
    note = "a source is a `SecureError`, a type that implements `std::error::Error`, or a pointer to one such as `Box<dyn Error>` or `anyhow::Error`",
    note = "mark a value that is not an error `#[internal]` instead; a field called `source` is always taken for the source"
)]
pub trait Source {}

/// Errors behind a pointer, in every common form of `dyn Error`.
pub trait AsError {
    /// The error itself.
    fn as_error(&self) -> &(dyn Error + 'static);
}

impl<E: Error + 'static> AsError for E {
    fn as_error(&self) -> &(dyn Error + 'static) {
        self
    }
}

macro_rules! as_error {
    ($($flavour:ty),* $(,)?) => {$(
        impl AsError for $flavour {
            fn as_error(&self) -> &(dyn Error + 'static) {
                self
            }
        }
    )*};
}

as_error!(dyn Error, dyn Error + Send, dyn Error + Sync, dyn Error + Send + Sync);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Fault;
    use crate::error::SecureError;
    use crate::internal::fixtures::{AccountError, Driver};
    use crate::internal::report::Kind;
    use std::rc::Rc;
    use std::sync::Arc;

    /// Which rung was taken, and what it would show.
    fn seen(cause: &Cause<'_>) -> String {
        match cause.kind {
            Kind::Secure(error) => format!("secure {}", error.own_report().type_name()),
            Kind::Plain(error) => format!("plain {error}"),
        }
    }

    fn account() -> AccountError<'static> {
        AccountError::new("NotFound", "internal")
    }

    fn driver() -> Driver {
        Driver::new("driver")
    }

    #[test]
    fn a_secure_error_is_asked_for_its_report() {
        let short_lived = String::from("borrowed");
        let static_one: &'static AccountError<'static> = Box::leak(Box::new(account()));
        for seen in [
            seen(&source(&account()).__secure_error_cause()),
            seen(&source(&AccountError::new("Borrows", &short_lived)).__secure_error_cause()),
            seen(&source(&static_one).__secure_error_cause()),
            seen(&source(&Box::new(account())).__secure_error_cause()),
            seen(&source(&Arc::new(account())).__secure_error_cause()),
            seen(&source(&Rc::new(account())).__secure_error_cause()),
            seen(&source(&(Box::new(account()) as Box<dyn SecureError + Send + Sync>)).__secure_error_cause()),
            seen(&source(&(Box::new(account()) as Box<dyn SecureError>)).__secure_error_cause()),
            seen(&source(&(Arc::new(account()) as Arc<dyn SecureError + Send + Sync>)).__secure_error_cause()),
            seen(&source(&Fault::from(account())).__secure_error_cause()),
        ] {
            assert_eq!(seen, "secure AccountError");
        }
    }

    #[test]
    fn any_other_error_is_taken_as_it_is() {
        let static_one: &'static Driver = Box::leak(Box::new(driver()));
        for seen in [
            seen(&source(&driver()).__secure_error_cause()),
            seen(&source(&static_one).__secure_error_cause()),
            seen(&source(&Box::new(driver())).__secure_error_cause()),
            seen(&source(&Rc::new(driver())).__secure_error_cause()),
            seen(&source(&(Box::new(driver()) as Box<dyn Error>)).__secure_error_cause()),
            seen(&source(&(Box::new(driver()) as Box<dyn Error + Send>)).__secure_error_cause()),
            seen(&source(&(Box::new(driver()) as Box<dyn Error + Send + Sync>)).__secure_error_cause()),
            seen(&source(&(Arc::new(driver()) as Arc<dyn Error + Send + Sync>)).__secure_error_cause()),
            seen(&source(&anyhow::Error::from(driver())).__secure_error_cause()),
            seen(&source(&eyre::Report::from(driver())).__secure_error_cause()),
        ] {
            assert_eq!(seen, "plain driver");
        }
    }

    #[test]
    fn an_error_may_borrow() {
        #[derive(Debug)]
        struct Borrows<'a>(&'a str);
        impl std::fmt::Display for Borrows<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.0)
            }
        }
        impl Error for Borrows<'_> {}

        let short_lived = String::from("short");
        assert_eq!(
            seen(&source(&Borrows(&short_lived)).__secure_error_cause()),
            "plain short"
        );
    }

    #[test]
    fn a_generic_parameter_uses_the_bound_it_has() {
        fn plain<T: Error>(error: &T) -> String {
            seen(&source(error).__secure_error_cause())
        }
        fn secure<T: SecureError>(error: &T) -> String {
            seen(&source(error).__secure_error_cause())
        }
        assert_eq!(plain(&driver()), "plain driver");
        assert_eq!(secure(&account()), "secure AccountError");
        assert_eq!(plain(&account()), "plain Account not found");
    }

    #[test]
    fn a_cause_shows_nothing_of_itself() {
        assert_eq!(format!("{:?}", source(&driver()).__secure_error_cause()), "Cause(..)");
    }
}
