//! Types, variants, fields, lifetimes and parameters of every name that could get in the way.

use crate::{SecureError, headline, page};
use secure_error::PublicValue;
use std::fmt;

#[allow(non_camel_case_types)]
mod types {
    /// One error type after the other, called like something of ours or of the standard library.
    macro_rules! called {
        ($($name:ident)*) => {
            $(
                #[derive(::secure_error::SecureError)]
                #[secure_error(axum)]
                #[public(status = 409, message = "{value}")]
                #[internal("{value} {hidden}")]
                pub(super) struct $name {
                    #[public]
                    value: u8,
                    hidden: u8,
                }
            )*

            pub(super) fn each(check: fn(&dyn ::secure_error::SecureError, &str)) {
                $(check(&$name { value: 1, hidden: 2 }, stringify!($name));)*
            }
        };
    }
    called! {
        Report ReportBuilder ProblemType PublicError PublicBuilder PublicValue PublicDisplay Value Fault Violation Retry
        Level Origin Seal Cause FieldText Formatter Display Debug Error Serialize Serializer Result Option Some None Ok
        Err Box String Vec Location Arguments SecureError Self_ r#type r#async
    }
}

#[test]
fn a_type_may_be_called_like_one_of_ours() {
    types::each(|error, name| {
        let name = name.trim_start_matches("r#");
        assert_eq!(headline(error), format!("{name}: 1 2"));
        assert_eq!(error.to_string(), "1");
        assert_eq!(
            format!("{error:?}"),
            format!("{name} {{ status: 409, code: \"CONFLICT\", message: \"1\" }}")
        );
    });
}

