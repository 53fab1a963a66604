//! Type, lifetime and constant parameters: the derive asks of them what it uses, and no more.

use crate::{SecureError, headline, page};
use secure_error::PublicValue;
use std::error::Error;
use std::fmt::{self, Debug, Display};
use std::marker::PhantomData;
use std::str::FromStr;

/// Implements no trait at all.
struct Nothing;

fn is_secure<E: SecureError>() {}

#[derive(SecureError)]
enum Sealed<T, U: ?Sized> {
    #[internal("row {row}")]
    Unmarked {
        value: T,
        pointer: Box<U>,
        row: u8,
    },
    Phantom(PhantomData<T>),
    InternalPhantom(#[internal] PhantomData<U>),
}

#[test]
fn a_parameter_that_nobody_sees_needs_no_bound() {
    is_secure::<Sealed<Nothing, str>>();
    let sealed: Sealed<_, str> = Sealed::Unmarked {
        value: Nothing,
        pointer: "a".into(),
        row: 1,
    };
    assert_eq!(headline(&sealed), "Sealed::Unmarked: row 1");
    assert!(page(&Sealed::<Nothing, str>::InternalPhantom(PhantomData)).contains("PhantomData<str>"));
    assert_eq!(
        headline(&Sealed::<Nothing, str>::Phantom(PhantomData)),
        "Sealed::Phantom"
    );
}

#[derive(SecureError)]
#[public(status = 409, code = "MIXED", message = "{shown}")]
#[internal("{displayed} {debugged:?} {hexed:#x} {N} {}", .name.len())]
struct Mixed<'a, const N: usize, Shown = u8, Displayed = &'a str, Debugged = (), Hexed = u8>
where
    Displayed: Copy,
{
    #[public]
    shown: Shown,
    displayed: Displayed,
    debugged: Option<Debugged>,
    hexed: Hexed,
    items: [u8; N],
    name: &'a str,
    #[internal]
    logged: Vec<Debugged>,
}

#[test]
fn each_parameter_gets_the_bound_of_its_use() {
    fn only<A: PublicValue, B: Display + Copy, C: Debug, D: fmt::LowerHex>() {
        is_secure::<Mixed<'_, 2, A, B, C, D>>();
    }
    only::<u8, u8, (), u8>();
    let name = String::from("ann");
    let mixed: Mixed<'_, 2> = Mixed {
        shown: 1,
        displayed: &name,
        debugged: Some(()),
        hexed: 255,
        items: [1, 2],
        name: &name,
        logged: vec![()],
    };
    assert_eq!(headline(&mixed), "Mixed: ann Some(()) 0xff 2 3");
    assert_eq!(mixed.to_string(), "1");
    assert!(page(&mixed).contains("logged    = [()]"));
}

#[derive(SecureError)]
enum Associated<T: FromStr + Iterator>
where
    T::Item: Clone,
{
    #[internal("{0} {1:?}")]
    Both(T::Err, <T as Iterator>::Item),
    #[internal("{0:?}")]
    Nested(Vec<Option<T::Item>>),
}

#[derive(Debug)]
struct Numbers;

impl FromStr for Numbers {
    type Err = fmt::Error;
    fn from_str(_: &str) -> Result<Self, fmt::Error> {
        Ok(Self)
    }
}

impl Iterator for Numbers {
    type Item = u8;
    fn next(&mut self) -> Option<u8> {
        None
    }
}

#[test]
fn associated_types_get_bounds_of_their_own() {
    let both = Associated::<Numbers>::Both(fmt::Error, 1);
    assert_eq!(headline(&both), format!("Associated::Both: {} 1", fmt::Error));
    assert_eq!(
        headline(&Associated::<Numbers>::Nested(vec![Some(1)])),
        "Associated::Nested: [Some(1)]"
    );
}

