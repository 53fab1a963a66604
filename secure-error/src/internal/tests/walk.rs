#![allow(clippy::panic, reason = "tests may panic")]

use super::*;
use crate::error::Fault;
use crate::error::SecureError;
use crate::internal::builder::ReportBuilder;
use crate::internal::chain::source;
use crate::internal::fixtures::{AccountError, Driver, Inner};
use std::backtrace::Backtrace;
use std::fmt;

fn chain(error: &dyn SecureError) -> Chain {
    Chain::of(&error.report(), 1 + MAX_CAUSES)
}

/// `name: message` of every link.
fn shown(error: &dyn SecureError) -> Vec<String> {
    let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "-".to_owned());
    chain(error)
        .links
        .iter()
        .map(|link| format!("{}: {}", text(&link.name), text(&link.message)))
        .collect()
}

fn plain(error: impl Error + Send + Sync + 'static) -> AccountError<'static> {
    AccountError::new("Outer", "outer").because(Inner::Plain(Box::new(error)))
}

/// An error that displays itself and its cause by closures.
struct Odd {
    display: fn(&mut fmt::Formatter<'_>) -> fmt::Result,
    source: fn(&Self) -> Option<&(dyn Error + 'static)>,
}

impl fmt::Debug for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Odd").finish_non_exhaustive()
    }
}

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.display)(f)
    }
}

impl Error for Odd {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        (self.source)(self)
    }
}

/// Wraps any error; its own text includes that of the cause, or is it.
#[derive(Debug)]
struct Wrapper(&'static str, Box<dyn Error + Send + Sync>);

impl fmt::Display for Wrapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0, self.1)
    }
}

impl Error for Wrapper {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.1)
    }
}

#[test]
fn plain_causes_are_listed_with_their_types() {
    let error = plain(Driver::chain(3));
    assert_eq!(
        shown(&error),
        [
            "AccountError::Outer: outer",
            "Driver: level 2",
            "Driver: level 1",
            "Driver: root"
        ]
    );
}

#[test]
fn a_chain_of_any_depth_ends_at_the_limit() {
    let error = plain(Driver::chain(100_000));
    let chain = chain(&error);
    assert_eq!(chain.links.len(), 1 + MAX_CAUSES);
    assert!(chain.cut && !chain.truncated);
}

#[test]
fn a_chain_of_exactly_the_limit_is_whole() {
    let error = plain(Driver::chain(MAX_CAUSES));
    let chain = chain(&error);
    assert_eq!(chain.links.len(), 1 + MAX_CAUSES);
    assert!(!chain.cut);
}

#[test]
fn an_error_that_is_its_own_source_is_listed_once() {
    let error = plain(Odd {
        display: |f| f.write_str("again"),
        source: |it| Some(it),
    });
    assert_eq!(shown(&error), ["AccountError::Outer: outer", "Odd: again"]);
    assert!(chain(&error).cut);
}

#[test]
fn an_error_at_the_address_of_its_first_field_is_another_error() {
    #[derive(Debug)]
    struct Newtype(Driver);
    impl fmt::Display for Newtype {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("newtype")
        }
    }
    impl Error for Newtype {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }
    let error = plain(Newtype(Driver::new("inside")));
    assert_eq!(
        shown(&error),
        ["AccountError::Outer: outer", "Newtype: newtype", "Driver: inside"]
    );
}

#[test]
fn panics_in_display_and_source_are_contained() {
    let error = plain(Odd {
        display: |_| panic!("display"),
        source: |_| panic!("source"),
    });
    assert_eq!(
        shown(&error),
        ["AccountError::Outer: outer", "Odd: <unprintable: panicked>"]
    );
}

#[test]
fn a_failing_display_is_a_remark() {
    let error = plain(Odd {
        display: |_| Err(fmt::Error),
        source: |_| None,
    });
    assert_eq!(
        shown(&error),
        ["AccountError::Outer: outer", "Odd: <unprintable: formatting failed>"]
    );
}

#[test]
fn a_display_that_formats_its_own_report_ends() {
    #[derive(Debug)]
    struct Loops;
    impl fmt::Display for Loops {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            // Every level displays a new secure error whose cause is this one.
            write!(f, "{}", plain(Self))
        }
    }
    impl Error for Loops {}
    assert!(chain(&plain(Loops)).links.len() <= 1 + MAX_CAUSES);
}

