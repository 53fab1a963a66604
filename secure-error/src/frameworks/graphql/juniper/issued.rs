//! What a client gets of one error, and the entry of it.

use crate::boundary::Exchange;
use crate::error::SecureError;
use crate::frameworks::by_bytes;
use crate::frameworks::graphql::{Foreign, members, path_field};
use crate::frameworks::issue::issue;
use crate::internal::report::Field;
use crate::public::value::Value;
use crate::public::{ProblemType, PublicError, problem};
use crate::request::RequestId;
use crate::request::ledger::{Issued, Ledger, Source};
use juniper::{ExecutionError, FieldError, Object, ScalarValue, Value as GraphQl};
use std::fmt;

/// The name of a foreign error in its record.
const FOREIGN: &str = "ForeignError";

/// Of one of ours, which is entered. juniper keeps nothing of an error but what clients see, so it is known by that.
pub(super) fn own<S: ScalarValue>(error: &dyn SecureError) -> FieldError<S> {
    let (error, entry) = issue(error, |public, id| {
        let error = of(public, id);
        let issued = Issued {
            body: bytes(&error),
            ..Issued::nothing(public.status())
        };
        (error, public.status(), Source::Copy(issued))
    });
    by_bytes::remember(&entry);
    error
}

/// By which an error is known.
fn bytes<S: ScalarValue>(error: &FieldError<S>) -> Vec<u8> {
    format!("{}\0{}", error.message(), error.extensions()).into_bytes()
}

/// Sends the error of a field if one of ours became it. Returns the id that the client gets.
pub(super) fn sent<S: ScalarValue>(error: &ExecutionError<S>, exchange: &Exchange) -> Option<RequestId> {
    let entry = by_bytes::find(exchange.ledger(), &bytes(error.error()))?;
    Some(entry.send(exchange.scope().names()))
}

/// The same error under this id.
pub(super) fn renamed<S: ScalarValue>(error: &ExecutionError<S>, id: &RequestId) -> ExecutionError<S> {
    let mut extensions = error.error().extensions().clone();
    if let GraphQl::Object(members) = &mut extensions {
        members.add_field("request_id", GraphQl::scalar(id.to_string()));
    }
    at(error, FieldError::new(error.error().message(), extensions))
}

/// Sends a constant instead of the error of a field. `before` has what else has failed.
pub(super) fn sealed<S: ScalarValue>(
    error: &ExecutionError<S>,
    exchange: &Exchange,
    before: Option<&Ledger>,
) -> ExecutionError<S> {
    let (foreign, path) = (error.error(), Path(error.path()));
    let extensions = (!foreign.extensions().is_null()).then(|| Field::new("graphql_extensions", foreign.extensions()));
    let place = (!error.path().is_empty()).then(|| path_field(&path));
    let failure = Foreign {
        text: foreign.message(),
        source: None,
    };
    let fields = place.into_iter().chain(extensions);
    let entry = failure.enter(FOREIGN, &problem::INTERNAL_ERROR, fields, before);
    let id = entry.send(exchange.scope().names());
    at(error, constant(&problem::INTERNAL_ERROR, &id))
}

/// Where and in which field it was stays.
fn at<S: ScalarValue>(place: &ExecutionError<S>, error: FieldError<S>) -> ExecutionError<S> {
    let path: Vec<&str> = place.path().iter().map(String::as_str).collect();
    ExecutionError::new(*place.location(), &path, error)
}

pub(super) fn constant<S: ScalarValue>(problem: &'static ProblemType, id: &RequestId) -> FieldError<S> {
    of(&PublicError::constant(problem), id)
}

/// Of a public face.
fn of<S: ScalarValue>(public: &PublicError<'_>, id: &RequestId) -> FieldError<S> {
    let mut extensions = Object::with_capacity(4);
    members(public, id, |name, value| {
        extensions.add_field(name, value_of(value));
    });
    FieldError::new(public.message(), GraphQl::Object(extensions))
}

/// `accounts.owner`: juniper does not count the items of lists.
struct Path<'a>(&'a [String]);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "." };
            write!(f, "{separator}{name}")?;
        }
        Ok(())
    }
}

/// The largest integer of which no digit is lost in a float: 2^53.
const MAX_EXACT: u128 = 1 << 53;

/// The recursion is bounded by the depth of a public value. juniper's integers have 32 bits: larger ones are floats as long
/// as those are exact, and text beyond.
fn value_of<S: ScalarValue>(value: Value<'_>) -> GraphQl<S> {
    match value {
        Value::Null => GraphQl::Null,
        Value::Bool(value) => GraphQl::scalar(value),
        Value::Int(value) => match i32::try_from(value) {
            Ok(value) => GraphQl::scalar(value),
            Err(_) => large(value.unsigned_abs(), value),
        },
        Value::Uint(value) => match i32::try_from(value) {
            Ok(value) => GraphQl::scalar(value),
            Err(_) => large(value, value),
        },
        Value::F32(value) => float(value.into()),
        Value::F64(value) => float(value),
        Value::Char(value) => GraphQl::scalar(value.to_string()),
        Value::Text(value) => GraphQl::scalar(value.to_owned()),
        Value::Owned(value) => GraphQl::scalar(value),
        Value::List(items) => GraphQl::list(items.into_iter().map(value_of).collect()),
        Value::Violations(violations) => GraphQl::list(
            violations
                .iter()
                .map(|violation| {
                    let mut members = Object::with_capacity(3);
                    for (name, value) in violation.members() {
                        members.add_field(name, value_of(value));
                    }
                    GraphQl::Object(members)
                })
                .collect(),
        ),
    }
}

fn large<S: ScalarValue>(magnitude: u128, value: impl fmt::Display) -> GraphQl<S> {
    let text = value.to_string();
    match text.parse() {
        Ok(exact) if magnitude <= MAX_EXACT => float(exact),
        _ => GraphQl::scalar(text),
    }
}

/// Numbers that JSON does not know (NaN, infinities) are null.
fn float<S: ScalarValue>(value: f64) -> GraphQl<S> {
    if value.is_finite() {
        GraphQl::scalar(value)
    } else {
        GraphQl::Null
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::value::read;
    use juniper::DefaultScalarValue;

    fn json(value: Value<'_>) -> String {
        serde_json::to_string(&value_of::<DefaultScalarValue>(value)).unwrap()
    }

    #[test]
    fn no_digit_of_a_number_is_lost() {
        assert_eq!(json(read(&-1300_i64)), "-1300");
        assert_eq!(json(read(&5_000_000_000_u64)), "5000000000.0");
        assert_eq!(json(read(&(-(1_i64 << 53)))), "-9007199254740992.0");
        assert_eq!(json(read(&u64::MAX)), r#""18446744073709551615""#);
        assert_eq!(json(read(&i128::MIN)), format!(r#""{}""#, i128::MIN));
        assert_eq!(json(read(&0.5_f32)), "0.5");
        assert_eq!(json(read(&f64::NAN)), "null");
    }

    #[test]
    fn other_values_are_what_they_are_in_json() {
        assert_eq!(json(read(&["a", "\""])), r#"["a","\""]"#);
        assert_eq!(json(read(&Some('x'))), r#""x""#);
        assert_eq!(json(read(&[Some(true), None])), "[true,null]");
    }
}
