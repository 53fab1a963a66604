//! Causes of any type, by the best means that the type offers.
//!
//! The same ladder as in [`field`](super::field): [`source`] yields the top, `.__secure_error_cause()` finds the first rung that fits.
//! A [`SecureError`](crate::SecureError) is asked first, because its `source()` is `None` and its `Display` is public. Below the
//! rungs for one error are those for several.

use crate::internal::report::{Cause, Causes, Reported};
use std::error::Error;
use std::fmt::Debug;
use std::ops::Deref;

/// The top of the ladder: `source(&value).__secure_error_cause()`.
pub fn source<T: ?Sized>(value: &T) -> ByReport<'_, T> {
    ByReport::new(value)
}

macro_rules! rungs {
    ($($(#[$doc:meta])* $name:ident => $next:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<'a, T: ?Sized>(&'a T, $next<'a, T>);

        impl<'a, T: ?Sized> $name<'a, T> {
            const fn new(value: &'a T) -> Self {
                Self(value, $next::new(value))
            }
        }

        impl<'a, T: ?Sized> Deref for $name<'a, T> {
            type Target = $next<'a, T>;

            fn deref(&self) -> &Self::Target {
                &self.1
            }
        }
    )*};
}

rungs! {
    /// First choice: the error has a report of its own.
    ByReport => ByError;
    /// Second choice: any error, even one that borrows.
    ByError => ByShownTarget;
    /// Third choice: a type that holds an error but does not implement `Error`: `Box<dyn Error>`, `anyhow::Error`,
    /// `eyre::Report`, `Rc<E>`. Its `Debug` may end in a backtrace.
    ByShownTarget => ByTarget;
    /// The same without `Debug`.
    ByTarget => EachByReport;
    /// Several errors with reports of their own, in a `Vec`, an array or another collection.
    EachByReport => EachByError;
    /// Several of any other error.
    EachByError => EachByTarget;
    /// Several pointers to errors.
    EachByTarget => BehindByReport;
    /// The same three behind a pointer: `Arc<[E]>`, `&[E]`.
    BehindByReport => BehindByError;
    /// The second of these.
    BehindByError => BehindByTarget;
    /// The third of these.
    BehindByTarget => NotAnError;
}

impl<'a, T: Reported> ByReport<'a, T> {
    /// The error with its internal channel.
    #[must_use]
    pub fn __secure_error_cause(&self) -> Causes<'a> {
        self.0.by_report().into()
    }
}

impl<'a, T: Error> ByError<'a, T> {
    /// The error with its `Display` and `source()`.
    #[must_use]
    pub fn __secure_error_cause(&self) -> Causes<'a> {
        self.0.by_error().into()
    }
}

impl<'a, T: Deref<Target: AsError> + Debug> ByShownTarget<'a, T> {
    /// The error behind the pointer.
    #[must_use]
    pub fn __secure_error_cause(&self) -> Causes<'a> {
        self.0.by_target().into()
    }
}

impl<'a, T: Deref<Target: AsError>> ByTarget<'a, T> {
    /// The error behind the pointer.
    #[must_use]
    pub fn __secure_error_cause(&self) -> Causes<'a> {
        Cause::plain(Some(std::any::type_name::<T>()), self.0.deref().as_error()).into()
    }
}

macro_rules! each {
    ($($each:ident $behind:ident: $item:ident, $cause:ident;)*) => {$(
        impl<'a, T: ?Sized> $each<'a, T>
        where
            &'a T: IntoIterator<Item: $item<'a>>,
        {
            /// Every error of a collection.
            #[must_use]
            pub fn __secure_error_cause(&self) -> Causes<'a> {
                Causes::several(self.0.into_iter().map($item::$cause))
            }
        }

        impl<'a, T: Deref + ?Sized> $behind<'a, T>
        where
            &'a T::Target: IntoIterator<Item: $item<'a>>,
        {
            /// Every error of the collection behind a pointer.
            #[must_use]
            pub fn __secure_error_cause(&self) -> Causes<'a> {
                Causes::several(self.0.deref().into_iter().map($item::$cause))
            }
        }
    )*};
}

each! {
    EachByReport BehindByReport: WithReport, by_report;
    EachByError BehindByError: AnyError, by_error;
    EachByTarget BehindByTarget: ErrorPointer, by_target;
}

