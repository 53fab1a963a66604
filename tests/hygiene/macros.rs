//! From inside `macro_rules!`, with every kind of fragment, and through a re-export.

use crate::{SecureError, headline, page};
use secure_error::ProblemType;

/// What a library would re-export for its own macros.
pub(crate) mod reexport {
    pub(crate) use secure_error as secure;
}

const GONE: ProblemType = ProblemType::new(410, "GONE", "Gone");

macro_rules! fragments {
    (
        $(#[$meta:meta])* $vis:vis $name:ident<$lifetime:lifetime, $parameter:ident>,
        $status:literal, $code:literal, $message:literal, $constant:path, $format:literal, $argument:expr,
        $field:ident: $ty:ty = $value:expr, $source:ty, $mask:path, $level:literal, $base:literal, $block:block
    ) => {
        $(#[$meta])*
        #[derive(SecureError)]
        #[secure_error(type_base = $base)]
        $vis enum $name<$lifetime, $parameter> {
            #[public(status = $status, code = $code, message = $message)]
            #[internal($format, $argument, level = $level)]
            Spelled {
                #[public]
                $field: $ty,
                #[internal(with = $mask)]
                masked: &$lifetime str,
                sealed: $parameter,
            },
            #[public($constant)]
            #[internal("{}", $block)]
            Borrowed,
            Source(#[from] $source, Option<std::backtrace::Backtrace>),
            Backtrace(#[internal] $ty, $source),
        }

        fn make<$lifetime, $parameter>(sealed: $parameter) -> $name<$lifetime, $parameter> {
            $name::Spelled { $field: $value, masked: "m", sealed }
        }
    };
}

fragments! {
    /// Documented.
    #[must_use]
    pub(crate) Fragments<'a, T>,
    409, "SHORT", "{left} left", GONE, "{left:?} {}", 1 + 1,
    left: Option<u8> = Some(3), std::fmt::Error, secure_error::mask::redact, "warn", "https://example.com/", { 1 + 2 }
}

#[test]
fn every_part_of_an_attribute_may_be_a_fragment() {
    let spelled = make(());
    assert_eq!(headline(&spelled), "Fragments::Spelled: Some(3) 2");
    assert_eq!(spelled.to_string(), "3 left");
    assert_eq!(spelled.public().type_uri(), "https://example.com/SHORT");
    assert_eq!(headline(&Fragments::<u8>::Borrowed), "Fragments::Borrowed: 3");
    assert_eq!(Fragments::<u8>::Borrowed.error_code(), "GONE");
    assert_eq!(spelled.report().level().as_str(), "warn");
    assert!(headline(&Fragments::<u8>::from(std::fmt::Error)).starts_with("Fragments::Source"));
    assert!(page(&Fragments::<u8>::Backtrace(Some(1), std::fmt::Error)).contains("0 = Some(1)"));
}

/// The whole error comes from the macro; the caller gives names only.
macro_rules! inside {
    ($name:ident { $($variant:ident($field:ident: $ty:ty)),* $(,)? }) => {
        #[derive($crate::SecureError)]
        #[secure_error(crate = $crate::macros::reexport::secure)]
        enum $name {
            $(
                #[public(status = 409, code = "FROM_MACRO")]
                #[internal("{own} {} {} {own:>3}", own + 1, .$field)]
                $variant { own: u8, $field: $ty },
            )*
        }
    };
}

inside!(Inside { One(own_of_caller: u8), Two(r#type: &'static str) });

#[test]
fn names_of_the_macro_and_of_its_caller_may_be_mixed() {
    assert_eq!(
        headline(&Inside::One {
            own: 1,
            own_of_caller: 7
        }),
        "Inside::One: 1 2 7   1"
    );
    assert_eq!(headline(&Inside::Two { own: 1, r#type: "t" }), "Inside::Two: 1 2 t   1");
}

/// A field of the macro and a field of its caller have the same name as a local elsewhere.
macro_rules! nested {
    ($outer:ident $($rest:tt)*) => {
        macro_rules! made_by_a_macro {
            ($inner:ident) => {
                #[derive(SecureError)]
                #[internal("{value} {}", value)]
                struct $inner { value: u8 }

                #[derive(SecureError)]
                #[internal("{value} {}", .value)]
                struct $outer { value: u8 }
            };
        }
        $($rest)*
    };
}

nested!(Outer made_by_a_macro!(Inner););

#[test]
fn a_macro_may_be_made_by_a_macro() {
    assert_eq!(headline(&Outer { value: 1 }), "Outer: 1 1");
    assert_eq!(headline(&Inner { value: 2 }), "Inner: 2 2");
}

/// An item that passes through a macro whole.
macro_rules! through {
    ($item:item) => {
        $item
    };
}

through! {
    #[derive(SecureError)]
    #[internal("{a} {} {}", .a + b, b.to_string())]
    struct Through {
        a: u8,
        b: u8,
    }
}

#[test]
fn an_item_may_pass_through_a_macro() {
    assert_eq!(headline(&Through { a: 1, b: 2 }), "Through: 1 3 2");
}

mod reexported {
    #[derive(super::reexport::secure::SecureError)]
    #[secure_error(crate = super::reexport::secure, axum)]
    #[public(status = 404, message = "{value}")]
    #[internal("{value}")]
    pub(super) struct Relative {
        #[public]
        pub(super) value: Value,
    }

    #[derive(super::reexport::secure::PublicValue)]
    #[secure_error(crate = crate::macros::reexport::secure)]
    #[public(rename_all = "snake_case")]
    pub(super) enum Value {
        First,
    }

    impl std::fmt::Display for Value {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("internal text")
        }
    }

    #[derive(crate::macros::reexport::secure::SecureError)]
    #[secure_error(crate = ::secure_error)]
    #[internal("rooted")]
    pub(super) struct Rooted;
}

#[test]
fn the_crate_may_be_reached_by_any_path() {
    let relative = reexported::Relative {
        value: reexported::Value::First,
    };
    assert_eq!(headline(&relative), "Relative: internal text");
    assert_eq!(relative.to_string(), "first");
    assert_eq!(headline(&reexported::Rooted), "Rooted: rooted");
}
