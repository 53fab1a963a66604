//! What a `#[public]` field can be, and how clients read it.

use crate::answer;
use secure_error::{PublicText, PublicValue, SecureError};
use serde_json::{Value, json};
use std::time::Duration;

/// The member that a value becomes, and its text in a message.
fn shown<T: PublicValue>(value: T) -> (Value, String) {
    #[derive(SecureError)]
    #[public(status = 409, message = "{value}")]
    struct E<T> {
        #[public]
        value: T,
    }
    let e = E { value };
    let (_, mut body) = answer(&e);
    (body.get_mut("value").unwrap().take(), e.to_string())
}

#[test]
fn numbers_flags_characters_and_constant_text_are_public_values() {
    assert_eq!(shown(-5_i8), (json!(-5), "-5".into()));
    assert_eq!(shown(u64::MAX), (json!(u64::MAX), u64::MAX.to_string()));
    assert_eq!(shown(1.5_f32), (json!(1.5), "1.5".into()));
    assert_eq!(shown(true), (json!(true), "true".into()));
    assert_eq!(shown('x'), (json!("x"), "x".into()));
    assert_eq!(shown("text"), (json!("text"), "text".into()));
    assert_eq!(shown(std::num::NonZeroU8::MIN), (json!(1), "1".into()));
}

#[test]
fn a_duration_is_in_seconds() {
    assert_eq!(shown(Duration::from_secs(90)).0, json!(90));
    assert_eq!(shown(Duration::from_millis(1_500)), (json!(1.5), "1.5".into()));
}

#[test]
fn methods_and_statuses_of_http_are_public_values() {
    assert_eq!(shown(http::Method::PATCH).0, json!("PATCH"));
    assert_eq!(shown(http::StatusCode::CONFLICT).0, json!(409));
}

#[test]
fn what_is_missing_is_null_and_lists_are_arrays() {
    assert_eq!(shown(None::<u8>), (Value::Null, "none".into()));
    assert_eq!(shown(Some(3)).0, json!(3));
    assert_eq!(shown(vec![Some(1), None]), (json!([1, null]), "1, none".into()));
    assert_eq!(shown([["a"], ["b"]]).0, json!([["a"], ["b"]]));
    assert_eq!(shown(&[1, 2][..]).0, json!([1, 2]));
    assert_eq!(shown(vec![0; 1_000]).0.as_array().unwrap().len(), 64);
}

#[test]
fn what_json_cannot_say_is_null() {
    assert_eq!(shown(f64::NAN).0, Value::Null);
    assert_eq!(shown(f64::INFINITY).0, Value::Null);
}

#[test]
fn text_that_is_made_at_run_time_is_vouched_for_bounded_and_harmless() {
    let vouched = |text: &str| shown(PublicText::vouch(text)).0;
    assert_eq!(vouched("ann"), json!("ann"));
    assert_eq!(vouched("a\r\nb\u{202e}"), json!("a\u{fffd}\u{fffd}b\u{fffd}"));
    assert_eq!(vouched(&"x".repeat(300)), json!("x".repeat(256) + "…"));
}

#[test]
fn an_enum_shows_the_text_of_its_variant() {
    #[derive(PublicValue, Clone, Copy)]
    enum Plan {
        #[public("free of charge")]
        Free,
        #[public("gold")]
        Gold,
    }
    assert_eq!(shown(Plan::Free), (json!("free of charge"), "free of charge".into()));
    assert_eq!(shown([Plan::Gold]).0, json!(["gold"]));
}

#[test]
fn an_enum_may_say_how_names_are_written() {
    macro_rules! written {
        ($case:literal) => {{
            #[derive(PublicValue)]
            #[public(rename_all = $case)]
            enum Unit {
                InEuro,
                #[public("its own")]
                Own,
                r#Type,
            }
            [Unit::InEuro, Unit::Own, Unit::r#Type].map(|unit| shown(unit).1)
        }};
    }
    assert_eq!(written!("snake_case"), ["in_euro", "its own", "type"]);
    assert_eq!(written!("SCREAMING_SNAKE_CASE"), ["IN_EURO", "its own", "TYPE"]);
    assert_eq!(written!("kebab-case"), ["in-euro", "its own", "type"]);
    assert_eq!(written!("lowercase"), ["ineuro", "its own", "type"]);
    assert_eq!(written!("UPPERCASE"), ["INEURO", "its own", "TYPE"]);
    assert_eq!(written!("PascalCase"), ["InEuro", "its own", "Type"]);
}

#[test]
fn a_newtype_shows_what_it_holds() {
    #[derive(PublicValue)]
    struct Cents(u64);
    #[derive(PublicValue)]
    struct Named<T> {
        inner: Option<T>,
    }
    #[derive(PublicValue)]
    struct Borrowed<'a, const N: usize>(&'a [u8; N]);
    assert_eq!(shown(Cents(12)), (json!(12), "12".into()));
    assert_eq!(shown(Named { inner: Some(Cents(1)) }).0, json!(1));
    assert_eq!(shown(Borrowed(&[1, 2])).0, json!([1, 2]));
}

#[test]
fn an_enum_without_variants_is_a_public_value_that_never_is() {
    #[derive(PublicValue)]
    enum Never {}
    assert_eq!(shown(None::<Never>).0, Value::Null);
}

#[test]
fn a_public_value_is_in_the_log_with_the_same_text() {
    #[derive(SecureError)]
    #[public(status = 409, code = "MANY")]
    #[internal("{items:?} {name}")]
    struct E {
        #[public]
        items: Vec<u8>,
        #[public]
        name: PublicText,
    }
    let e = E {
        items: vec![1, 2],
        name: PublicText::vouch("a\nb"),
    };
    assert_eq!(crate::logged(&e, "items").unwrap(), "1, 2");
    assert_eq!(crate::internal_message(&e).unwrap(), "[1, 2] a\u{fffd}b");
}
