//! Shapes of types that `serde` reads in two steps, or not by itself: an explanation, or a pointer, never an abort.

use crate::mistakes;
use secure_error::input::{Part, explain, from_json, from_urlencoded};
use secure_error::violation;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Flat {
    first: u8,
    #[serde(flatten)]
    page: Page,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Page {
    limit: u8,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "t", content = "c")]
#[allow(dead_code)]
enum Adjacent {
    One(u8),
    Two { a: u8 },
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "RawRange")]
#[allow(dead_code)]
struct Range(u8, u8);

#[derive(Deserialize)]
struct RawRange {
    from: u8,
    to: u8,
}

impl TryFrom<RawRange> for Range {
    type Error = secure_error::ViolationKind;

    fn try_from(raw: RawRange) -> Result<Self, Self::Error> {
        if raw.from <= raw.to {
            Ok(Self(raw.from, raw.to))
        } else {
            Err(violation::MISMATCH)
        }
    }
}

#[derive(Debug, Deserialize)]
struct Borrowed<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    plain: &'a str,
}

#[serde_with::serde_as]
#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct With {
    #[serde_as(as = "serde_with::DisplayFromStr")]
    number: u16,
    #[serde_as(as = "Vec<serde_with::DefaultOnError>")]
    lenient: Vec<u8>,
    #[serde_as(as = "serde_with::OneOrMany<_>")]
    many: Vec<u8>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Unit;

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Wrapped(Vec<Unit>);

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Aliased {
    #[serde(alias = "colour")]
    color: u8,
    #[serde(skip)]
    hidden: String,
}