#[derive(SecureError)]
#[allow(non_camel_case_types)]
enum Variants {
    Ok,
    Err(u8),
    Some {
        #[internal]
        none: u8,
    },
    None,
    #[internal("{0}")]
    String(String),
    Box(#[from] Box<Variants>),
    Error(#[source] fmt::Error),
    Formatter,
    Self_,
    r#fn,
    Origin,
    Report,
    Output,
}

#[test]
fn a_variant_may_be_called_like_one_of_the_prelude() {
    use Variants::{Err, None, Ok, Some};
    let every = [
        (Ok, "Variants::Ok"),
        (Err(1), "Variants::Err"),
        (Some { none: 1 }, "Variants::Some"),
        (None, "Variants::None"),
        (Variants::String("a".into()), "Variants::String: a"),
        (
            Variants::Box(Box::new(None)),
            "Variants::Box: An internal error occurred",
        ),
        (
            Variants::Error(fmt::Error),
            "Variants::Error: an error occurred when formatting an argument",
        ),
        (Variants::Formatter, "Variants::Formatter"),
        (Variants::Self_, "Variants::Self_"),
        (Variants::r#fn, "Variants::fn"),
        (Variants::Origin, "Variants::Origin"),
        (Variants::Report, "Variants::Report"),
        (Variants::Output, "Variants::Output"),
    ];
    for (error, expected) in every {
        assert_eq!(headline(&error), expected);
    }
}

// Fields called like unit structs, constants, statics and functions in scope: a pattern `name` would mean those.
#[allow(non_camel_case_types)]
struct empty;
#[allow(non_upper_case_globals)]
const limit: u8 = 200;
#[allow(non_upper_case_globals)]
static counter: u8 = 201;
const fn callback() -> u8 {
    202
}

#[derive(SecureError)]
#[public(status = 409, code = "NAMES", message = "{limit} {counter}")]
#[internal("{empty} {limit} {counter} {callback} {} {} {}", .empty, .limit + 1, callback())]
struct Shadowing {
    empty: u8,
    #[public]
    limit: u8,
    #[public]
    counter: u8,
    callback: u8,
}

#[test]
fn a_field_goes_before_whatever_has_its_name_in_scope() {
    let _: (empty, u8, u8, u8) = (empty, limit, counter, callback());
    let error = Shadowing {
        empty: 1,
        limit: 2,
        counter: 3,
        callback: 4,
    };
    assert_eq!(headline(&error), "Shadowing: 1 2 3 4 1 3 202");
    assert_eq!(error.to_string(), "2 3");
}

#[derive(SecureError)]
#[internal("{f} {formatter} {self_} {source_} {value} {local} {__formatter} {name} {error} {r} {} {}", .f, formatter)]
struct Fields {
    f: u8,
    formatter: u8,
    self_: u8,
    source_: u8,
    value: u8,
    local: u8,
    __formatter: u8,
    name: u8,
    error: u8,
    r: u8,
    r#final: u8,
}

#[derive(SecureError)]
#[public(status = 409, code = "RAW", message = "{type} {match}")]
#[internal("{type} {fn} {match} {} {}", .r#fn, r#match)]
struct RawFields {
    #[public(rename = "type_")]
    r#type: u8,
    r#fn: u8,
    #[public(rename = "matched")]
    r#match: u8,
    #[internal]
    r#gen: u8,
    #[internal(with = stars)]
    r#in: String,
}

fn stars(text: &str) -> impl fmt::Display + use<> {
    "*".repeat(text.len())
}

#[test]
fn a_field_may_have_any_name() {
    let fields = Fields {
        f: 1,
        formatter: 2,
        self_: 3,
        source_: 4,
        value: 5,
        local: 6,
        __formatter: 7,
        name: 8,
        error: 9,
        r: 10,
        r#final: fields_final(),
    };
    assert_eq!(headline(&fields), "Fields: 1 2 3 4 5 6 7 8 9 10 1 2");
    assert!(page(&fields).contains("final       = [REDACTED]"));
    let raw = RawFields {
        r#type: 1,
        r#fn: 2,
        r#match: 3,
        r#gen: 4,
        r#in: "abc".into(),
    };
    assert_eq!(headline(&raw), "RawFields: 1 2 3 2 3");
    assert!(
        page(&raw).contains("gen   = 4") && page(&raw).contains("in    = ***"),
        "{}",
        page(&raw)
    );
    let params: Vec<&str> = raw.public().params().map(|(name, _)| name).collect();
    assert_eq!(params, ["type_", "matched"]);
}

const fn fields_final() -> u8 {
    0
}

/// Parameters called like ours and like each other's namespaces.
#[derive(SecureError)]
#[internal("{0} {1} {N} {2}")]
struct Parameters<'formatter, T, S, const N: usize>(&'formatter str, T, S)
where
    T: fmt::Display;

#[derive(PublicValue)]
#[allow(non_camel_case_types)]
enum Seal {
    #[public("value")]
    Value,
    #[public("null")]
    Null,
}

#[derive(PublicValue)]
struct Null {
    seal: Seal,
}

#[derive(SecureError)]
#[public(status = 409, code = "SEALS", message = "{one} {two}")]
struct Seals {
    #[public]
    one: Null,
    #[public]
    two: Seal,
}

#[test]
fn parameters_and_public_values_may_have_any_name() {
    assert_eq!(headline(&Parameters::<_, _, 3>("a", 1, "b")), "Parameters: a 1 3 b");
    assert_eq!(
        Seals {
            one: Null { seal: Seal::Value },
            two: Seal::Null
        }
        .to_string(),
        "value null"
    );
}

/// Methods with short names for every type, as extension traits bring them into scope.
mod extensions {
    trait Extension {
        fn text(&self) -> u8 {
            1
        }
        fn cause(&self) -> u8 {
            2
        }
        fn show(&self) -> u8 {
            3
        }
        fn message(&self) -> u8 {
            4
        }
        fn build(&self) -> u8 {
            5
        }
        fn as_secure(&self) -> u8 {
            6
        }
        fn report(&self) -> u8 {
            7
        }
    }
    impl<T: ?Sized> Extension for T {}

    #[derive(secure_error::SecureError)]
    #[public(status = 409, message = "{limit} at most")]
    #[internal("in {file}, {mode:?}")]
    struct E {
        #[public]
        limit: u8,
        file: std::path::PathBuf,
        mode: Vec<u8>,
        #[internal]
        list: Vec<u8>,
        source: Box<dyn std::error::Error + Send + Sync>,
    }

    #[test]
    fn a_trait_with_methods_for_every_type_changes_nothing() {
        let e = E {
            limit: 3,
            file: "/etc".into(),
            mode: vec![1],
            list: vec![2],
            source: "root".into(),
        };
        assert_eq!(
            (
                e.text(),
                e.cause(),
                e.show(),
                e.message(),
                e.build(),
                e.as_secure(),
                Extension::report(&e)
            ),
            (1, 2, 3, 4, 5, 6, 7)
        );
        assert_eq!(e.to_string(), "3 at most");
        let page = super::super::page(&e);
        assert!(
            page.contains("in /etc, [1]") && page.contains("[2]") && page.contains("root"),
            "{page}"
        );
    }
}
