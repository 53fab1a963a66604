//! Errors of `validator`, which have codes and parameters: among them the value that was typed, which is dropped.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value as Json;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use super::names::{Kinds, Names, TOO_LONG, TOO_SHORT};
use crate::public::derived::Seal;
use crate::public::value::{PublicValue, Value};
use crate::public::{JsonPointer, Violation, ViolationKind, Violations, violation};

/// How deep errors may be nested.
const MAX_DEPTH: u8 = 64;

const ABOVE: ViolationKind = ViolationKind::new(violation::TOO_SMALL.code(), "Must be greater than {exclusive_min}");
const BELOW: ViolationKind = ViolationKind::new(violation::TOO_LARGE.code(), "Must be less than {exclusive_max}");

/// The violations that errors of `validator` list, in the order of their pointers. A field has its name from `names`, or else
/// its Rust name.
///
/// A rule of your own fails with one of `kinds` if it returns `ValidationError::new(NOT_A_VAT_NUMBER.code())`; any other code
/// becomes [`MALFORMED`](crate::violation::MALFORMED). Numbers and booleans among its parameters are kept.
#[must_use]
pub fn violations(errors: &ValidationErrors, names: &Names, kinds: Kinds) -> Violations {
    let mut found = Vec::new();
    let walk = Walk { names, kinds };
    walk.object(errors, &JsonPointer::root(), MAX_DEPTH, &mut found);
    found.into_iter().collect()
}

struct Walk<'a> {
    names: &'a Names,
    kinds: Kinds,
}

impl Walk<'_> {
    fn object(&self, errors: &ValidationErrors, at: &JsonPointer, depth: u8, found: &mut Vec<Violation>) {
        let Some(depth) = depth.checked_sub(1) else {
            return found.push(violation::MALFORMED.at(at.clone()));
        };
        let mut fields: Vec<_> = errors.errors().iter().collect();
        fields.sort_by_key(|(name, _)| *name);
        for (name, kind) in fields {
            let pointer = match name {
                // Rules of the whole, and of the items of a list that is the whole.
                Cow::Borrowed("__all__" | "_tmp_validator") => at.clone(),
                Cow::Borrowed(name) => at.clone().field(self.names.find(name).unwrap_or(name)),
                Cow::Owned(_) => at.clone().field(super::UNKNOWN),
            };
            match kind {
                ValidationErrorsKind::Struct(inner) => self.object(inner, &pointer, depth, found),
                ValidationErrorsKind::List(items) => {
                    for (index, inner) in items {
                        self.object(inner, &pointer.clone().index(*index), depth, found);
                    }
                }
                ValidationErrorsKind::Field(errors) => {
                    found.extend(errors.iter().map(|error| self.field(error, pointer.clone())));
                }
            }
        }
    }

    fn field(&self, error: &ValidationError, pointer: JsonPointer) -> Violation {
        if let Some(kind) = self.kinds.find(&error.code) {
            let numbers = error.params.iter().filter_map(|(name, value)| match name {
                Cow::Borrowed("value") | Cow::Owned(_) => None,
                Cow::Borrowed(name) => Some((*name, number(value)?)),
            });
            return numbers.fold(kind.at(pointer), |violation, (name, value)| violation.with(name, value));
        }
        match &*error.code {
            "length" => of_length(error, pointer),
            "range" => of_range(error, pointer),
            "required" | "required_nested" => violation::MISSING.at(pointer),
            "must_match" => violation::MISMATCH.at(pointer),
            "email" => violation::NOT_AN_EMAIL.at(pointer),
            "url" => violation::NOT_A_URL.at(pointer),
            "ip" | "ip_v4" | "ip_v6" => violation::NOT_AN_IP_ADDRESS.at(pointer),
            "phone" => violation::NOT_A_PHONE_NUMBER.at(pointer),
            "credit_card" => violation::NOT_A_CARD_NUMBER.at(pointer),
            _ => violation::MALFORMED.at(pointer),
        }
    }
}

fn of_length(error: &ValidationError, pointer: JsonPointer) -> Violation {
    let length = match error.params.get("value") {
        Some(Json::String(text)) => text.chars().count(),
        Some(Json::Array(items)) => items.len(),
        Some(Json::Object(members)) => members.len(),
        _ => return violation::MALFORMED.at(pointer),
    };
    let limit = |name| error.params.get(name).or_else(|| error.params.get("equal"));
    let number = |json: &Json| json.as_u64().and_then(|limit| usize::try_from(limit).ok());
    match (limit("min").and_then(number), limit("max").and_then(number)) {
        (Some(min), _) if length < min => TOO_SHORT.at(pointer).with("min", min),
        (_, Some(max)) if length > max => TOO_LONG.at(pointer).with("max", max),
        _ => violation::MALFORMED.at(pointer),
    }
}

fn of_range(error: &ValidationError, pointer: JsonPointer) -> Violation {
    let value = error.params.get("value");
    let limits: [(&'static str, ViolationKind, &[Ordering]); 4] = [
        ("min", violation::TOO_SMALL, &[Ordering::Less]),
        ("max", violation::TOO_LARGE, &[Ordering::Greater]),
        ("exclusive_min", ABOVE, &[Ordering::Less, Ordering::Equal]),
        ("exclusive_max", BELOW, &[Ordering::Greater, Ordering::Equal]),
    ];
    for (name, kind, broken) in limits {
        let Some(limit) = error.params.get(name) else { continue };
        let order = value.and_then(|value| compare(value, limit));
        if let (Some(number), true) = (number(limit), order.is_some_and(|order| broken.contains(&order))) {
            return kind.at(pointer).with(name, number);
        }
    }
    violation::OUT_OF_RANGE.at(pointer)
}

fn compare(value: &Json, limit: &Json) -> Option<Ordering> {
    match (value.as_i64(), limit.as_i64()) {
        (Some(value), Some(limit)) => Some(value.cmp(&limit)),
        _ => value.as_f64()?.partial_cmp(&limit.as_f64()?),
    }
}

/// A number or a boolean: text may come from anywhere.
fn number(json: &Json) -> Option<Number<'_>> {
    matches!(json, Json::Number(_) | Json::Bool(_)).then_some(Number(json))
}

struct Number<'a>(&'a Json);

impl PublicValue for Number<'_> {
    fn __public_value(&self, _: Seal<'_>) -> Value<'_> {
        let Self(json) = self;
        let integer = json.as_i64().map(|value| Value::Int(value.into()));
        integer
            .or_else(|| json.as_u64().map(|value| Value::Uint(value.into())))
            .or_else(|| json.as_f64().map(Value::F64))
            .or_else(|| json.as_bool().map(Value::Bool))
            .unwrap_or(Value::Null)
    }
}
