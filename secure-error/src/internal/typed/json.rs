//! A response in JSON: which of its texts are written for people.

use super::prose;
use crate::internal::mask::REDACTED;
use serde_json::{Map, Number, Value};

/// Members whose value is a message, or a name for it.
const MESSAGES: &[&str] = &[
    "error",
    "errors",
    "message",
    "messages",
    "msg",
    "detail",
    "details",
    "title",
    "reason",
    "description",
    "error_description",
    "hint",
    "brief",
    "cause",
    "code",
    "type",
    "status",
    "field",
    "pointer",
];
/// The longest name of a member that is shown.
const NAME: usize = 64;
/// The largest number that is shown.
const NUMBER: u64 = 9_999;

/// Those of JSON that stands behind other text: that is more likely what the client sent, with members of any name.
const MESSAGES_IN_PROSE: &[&str] = &["error", "errors", "code"];

/// The same JSON without what may be a value. Returns `None` for any other text.
pub(super) fn redacted(text: &str) -> Option<String> {
    redacted_but_for(text, MESSAGES)
}

/// The same behind other text.
pub(super) fn redacted_in_prose(text: &str) -> Option<String> {
    redacted_but_for(text, MESSAGES_IN_PROSE)
}

fn redacted_but_for(text: &str, messages: &[&str]) -> Option<String> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    // The depth of what is parsed is bounded.
    serde_json::from_str(text)
        .ok()
        .map(|value| shown(value, false, messages).to_string())
}

fn shown(value: Value, is_message: bool, messages: &[&str]) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value,
        Value::Number(number) => number_shown(number),
        Value::String(text) if is_message => Value::String(prose(&text, false)),
        Value::String(_) => REDACTED.into(),
        Value::Array(items) => items
            .into_iter()
            .map(|item| shown(item, is_message, messages))
            .collect(),
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|it| member(it, messages))
                .collect::<Map<_, _>>(),
        ),
    }
}

fn member((name, value): (String, Value), messages: &[&str]) -> (String, Value) {
    let is_message = messages.iter().any(|known| name.eq_ignore_ascii_case(known));
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.$@".contains(&byte);
    let is_shown =
        name.len() <= NAME && name.bytes().all(is_name) && name.bytes().any(|byte| byte.is_ascii_alphabetic());
    let name = if is_shown { name } else { REDACTED.to_owned() };
    (name, shown(value, is_message, messages))
}

fn number_shown(number: Number) -> Value {
    let is_small = number
        .as_i64()
        .is_some_and(|number| number.unsigned_abs() <= NUMBER || (-32_800..=-32_000).contains(&number));
    if is_small { number.into() } else { REDACTED.into() }
}