#[test]
fn types_that_serde_reads_in_two_steps_have_a_pointer() {
    let rows: &[(Vec<String>, &[&str])] = &[
        (mistakes::<Flat>(r#"{"first": "x", "limit": 1}"#), &["WRONG_TYPE /*"]),
        (mistakes::<Flat>(r#"{"first": 1}"#), &["MISSING /limit"]),
        (mistakes::<Flat>(r#"{"first": 1, "limit": "x"}"#), &["MALFORMED "]),
        (mistakes::<Adjacent>(r#"{"t": "Three", "c": 1}"#), &["UNKNOWN_VALUE /t"]),
        (mistakes::<Adjacent>(r#"{"t": "One", "c": 256}"#), &["OUT_OF_RANGE /c"]),
        (mistakes::<Adjacent>(r#"{"t": "Two", "c": {}}"#), &["MISSING /c/a"]),
        (mistakes::<Adjacent>(r#"{"t": "Two"}"#), &["MISSING /c"]),
        (mistakes::<Range>(r#"{"from": 2, "to": 1}"#), &["MISMATCH "]),
        (
            mistakes::<Vec<Range>>(r#"[{"from": 2, "to": 1}, {"to": "x"}]"#),
            &["MISMATCH /0", "WRONG_TYPE /1/to", "MISSING /1/from"],
        ),
        (
            mistakes::<With>(r#"{"number": "x", "lenient": ["y"], "many": 1}"#),
            &["MALFORMED /number"],
        ),
        (
            mistakes::<With>(r#"{"number": "1", "lenient": ["y", 2], "many": "z"}"#),
            &["MALFORMED /many"],
        ),
        (mistakes::<Wrapped>("[null, 1]"), &["WRONG_TYPE /1"]),
        (mistakes::<Aliased>(r#"{"colour": "x"}"#), &["WRONG_TYPE /colour"]),
        (
            mistakes::<Aliased>(r#"{"colour": 1, "color": 2}"#),
            &["DUPLICATE /color"],
        ),
        (mistakes::<Box<serde_json::value::RawValue>>("[1"), &["MALFORMED_BODY"]),
        (
            mistakes::<(u8, Box<serde_json::value::RawValue>)>("[256, [1]]"),
            &["OUT_OF_RANGE /0"],
        ),
        (
            mistakes::<i128>("170141183460469231731687303715884105728"),
            &["OUT_OF_RANGE "],
        ),
        (mistakes::<(i128, u128)>("[-5, \"x\"]"), &["WRONG_TYPE /1"]),
        (
            mistakes::<BTreeMap<i64, u8>>(r#"{"1": 1, "x": 1, "2": 256}"#),
            &["MALFORMED /*", "OUT_OF_RANGE /*"],
        ),
        (mistakes::<BTreeSet<u8>>("[1, 1, 256]"), &["OUT_OF_RANGE /2"]),
        (mistakes::<Option<u8>>("\"x\""), &["WRONG_TYPE "]),
        (
            mistakes::<std::time::Duration>(r#"{"secs": -1}"#),
            &["OUT_OF_RANGE /secs", "MISSING /nanos"],
        ),
        (mistakes::<Result<u8, String>>(r#"{"Ok": "x"}"#), &["WRONG_TYPE /Ok"]),
        (mistakes::<()>("1"), &["WRONG_TYPE "]),
    ];
    let wrong: Vec<_> = rows.iter().filter(|(found, expected)| found != expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_type_that_borrows_is_explained_too() {
    let error = from_json::<Borrowed<'_>>(br#"{"text": 1, "plain": "a\nb"}"#).unwrap_err();
    assert_eq!(crate::listed(&error), ["WRONG_TYPE /text", "WRONG_TYPE /plain"]);
    let read = from_json::<Borrowed<'_>>(br#"{"text": "a", "plain": "b"}"#).unwrap();
    assert_eq!((&*read.text, read.plain), ("a", "b"));
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Search {
    limit: u8,
    page: Option<u32>,
    sort: Sort,
    exact: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sort {
    Name,
    Date,
}

fn query<T: DeserializeOwned>(text: &str) -> Vec<String> {
    from_urlencoded::<T>(Part::Query, text.as_bytes()).map_or_else(|error| crate::listed(&error), |_| Vec::new())
}

#[test]
fn a_query_is_explained_like_a_body() {
    assert_eq!(query::<Search>("limit=1&sort=name"), [""; 0]);
    assert_eq!(
        query::<Search>("limit=256&page=x&sort=size&exact=yes&mine=1"),
        [
            "OUT_OF_RANGE /limit",
            "WRONG_TYPE /page",
            "UNKNOWN_VALUE /sort",
            "WRONG_TYPE /exact",
            "UNKNOWN_FIELD /*"
        ]
    );
    assert_eq!(
        query::<Search>("limit=99999999999999999999999999999999999999999&sort=name"),
        ["OUT_OF_RANGE /limit"]
    );
    assert_eq!(
        query::<Search>("limit=1&limit=2"),
        ["DUPLICATE /limit", "MISSING /sort"]
    );
    assert_eq!(query::<Vec<(String, u8)>>("a=1&b=x"), ["WRONG_TYPE /1/1"]);
}

#[test]
fn any_deserializer_can_be_explained() {
    let value = serde_json::json!({"limit": "x", "sort": "name"});
    let violations = explain::<Search, _>(|| &value);
    assert_eq!(violations.to_string(), "/limit: This value has the wrong type");
    assert!(explain::<Search, _>(|| serde_json::json!({"limit": 1, "sort": "date"})).is_empty());
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
#[allow(dead_code)]
struct Initial(char);

impl TryFrom<String> for Initial {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.chars().next().expect("a text is not empty") {
            first @ 'a'..='z' => Ok(Self(first)),
            first => Err(format!("{first} is not a letter")),
        }
    }
}

#[test]
fn a_type_that_panics_at_an_invented_value_is_explained_so_far() {
    assert_eq!(
        mistakes::<(u8, Initial, u8)>(r#"[256, "A", 256]"#),
        ["OUT_OF_RANGE /0", "MALFORMED /1"]
    );
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Typed {
    id: uuid_like::Id,
    mail: uuid_like::Mail,
    never: Option<uuid_like::Never>,
    last: u8,
}

mod uuid_like {
    use serde::Deserialize;

    macro_rules! checked {
        ($($name:ident: $accepts:expr;)*) => {$(
            #[derive(Debug, Deserialize)]
            #[serde(try_from = "String")]
            pub struct $name;

            impl TryFrom<String> for $name {
                type Error = &'static str;

                fn try_from(text: String) -> Result<Self, Self::Error> {
                    let accepts: fn(&str) -> bool = $accepts;
                    if accepts(&text) { Ok(Self) } else { Err("s3cr3t") }
                }
            }
        )*};
    }

    checked! {
        Id: |text| text.len() == 36 && text.matches('-').count() == 4;
        Mail: |text| text.contains('@');
        Never: |_| false;
    }
}

#[test]
fn types_of_usual_texts_do_not_hide_what_is_missing_after_them() {
    let all = ["MALFORMED /id", "MALFORMED /mail", "MALFORMED /never", "MISSING /last"];
    assert_eq!(mistakes::<Typed>(r#"{"id": "x", "mail": "x", "never": "x"}"#), all);
    assert_eq!(
        mistakes::<Typed>("{}"),
        ["MISSING /id", "MISSING /mail", "MISSING /last"]
    );
    // Nothing is known of a type that takes no text at all: what follows is told next time.
    assert_eq!(mistakes::<(uuid_like::Never, u8)>(r#"["x", "x"]"#), ["MALFORMED /0"]);
}
