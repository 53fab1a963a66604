//! The rules of the design, seen from outside: every test uses the public interface only, and its name is the rule.

//MOD fault
mod format_grammar;
//MOD from
//MOD internal_message
//MOD levels
//MOD problem_type
//MOD public_value
//MOD retry_and_level
//MOD transparent
//MOD unsealed
//MOD violations

use secure_error::SecureError;
use serde_json::Value;

/// What the operators get, as data.
fn report(error: &dyn SecureError) -> Value {
    serde_json::to_value(error.report().expose_internal()).unwrap()
}

/// The message for the operators; a variant without one has none.
fn internal_message(error: &dyn SecureError) -> Option<String> {
    text(&report(error), "/message")
}

/// The text at a place of a report.
fn text(report: &Value, pointer: &str) -> Option<String> {
    report.pointer(pointer).map(|value| value.as_str().unwrap().to_owned())
}

/// The value of a field in the log.
fn logged(error: &dyn SecureError, field: &str) -> Option<String> {
    text(&report(error), &format!("/fields/{field}"))
}

/// What the client gets, as data: status, headers and body in one.
fn answer(error: &dyn SecureError) -> (http::response::Parts, Value) {
    let (parts, body) = secure_error::render::respond::<Vec<u8>>(&error.public(), &secure_error::RequestId::generate()).into_parts();
    (parts, serde_json::from_slice(&body).unwrap())
}

/// Every way to show an error to somebody, in one text.
fn everything_shown(error: &dyn SecureError) -> String {
    let (parts, body) = answer(error);
    format!("{error}\n{error:#}\n{error:?}\n{error:#?}\n{parts:?}\n{body}")
}
