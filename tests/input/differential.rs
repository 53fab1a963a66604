//! Random types and random inputs: what is accepted is what `serde_json` accepts, and what is told is true.

use proptest::prelude::*;
use secure_error::SecureError as _;
use secure_error::input::from_json;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Debug;

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Leaf {
    alpha: u8,
    beta: Option<String>,
    gamma: Vec<i8>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    alpha: bool,
    #[serde(default)]
    beta: BTreeMap<String, Leaf>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
enum Choice {
    Alpha,
    Beta(u8),
    Gamma { alpha: Leaf, beta: (bool, i16) },
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Tree {
    alpha: Choice,
    #[serde(default)]
    gamma: Vec<Tree>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Mixed {
    alpha: u8,
    #[serde(flatten)]
    rest: Rest,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Rest {
    beta: Option<u8>,
    gamma: bool,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "Alpha")]
enum Tagged {
    Beta { gamma: u8 },
    Gamma(Leaf),
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Leaf(Leaf),
    Number(i32),
    Text(String),
}

const NAMES: &[&str] = &["alpha", "beta", "gamma", "Alpha", "Beta", "Gamma", "delta/~", ""];

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i16>().prop_map(Value::from),
        any::<u8>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-9.0..9.0_f64).prop_map(Value::from),
        proptest::sample::select(NAMES).prop_map(Value::from),
    ]
}

fn document() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(5, 60, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((proptest::sample::select(NAMES), inner.clone()), 0..6).prop_map(|members| {
                Value::Object(
                    members
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
            // Often almost right.
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(alpha, beta, gamma)| json!({"alpha": alpha, "beta": beta, "gamma": gamma})),
            (any::<u8>(), inner.clone())
                .prop_map(|(alpha, gamma)| json!({"alpha": alpha, "gamma": gamma, "Alpha": "Gamma"})),
            inner
                .clone()
                .prop_map(|alpha| json!({"Gamma": {"alpha": alpha, "beta": [true, 1]}})),
            (any::<u8>(), any::<i8>()).prop_map(|(alpha, gamma)| json!({"alpha": alpha, "gamma": [gamma]})),
        ]
    })
}

/// What a token of a pointer may stand for.
fn step<'a>(value: &'a Value, token: &str) -> Vec<&'a Value> {
    match value {
        Value::Object(members) if token == "*" => members.values().collect(),
        Value::Object(members) => members.get(token).into_iter().collect(),
        Value::Array(items) => token
            .parse()
            .ok()
            .and_then(|index: usize| items.get(index))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether a pointer is the place of something that is there, or of a declared member that is not.
fn is_true(pointer: &str, code: &str, document: &Value) -> bool {
    let (parent, missing) = match pointer.rsplit_once('/') {
        Some((parent, name)) if code == "MISSING" => (parent, Some(name)),
        _ => (pointer, None),
    };
    let mut here = vec![document];
    for token in parent.split('/').skip(1) {
        here = here.into_iter().flat_map(|value| step(value, token)).collect();
    }
    match missing {
        Some(name) => {
            let lacks = |value: &&Value| value.as_object().is_some_and(|members| !members.contains_key(name));
            NAMES[..6].contains(&name) && here.iter().any(lacks)
        }
        None => !here.is_empty() && code != "MISSING",
    }
}

fn compare<T: DeserializeOwned + Debug + PartialEq>(document: &Value) -> Result<(), TestCaseError> {
    let text = document.to_string();
    match (serde_json::from_str::<T>(&text), from_json::<T>(text.as_bytes())) {
        (Ok(theirs), Ok(ours)) => prop_assert_eq!(theirs, ours),
        (Err(_), Err(error)) => {
            prop_assert_eq!(error.status().as_u16(), 422);
            let violations = error.violations().unwrap();
            prop_assert!(!violations.is_empty());
            for violation in violations {
                let (pointer, code) = (violation.pointer().as_str(), violation.code());
                prop_assert!(is_true(pointer, code, document), "{} {} in {}", code, pointer, text);
            }
        }
        (theirs, ours) => prop_assert!(false, "{:?} but {:?} in {}", theirs, ours, text),
    }
    Ok(())
}

/// A document with all that was refused in it replaced or removed is refused no more, or is told to be so for another reason.
fn broken(text: &str) -> Result<(), TestCaseError> {
    let is_json = std::str::from_utf8(text.as_bytes()).is_ok() && serde_json::from_str::<IgnoredAny>(text).is_ok();
    let error = from_json::<Tree>(text.as_bytes());
    if let Err(error) = error {
        prop_assert_eq!(error.status().as_u16() == 422, is_json, "{}", text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn what_is_accepted_is_the_same_and_what_is_told_is_true(document in document()) {
        compare::<Leaf>(&document)?;
        compare::<Strict>(&document)?;
        compare::<Choice>(&document)?;
        compare::<Tree>(&document)?;
        compare::<Mixed>(&document)?;
        compare::<Tagged>(&document)?;
        compare::<Untagged>(&document)?;
        compare::<Vec<Option<Choice>>>(&document)?;
        compare::<BTreeMap<String, Vec<Leaf>>>(&document)?;
        compare::<(u8, Leaf, Option<Tree>)>(&document)?;
        compare::<Map<String, Value>>(&document)?;
    }

    #[test]
    fn a_text_cut_anywhere_is_malformed_or_explained(document in document(), cut in 0..200_usize) {
        let text = document.to_string();
        let cut = (0..=cut.min(text.len())).rev().find(|cut| text.is_char_boundary(*cut)).unwrap_or(0);
        broken(&text[..cut])?;
    }
}
