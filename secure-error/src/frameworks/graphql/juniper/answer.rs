//! What a client gets of one error, and the record that goes with it.

use crate::error::SecureError;
use crate::frameworks::answered::answered_in_part;
use crate::frameworks::graphql::{Foreign, members, path_field};
use crate::internal::report::Field;
use crate::public::value::Value;
use crate::public::{ProblemType, PublicError, problem};
use crate::request::RequestId;
use crate::request::scope::{self, RequestScope};
use juniper::{ExecutionError, FieldError, Object, ScalarValue, Value as GraphQl};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The name of a foreign error in its record.
const FOREIGN: &str = "ForeignError";

/// How many are remembered. If they are forgotten too early, they are sealed as foreign ones are, and logged twice.
const MOST: usize = 4096;

/// The answers that errors of ours became in one request. juniper keeps nothing of an error but its answer, and that has
/// the id of the request, so it can be recognised.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers(Arc<Mutex<HashMap<String, usize>>>);

impl Answers {
    fn note<S: ScalarValue>(&self, error: &FieldError<S>) {
        // Outside of the lock, because it is code of the application.
        let key = key(error);
        let mut answers = self.lock();
        // What juniper drops is asked for by nobody.
        if answers.len() >= MOST {
            answers.clear();
        }
        *answers.entry(key).or_default() += 1;
    }

    /// Each is known as often as it was made, and forgotten then: a subscription may go on for ever.
    fn take<S: ScalarValue>(&self, error: &FieldError<S>) -> bool {
        let key = key(error);
        let mut answers = self.lock();
        let Some(count) = answers.get_mut(&key) else {
            return false;
        };
        *count -= 1;
        if *count == 0 {
            answers.remove(&key);
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key<S: ScalarValue>(error: &FieldError<S>) -> String {
    format!("{}\0{}", error.message(), error.extensions())
}

/// Of one of ours, after its report went to the log.
pub(super) fn own<S: ScalarValue>(error: &dyn SecureError) -> FieldError<S> {
    let context = scope::current();
    let id = scope::id_of(context.as_deref());
    let answer = answered_in_part(error, &id, None, |public| of(public, &id));
    if let Some(answers) = context
        .as_deref()
        .and_then(|context| context.extensions().get::<Answers>())
    {
        answers.note(&answer);
    }
    answer
}

/// Of a public face. The caller logs.
fn of<S: ScalarValue>(public: &PublicError<'_>, id: &RequestId) -> FieldError<S> {
    let mut extensions = Object::with_capacity(4);
    members(public, id, |name, value| {
        extensions.add_field(name, value_of(value));
    });
    FieldError::new(public.message(), GraphQl::Object(extensions))
}

/// The error of a field as it is, if one of ours became it, and otherwise a constant. Where and in which field it was stays.
pub(super) fn sealed<S: ScalarValue>(error: ExecutionError<S>, context: &RequestScope) -> ExecutionError<S> {
    let foreign = error.error();
    if context
        .extensions()
        .get::<Answers>()
        .is_some_and(|answers| answers.take(foreign))
    {
        return error;
    }
    let (id, path) = (context.request_id(), Path(error.path()));
    let extensions = (!foreign.extensions().is_null()).then(|| Field::new("graphql_extensions", foreign.extensions()));
    let place = (!error.path().is_empty()).then(|| path_field(&path));
    Foreign {
        text: foreign.message(),
        source: None,
    }
    .log(
        FOREIGN,
        &problem::INTERNAL_ERROR,
        &id,
        place.into_iter().chain(extensions),
    );
    let path: Vec<&str> = error.path().iter().map(String::as_str).collect();
    ExecutionError::new(*error.location(), &path, constant(&problem::INTERNAL_ERROR, &id))
}

pub(super) fn constant<S: ScalarValue>(problem: &'static ProblemType, id: &RequestId) -> FieldError<S> {
    of(&PublicError::constant(problem), id)
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
                    for (name, value) in [
                        ("pointer", violation.pointer().as_str()),
                        ("code", violation.code()),
                        ("detail", violation.message()),
                    ] {
                        members.add_field(name, GraphQl::scalar(value.to_owned()));
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