#[test]
fn a_redacted_cause_shows_its_type_and_nothing_below() {
    #[derive(Debug)]
    struct Untouchable;
    impl fmt::Display for Untouchable {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("must not be formatted")
        }
    }
    impl Error for Untouchable {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            panic!("must not be asked")
        }
    }
    let boxed = AccountError::new("Outer", "outer").because(Inner::Redacted(Box::new(Untouchable)));
    assert_eq!(shown(&boxed), ["AccountError::Outer: outer", "-: [REDACTED]"]);

    let error = AccountError::bare();
    let typed = ReportBuilder::new(error.origin, error.public())
        .cause(source(&Untouchable).__secure_error_cause().redacted())
        .build();
    let links = Chain::of(&typed, 1 + MAX_CAUSES).links;
    assert!(
        links
            .get(1)
            .and_then(|link| link.name.as_deref())
            .is_some_and(|name| name.ends_with("::Untouchable"))
    );

    let secure = ReportBuilder::new(error.origin, error.public())
        .cause(source(&boxed).__secure_error_cause().redacted())
        .build();
    let links = Chain::of(&secure, 1 + MAX_CAUSES).links;
    assert_eq!(
        links.iter().map(|link| link.message.as_deref()).collect::<Vec<_>>(),
        [None, Some("[REDACTED]")]
    );
}

#[test]
fn nested_secure_errors_keep_their_internals() {
    let inner = AccountError {
        fields: vec![("id", Some("7".to_owned())), ("pin", None)],
        ..plain(Driver::new("disk"))
    };
    let outer = AccountError::new("Top", "top").because(Inner::Secure(Box::new(inner)));
    assert_eq!(
        shown(&outer),
        ["AccountError::Top: top", "AccountError::Outer: outer", "Driver: disk"]
    );
    let links = chain(&outer).links;
    let inner = links.get(1).map(|link| (link.answer, link.fields.clone()));
    let fields = vec![("id", "7".to_owned()), ("pin", "[REDACTED]".to_owned())];
    assert_eq!(inner, Some((Some((404, "ACCOUNT_NOT_FOUND")), fields)));
}

#[test]
fn a_nested_error_without_internal_message_shows_its_public_one() {
    let outer = AccountError::new("Top", "top").because(Inner::Secure(Box::new(AccountError::bare())));
    assert_eq!(
        shown(&outer),
        ["AccountError::Top: top", "AccountError::Bare: Unauthorized"]
    );
}

#[test]
fn a_long_chain_of_nested_reports_ends_at_the_limit() {
    let nest = |inner, _| AccountError::new("Nested", "nested").because(Inner::Secure(Box::new(inner)));
    let error = (0..1000).fold(AccountError::bare(), nest);
    let chain = chain(&error);
    assert!(chain.cut);
    assert_eq!(chain.links.len(), 1 + MAX_CAUSES);
}

#[test]
fn a_secure_error_behind_dyn_error_is_found() {
    let inner = || plain(Driver::new("disk"));
    for hidden in [
        Box::new(inner()) as Box<dyn Error + Send + Sync>,
        Box::new(std::sync::Arc::new(inner())),
        Box::new(Box::new(inner())),
        Fault::from(inner()).into(),
        anyhow::Error::from(inner()).into(),
        std::io::Error::other(inner()).into(),
    ] {
        let outer = AccountError::new("Top", "top").because(Inner::Plain(hidden));
        let shown = shown(&outer);
        assert_eq!(
            shown,
            ["AccountError::Top: top", "AccountError::Outer: outer", "Driver: disk"]
        );
    }
}

#[test]
fn a_secure_error_in_the_middle_of_a_chain_is_found_once() {
    let error = plain(Wrapper(
        "while saving: ",
        Box::new(Wrapper("", Box::new(plain(Driver::new("disk"))))),
    ));
    assert_eq!(
        shown(&error),
        [
            "AccountError::Outer: outer",
            "Wrapper: while saving: Account not found",
            "AccountError::Outer: outer",
            "Driver: disk"
        ]
    );
}

#[test]
fn anyhow_context_and_what_it_wraps_are_both_shown() {
    let hidden = anyhow::Error::from(plain(Driver::new("disk"))).context("reading the ledger");
    let outer = AccountError::new("Top", "top").because(Inner::Plain(hidden.into()));
    let shown = shown(&outer);
    let tail = shown.get(2..).unwrap_or_default();
    assert!(
        shown.get(1).is_some_and(|line| line.ends_with("reading the ledger")),
        "{shown:?}"
    );
    assert_eq!(tail, ["AccountError::Outer: outer", "Driver: disk"]);
}

