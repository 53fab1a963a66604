//! Every shape that an error type can have.

use crate::{SecureError, headline, page};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// An error that never happens.
#[derive(SecureError)]
#[secure_error(axum)]
enum Never {}

#[derive(SecureError)]
struct Unit;

#[derive(SecureError)]
struct EmptyTuple();

#[derive(SecureError)]
struct EmptyBraces {}

#[derive(SecureError)]
enum Empties {
    Unit,
    Tuple(),
    Braces {},
}

#[test]
fn there_may_be_no_variant_and_no_field() {
    fn is_an_error<E: SecureError + axum::response::IntoResponse>() {}
    is_an_error::<Never>();
    let none: Option<Never> = None;
    assert!(none.is_none());
    assert_eq!(
        [headline(&Unit), headline(&EmptyTuple()), headline(&EmptyBraces {})],
        ["Unit", "EmptyTuple", "EmptyBraces"]
    );
    for error in [Empties::Unit, Empties::Tuple(), Empties::Braces {}] {
        assert!(headline(&error).starts_with("Empties::"));
    }
}

#[derive(SecureError)]
enum Recursive {
    #[internal("{depth}")]
    Node {
        depth: u8,
        #[source]
        below: Box<Recursive>,
    },
    Counted(#[from] Rc<Recursive>),
    Maybe(#[source] Option<Box<Recursive>>),
    #[public(transparent)]
    Transparent(#[from] Box<Recursive>),
    Many(Vec<Recursive>),
    Leaf,
}

#[test]
fn an_error_may_contain_itself() {
    let below = Recursive::Transparent(Box::new(Recursive::Many(vec![Recursive::Leaf])));
    let below = Recursive::Counted(Rc::new(Recursive::Maybe(Some(Box::new(below)))));
    let chain = Recursive::Node {
        depth: 1,
        below: Box::new(below),
    };
    let page = page(&chain);
    for name in ["Node: 1", "Counted", "Maybe", "Transparent", "Many"] {
        assert!(page.contains(&format!("Recursive::{name}")), "{name}: {page}");
    }
}

#[derive(SecureError)]
enum Left {
    Right(#[from] Box<Right>),
    Leaf,
}

#[derive(SecureError)]
enum Right {
    Left(#[from] Box<Left>),
}

#[test]
fn two_errors_may_contain_each_other() {
    let error = Left::from(Box::new(Right::from(Box::new(Left::Leaf))));
    assert!(page(&error).contains("Right::Left") && page(&error).contains("Left::Leaf"));
}

#[derive(SecureError)]
#[internal("{0} {9:?} {first} {second}", first = .0, second = .10)]
struct Wide(u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8);

#[derive(SecureError)]
#[repr(u8)]
enum Discriminants {
    A = 3,
    #[internal("{0}")]
    B(fmt::Error) = 7,
}

#[test]
fn discriminants_and_wide_tuples_are_fine() {
    assert_eq!(headline(&Discriminants::A), "Discriminants::A");
    assert!(headline(&Discriminants::B(fmt::Error)).starts_with("Discriminants::B: an error"));
    assert_eq!(
        headline(&Wide(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)),
        "Wide: 1 10 1 11"
    );
}

#[derive(SecureError)]
enum Sources<'a> {
    Static(#[source] &'static fmt::Error),
    Borrowed(#[source] &'a fmt::Error),
    Dyn(#[source] Box<dyn std::error::Error>),
    Sync(#[source] Box<dyn std::error::Error + Send + Sync + 'static>),
    Shared(#[source] Arc<dyn std::error::Error + Send + Sync>),
    Secure(#[source] Box<dyn SecureError + Send>),
    Anyhow(#[source] anyhow::Error),
    Eyre(#[source] eyre::Report),
    Fault(#[from] secure_error::Fault),
}

#[test]
fn a_source_may_be_any_pointer_to_an_error() {
    let local = fmt::Error;
    for error in [
        Sources::Static(&fmt::Error),
        Sources::Borrowed(&local),
        Sources::Dyn(Box::new(fmt::Error)),
        Sources::Sync(Box::new(fmt::Error)),
        Sources::Shared(Arc::new(fmt::Error)),
        Sources::Secure(Box::new(Discriminants::B(fmt::Error))),
        Sources::Anyhow(fmt::Error.into()),
        Sources::Eyre(fmt::Error.into()),
        Sources::Fault(secure_error::Fault::internal(fmt::Error)),
    ] {
        assert!(page(&error).contains(&fmt::Error.to_string()), "{}", page(&error));
    }
}
