//! Nothing of the prelude is in scope.

#![no_implicit_prelude]

use ::core::fmt::Error as FormatError;
use ::core::option::Option;
use ::core::panic::Location;
use ::core::time::Duration;
use ::secure_error::{ProblemType, PublicValue, SecureError, Violations};
use ::std::backtrace::Backtrace;
use ::std::boxed::Box;
use ::std::path::PathBuf;
use ::std::string::String;

const DENIED: ProblemType = ProblemType::new(403, "DENIED", "Denied");

#[derive(PublicValue)]
enum Plan {
    #[public("free")]
    Free,
}

#[derive(PublicValue)]
struct Cents(u64);

#[derive(SecureError)]
#[secure_error(axum, type_base = "https://example.com/", domain = "example.com")]
enum Everything {
    #[public(status = 409, code = "SHORT", title = "Short", message = "{left} {plan}", retry_after = wait,
             header("x-hint" = "later"), grpc = ALREADY_EXISTS)]
    #[internal("{file} {name:>1$} {:?} {x}", .name.len(), 6, x = self.number(), level = "warn", retry = transient, alert)]
    Full {
        #[public]
        left: Option<Cents>,
        #[public]
        plan: Plan,
        #[public]
        wait: Duration,
        #[public]
        wrong: Violations,
        file: PathBuf,
        name: String,
        #[internal(with = ::secure_error::mask::redact)]
        masked: u8,
        sealed: u8,
    },
    #[public(DENIED)]
    Borrowed,
    #[public(status = 401, challenge = "Bearer realm=\"api\"")]
    Challenge,
    #[public(status = 405, allow = "GET")]
    Allow,
    #[public(transparent)]
    Inner(#[from] Box<Everything>),
    Source {
        #[from]
        source: Option<FormatError>,
        backtrace: Option<Backtrace>,
        location: &'static Location<'static>,
    },
}

impl Everything {
    fn number(&self) -> u8 {
        match self {
            Self::Full { masked, sealed, .. } => masked + sealed,
            _ => 0,
        }
    }
}

#[derive(SecureError)]
#[secure_error(unsealed)]
struct Unsealed(FormatError);

impl ::core::fmt::Debug for Unsealed {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, f)
    }
}

impl ::core::fmt::Display for Unsealed {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Display::fmt(&self.0, f)
    }
}

impl ::core::error::Error for Unsealed {}

#[derive(SecureError)]
#[internal("{0:?}")]
struct Generic<T>(T);

#[test]
fn every_feature_of_the_derive_works_without_a_prelude() {
    let full = Everything::Full {
        left: Option::Some(Cents(1)),
        plan: Plan::Free,
        wait: Duration::ZERO,
        wrong: Violations::new(),
        file: ::core::convert::From::from("/etc"),
        name: ::core::convert::From::from("ann"),
        masked: 1,
        sealed: 2,
    };
    ::std::assert_eq!(super::headline(&full), "Everything::Full: /etc    ann 3 3");
    ::std::assert_eq!(::std::string::ToString::to_string(&full), "1 free");
    let inner: Everything = ::core::convert::Into::into(FormatError);
    let outer: Everything = ::core::convert::Into::into(Box::new(inner));
    for error in [outer, Everything::Borrowed, Everything::Challenge, Everything::Allow] {
        let page = super::page(&error);
        ::std::assert!(page.starts_with("Everything::"), "{page}");
    }
    ::std::assert_eq!(super::headline(&Generic(1)), "Generic: 1");
    ::std::assert!(super::headline(&Unsealed(FormatError)).starts_with("Unsealed: an error"));
}
