//! Wherever an item can be written.

use crate::{SecureError, headline};

mod outer {
    use super::*;

    pub(crate) const GONE: secure_error::ProblemType = secure_error::ProblemType::new(410, "GONE", "Gone");

    #[derive(Debug)]
    pub(super) struct Private(pub(super) u8);

    pub(crate) mod inner {
        use super::*;

        #[derive(SecureError)]
        #[public(GONE)]
        #[internal("{0:?} {LIMIT} {doubled}", doubled = helper(*.1))]
        pub(crate) struct Glob(pub(in crate::places) Private, pub(crate) u8);

        const LIMIT: u8 = 9;
    }

    #[derive(SecureError)]
    #[internal("{0:?}")]
    pub(in crate::places) struct Restricted(pub(self) Private);

    impl Restricted {
        pub(super) const fn new() -> Self {
            Self(Private(1))
        }
    }
}

const fn helper(number: u8) -> u8 {
    number * 2
}

#[test]
fn a_nested_module_may_see_its_parent_by_a_glob() {
    let glob = outer::inner::Glob(outer::Private(1), 2);
    assert_eq!(headline(&glob), "Glob: Private(1) 9 4");
    assert_eq!((glob.error_code(), glob.0.0), ("GONE", 1));
    assert_eq!(headline(&outer::Restricted::new()), "Restricted: Private(1)");
}

#[test]
fn a_function_may_hold_an_error_of_its_own() {
    const HERE: &str = "here";
    const GONE: secure_error::ProblemType = secure_error::ProblemType::new(410, "GONE", "Gone");

    fn local(number: u8) -> u8 {
        number + 1
    }

    #[derive(SecureError)]
    enum E {
        #[public(GONE)]
        #[internal("{HERE} {}", local(*.0))]
        Gone(u8),
        #[public(transparent)]
        Inner(#[from] Box<E>),
    }
    assert_eq!(headline(&E::Gone(1)), "E::Gone: here 2");

    let closure = || {
        #[derive(SecureError)]
        #[internal("in a closure")]
        struct E;
        headline(&E)
    };
    assert_eq!(closure(), "E: in a closure");
    assert_eq!(E::from(Box::new(E::Gone(1))).error_code(), "GONE");
}

const _: () = {
    #[derive(SecureError)]
    struct InAConstant;
    const fn exists(_: &InAConstant) {}
    exists(&InAConstant);
};

trait Method {
    fn method(&self) -> String;
}

impl Method for u8 {
    fn method(&self) -> String {
        #[derive(SecureError)]
        #[internal("{0} in a method")]
        struct E(u8);
        headline(&E(*self))
    }
}

#[test]
fn a_method_of_a_generic_trait_may_hold_one_too() {
    assert_eq!(7.method(), "E: 7 in a method");
}

#[test]
fn two_errors_of_one_name_may_live_in_two_scopes() {
    mod a {
        #[derive(secure_error::SecureError)]
        #[internal("a")]
        pub(super) struct E;
    }
    mod b {
        #[derive(secure_error::SecureError)]
        #[internal("b")]
        pub(super) struct E;
    }
    assert_eq!(
        (headline(&a::E), headline(&b::E)),
        ("E: a".to_owned(), "E: b".to_owned())
    );
}