/// A reference to an error with a report of its own.
pub trait WithReport<'a> {
    /// The error with its internal channel.
    #[doc(hidden)]
    fn by_report(self) -> Cause<'a>;
}

impl<'a, T: Reported> WithReport<'a> for &'a T {
    fn by_report(self) -> Cause<'a> {
        Cause::secure(self)
    }
}

/// A reference to any error.
pub trait AnyError<'a> {
    /// The error with its `Display` and `source()`.
    #[doc(hidden)]
    fn by_error(self) -> Cause<'a>;
}

impl<'a, T: Error> AnyError<'a> for &'a T {
    fn by_error(self) -> Cause<'a> {
        Cause::plain(Some(std::any::type_name::<T>()), self)
    }
}

/// A reference to a pointer to an error.
pub trait ErrorPointer<'a> {
    /// The error behind the pointer.
    #[doc(hidden)]
    fn by_target(self) -> Cause<'a>;
}

impl<'a, T: Deref<Target: AsError> + Debug> ErrorPointer<'a> for &'a T {
    fn by_target(self) -> Cause<'a> {
        Cause::behind(self, self.deref().as_error())
    }
}

/// The bottom: a compile error that says what to write.
#[derive(Debug)]
pub struct NotAnError<'a, T: ?Sized>(&'a T);

impl<'a, T: ?Sized> NotAnError<'a, T> {
    const fn new(value: &'a T) -> Self {
        Self(value)
    }

    /// Never callable: nothing implements [`Source`].
    #[must_use]
    #[expect(clippy::unused_self, reason = "it is found by method lookup")]
    pub fn __secure_error_cause(&self) -> Causes<'a>
    where
        T: Source,
    {
        Cause::plain(None, &std::fmt::Error).into()
    }
}

/// Never implemented; it carries the explanation when a source is not an error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error, so it cannot be a source",
    label = "this field does not implement `std::error::Error`",
    note = "a source is a `SecureError`, a type that implements `std::error::Error`, or a pointer to one such as `Box<dyn Error>` or `anyhow::Error`; or several of them, such as `Vec<E>`",
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
    fn seen(causes: &Causes<'_>) -> String {
        let seen = causes
            .first
            .iter()
            .chain(&causes.further)
            .map(|cause| match cause.kind {
                Kind::Secure(error) => format!("secure {}", error.own_report().type_name()),
                Kind::Plain(error) => format!("plain {error}"),
            });
        seen.collect::<Vec<_>>().join(", ")
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
    fn several_errors_are_several_causes() {
        use std::collections::VecDeque;

        let pair = || [account(), account()];
        let secure = pair();
        for seen in [
            seen(&source(&secure).__secure_error_cause()),
            seen(&source(&Vec::from(pair())).__secure_error_cause()),
            seen(&source(&VecDeque::from(pair())).__secure_error_cause()),
            seen(&source(&(Box::from(pair()) as Box<[AccountError<'_>]>)).__secure_error_cause()),
            seen(&source(&(Arc::from(pair()) as Arc<[AccountError<'_>]>)).__secure_error_cause()),
            seen(&source(&Arc::new(Vec::from(pair()))).__secure_error_cause()),
            seen(&source(&secure.as_slice()).__secure_error_cause()),
            seen(&source(&secure.map(Fault::from)).__secure_error_cause()),
        ] {
            assert_eq!(seen, "secure AccountError, secure AccountError");
        }
        let boxed = || Box::new(driver()) as Box<dyn Error + Send + Sync>;
        for seen in [
            seen(&source(&[driver(), driver()]).__secure_error_cause()),
            seen(&source(&vec![boxed(), boxed()]).__secure_error_cause()),
            seen(
                &source(&(Arc::from([boxed(), boxed()]) as Arc<[Box<dyn Error + Send + Sync>]>)).__secure_error_cause(),
            ),
            seen(&source(&vec![anyhow::Error::from(driver()), anyhow::anyhow!("driver")]).__secure_error_cause()),
        ] {
            assert_eq!(seen, "plain driver, plain driver");
        }
        assert_eq!(seen(&source(&Vec::<Driver>::new()).__secure_error_cause()), "");
        let many = (0..1000).map(|_| driver()).collect::<Vec<_>>();
        assert_eq!(source(&many).__secure_error_cause().further.len(), 16);
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
        let shown = format!("{:?}", source(&driver()).__secure_error_cause());
        assert_eq!(shown, "Causes { first: Some(Cause(..)), further: [] }");
    }
}