#[derive(SecureError)]
enum Tree<T> {
    #[internal("{value:?}")]
    Node {
        value: T,
        #[source]
        below: Box<Tree<T>>,
    },
    From(#[from] Box<Tree<T>>),
    #[public(transparent)]
    Transparent(std::sync::Arc<Tree<T>>),
    Leaf(PhantomData<T>),
}

#[test]
fn a_generic_error_that_contains_itself_needs_no_bound_for_that() {
    is_secure::<Tree<Numbers>>();
    let tree = Tree::Node {
        value: Numbers,
        below: Box::new(Tree::Leaf(PhantomData)),
    };
    let tree = Tree::Transparent(std::sync::Arc::new(Tree::from(Box::new(tree))));
    assert!(page(&tree).contains("Tree::Node: Numbers"), "{}", page(&tree));
}

#[derive(SecureError)]
#[secure_error(bound = "T: Debug")]
enum Bound<T> {
    #[internal("{value:?}")]
    Node {
        value: T,
        #[source]
        below: Box<Bound<T>>,
    },
    Leaf,
}

#[derive(SecureError)]
#[secure_error(bound = "")]
#[internal("{0:?}")]
struct NoBound<T>(PhantomData<T>);

#[derive(SecureError)]
#[secure_error(bound = "T: Debug, U: Display + Error + 'static,")]
#[internal("{0:?} {1}")]
struct Bounds<T, U>(T, #[source] U);

#[test]
fn a_bound_that_is_written_replaces_the_inferred_ones() {
    is_secure::<Bound<Numbers>>();
    is_secure::<NoBound<Nothing>>();
    let bound = Bound::Node {
        value: Numbers,
        below: Box::new(Bound::Leaf),
    };
    assert_eq!(headline(&bound), "Bound::Node: Numbers");
    assert_eq!(headline(&NoBound::<u8>(PhantomData)), "NoBound: PhantomData<u8>");
    assert_eq!(headline(&Bounds(1, fmt::Error)), format!("Bounds: 1 {}", fmt::Error));
}

/// thiserror asks `T: Debug + Display` for its impls.
#[derive(Debug, thiserror::Error, SecureError)]
#[secure_error(unsealed)]
enum Unsealed<T> {
    #[error("theirs {0}")]
    #[internal("ours {0}")]
    Both(T),
    #[error("only theirs {0}")]
    Theirs(T),
}

#[test]
fn an_unsealed_error_takes_the_bounds_of_the_other_derive() {
    is_secure::<Unsealed<u8>>();
    assert_eq!(headline(&Unsealed::Both(1)), "Unsealed::Both: ours 1");
    assert_eq!(headline(&Unsealed::Theirs(1)), "Unsealed::Theirs: only theirs 1");
}

#[derive(SecureError)]
enum Source<E> {
    Generic(#[from] E),
    Boxed(#[source] Box<E>),
    Optional(#[source] Option<E>),
}

#[derive(SecureError)]
#[public(transparent)]
struct Transparent<E>(#[from] E);

#[derive(SecureError)]
#[public(status = 404, code = "NO_ROW", message = "Not here")]
#[internal("no row")]
struct Inner;

#[test]
fn a_source_may_be_a_parameter() {
    is_secure::<Source<fmt::Error>>();
    let error = Source::from(fmt::Error);
    assert!(page(&error).contains(&fmt::Error.to_string()));
    assert!(
        page(&Source::Boxed(Box::new(Inner))).contains("no row"),
        "the internals of a secure one included"
    );
    assert!(page(&Source::Optional(Some(Inner))).contains("no row"));
    assert_eq!(Transparent::from(Inner).status().as_u16(), 404);
}

#[derive(SecureError)]
#[secure_error(axum)]
#[public(status = 409, code = "LIST", message = "{list}")]
struct List<T: Clone + 'static, const N: usize> {
    #[public]
    list: [T; N],
}

#[derive(PublicValue, Clone)]
struct Wrapped<T: Clone>(T)
where
    T: Copy;

#[test]
fn a_generic_error_may_be_a_response() {
    fn is_a_response<T: PublicValue + Clone>() -> fn(List<T, 2>) -> axum::response::Response {
        axum::response::IntoResponse::into_response
    }
    let response = is_a_response()(List {
        list: [Wrapped(1), Wrapped(2)],
    });
    assert_eq!(response.status(), 409);
}

#[derive(SecureError)]
#[internal("{bytes} {1:?}", bytes = .0.len())]
struct Higher<'a, F>(&'a [u8], PhantomData<F>)
where
    for<'b> F: Fn(&'b str) -> &'b str;

#[derive(SecureError)]
#[internal("{convert:?} {text}")]
struct Lifetimes<'long: 'short, 'short> {
    convert: PhantomData<fn(&'long str) -> &'short str>,
    text: std::borrow::Cow<'short, str>,
}

#[test]
fn where_clauses_and_lifetime_bounds_are_kept() {
    fn make<F: Fn(&str) -> &str>(_: F) -> Higher<'static, F> {
        Higher(&[1], PhantomData)
    }
    assert!(headline(&make(str::trim)).starts_with("Higher: 1 PhantomData"));
    assert!(
        headline(&Lifetimes {
            convert: PhantomData,
            text: "b".into()
        })
        .ends_with(" b")
    );
}
