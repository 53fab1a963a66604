//! Reports of `garde`, which has only texts: those of its own rules are known, and all others may contain anything.

use garde::Report;
use garde::error::Kind;

use super::names::{Kinds, Names, TOO_LONG, TOO_SHORT};
use crate::public::value::{PublicValue, Value};
use crate::public::{JsonPointer, Violation, ViolationKind, Violations, violation};

/// The violations that a report of `garde` lists. In a report the keys of a map look like names of fields, but are the
/// client's, so every key that is not one of `names` is `*`.
///
/// A rule of your own fails with one of `kinds` if it returns `garde::Error::new(NOT_A_VAT_NUMBER)`; any other text becomes
/// [`MALFORMED`](crate::violation::MALFORMED).
#[must_use]
pub fn violations(report: &Report, names: &Names, kinds: Kinds) -> Violations {
    let all = report.iter().map(|(path, error)| {
        let components = path.__iter().rev();
        let pointer = components.fold(JsonPointer::root(), |pointer, (kind, text)| match kind {
            Kind::None => pointer,
            Kind::Index => match text.parse() {
                Ok(index) => pointer.index(index),
                Err(_) => pointer.field(super::UNKNOWN),
            },
            Kind::Key => pointer.field(names.find(text).unwrap_or(super::UNKNOWN)),
        });
        violation_of(error.message(), kinds, pointer)
    });
    all.collect()
}

/// What the rules of `garde` say, up to a limit or the name of another field.
const RULES: &[(&str, ViolationKind, Option<&str>)] = &[
    ("length is lower than ", TOO_SHORT, Some("min")),
    ("length is greater than ", TOO_LONG, Some("max")),
    ("lower than ", violation::TOO_SMALL, Some("min")),
    ("greater than ", violation::TOO_LARGE, Some("max")),
    ("not set", violation::MISSING, None),
    ("does not match pattern /", violation::MALFORMED, None),
    ("does not match ", violation::MISMATCH, None),
    ("not a valid email", violation::NOT_AN_EMAIL, None),
    ("not a valid url", violation::NOT_A_URL, None),
    ("not a valid IP", violation::NOT_AN_IP_ADDRESS, None),
    ("not a valid phone number", violation::NOT_A_PHONE_NUMBER, None),
    ("not a valid credit card number", violation::NOT_A_CARD_NUMBER, None),
];

fn violation_of(message: &str, kinds: Kinds, pointer: JsonPointer) -> Violation {
    if let Some(kind) = kinds.find(message) {
        return kind.at(pointer);
    }
    for (start, kind, limit) in RULES {
        match (message.strip_prefix(start), limit) {
            (Some(rest), Some(name)) => {
                if let Some(limit) = Limit::parse(rest) {
                    return kind.at(pointer).with(name, limit);
                }
            }
            (Some(_), None) => return kind.at(pointer),
            (None, _) => {}
        }
    }
    violation::MALFORMED.at(pointer)
}

/// A number that a rule contains.
enum Limit {
    Integer(i128),
    Float(f64),
}

impl Limit {
    fn parse(text: &str) -> Option<Self> {
        let integer = text.parse().map(Self::Integer);
        integer.or_else(|_| text.parse().map(Self::Float)).ok()
    }
}

impl PublicValue for Limit {
    fn __public_value(&self, _: crate::public::derived::Seal<'_>) -> Value<'_> {
        match self {
            Self::Integer(value) => Value::Int(*value),
            Self::Float(value) => Value::F64(*value),
        }
    }
}