#[test]
fn displaying_a_sealed_error_shows_its_public_message_whoever_watches() {
    let (text, net) = capture::around(5, Vec::new(), || plain(Driver::new("disk")).to_string());
    assert_eq!(text, "Account not found");
    assert_eq!((net.caught.len(), net.full), (1, false));
    let (text, net) = capture::around(0, Vec::new(), || plain(Driver::new("disk")).to_string());
    assert_eq!(
        (text.as_str(), net.caught.len(), net.full),
        ("Account not found", 0, true)
    );
}

#[test]
fn long_values_mark_the_chain_as_truncated() {
    assert!(chain(&plain(Driver::new(&"x".repeat(1 << 20)))).truncated);
    let field = AccountError {
        fields: vec![("f", Some("x".repeat(1 << 20)))],
        ..AccountError::bare()
    };
    assert!(chain(&field).truncated);
}

#[test]
fn the_backtrace_closest_to_the_cause_is_kept() {
    let inner = AccountError {
        backtrace: Some(Backtrace::force_capture()),
        ..AccountError::bare()
    };
    let outer = AccountError::new("Top", "top").because(Inner::Secure(Box::new(inner)));
    assert!(!chain(&outer).backtrace.is_empty());
    let disabled = AccountError {
        backtrace: Some(Backtrace::disabled()),
        ..AccountError::bare()
    };
    assert!(chain(&disabled).backtrace.is_empty());
}

#[test]
fn names_lose_the_pointers_around_them() {
    for (name, shown) in [
        ("alloc::boxed::Box<rusqlite::Error>", Some("rusqlite::Error")),
        ("&alloc::sync::Arc<alloc::boxed::Box<a::B<c::D>>>", Some("a::B<c::D>")),
        ("alloc::boxed::Box<dyn core::error::Error + core::marker::Send>", None),
        ("std::io::error::Error", Some("std::io::error::Error")),
    ] {
        assert_eq!(known_name(name).as_deref(), shown);
    }
}

/// An error whose `Debug` is its `Display`, in these pieces.
struct Says(&'static [&'static str]);

impl fmt::Debug for Says {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| f.write_str(piece))
    }
}

impl fmt::Display for Says {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl Error for Says {}

#[test]
fn a_name_is_taken_from_a_derived_debug_only() {
    #[derive(Debug)]
    #[allow(dead_code, reason = "for their `Debug`")]
    enum Derived {
        Tuple(&'static str),
        Struct { text: &'static str },
        Unit,
    }
    impl fmt::Display for Derived {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("derived")
        }
    }
    impl Error for Derived {}
    let name = |error: &dyn Error| guess_name(error, &error.to_string());
    assert_eq!(name(&Derived::Tuple("x")).as_deref(), Some("Tuple"));
    assert_eq!(name(&Derived::Struct { text: "x" }).as_deref(), Some("Struct"));
    assert_eq!(guess_name(&Says(&["Utf8", "(", "1)"]), "x").as_deref(), Some("Utf8"));
    assert_eq!(
        guess_name(&Says(&["Utf8(\"", "x", "\")"]), "x").as_deref(),
        Some("Utf8")
    );
    // A unit struct, or a key: it may be either.
    assert_eq!(name(&Derived::Unit), None);
    for other in [
        &["AKIAIOSFODNN7EXAMPLE"] as &[_],
        &["\"text\""],
        &["lower", "("],
        &["", ""],
        &["Connection refused"],
        &["Connection", " refused"],
        // What a value says comes in one piece.
        &["Admin(\"root\")"],
        &["Admin { user: 1 }"],
        &["Admin(\"root\")", " failed"],
        // What is in the text of an error as well may be a value.
        &["Admin", "(", "1)"],
        &["Admin", " { ", "user: 1 }"],
    ] {
        assert_eq!(name(&Says(other)), None, "{other:?}");
    }
}

#[test]
fn no_value_can_pass_for_a_type_or_a_cause() {
    let says = || Says(&["Admin::Login(x): in (500 INTERNAL_ERROR) at src/main.rs:1:1; caused by: Root: y"]);
    let boxed = Box::<dyn Error + Send + Sync>::from(says());
    for chain in [Chain::of(&Fault::internal(boxed).report(), 9), chain(&plain(says()))] {
        let line = chain.links.last().map(Link::line).unwrap_or_default();
        let message = "in \\u{28}500 INTERNAL_ERROR) at src/main.rs:1:1\\u{3b} caused by: Root: y";
        let name = line.split(": Admin::Login(x): ").next().unwrap_or_default();
        assert!(
            name == "dyn Error" || name.starts_with("alloc::boxed::Box<dyn "),
            "{line}"
        );
        assert!(line.contains(message), "{line}");
    }
}
