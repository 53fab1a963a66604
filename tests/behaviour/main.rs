//! The rules of the design, seen from outside: every test uses the public interface only, and its name is the rule.

mod causes;
mod defaults;
mod face;
mod fault;
mod format_grammar;
mod from;
mod internal_message;
mod levels;
mod limits;
mod masks;
mod problem_type;
mod public_value;
mod retry_and_level;
mod traits;
mod transparent;
mod unsealed;
mod violations;

use secure_error::{RequestId, SecureError, render};
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

/// File and line in a report, where the error arose.
fn place(report: &Value) -> (String, u32) {
    let location = text(report, "/location").unwrap();
    let mut parts = location.rsplitn(3, ':');
    let line = parts.nth(1).unwrap().parse().unwrap();
    (parts.next().unwrap().to_owned(), line)
}

/// What the client gets: status and headers, and the body as data. The id is always the same.
fn answer(error: &dyn SecureError) -> (http::response::Parts, Value) {
    let id = RequestId::parse("one-and-the-same").unwrap();
    let (parts, body) = render::respond::<Vec<u8>>(&error.public(), &id).into_parts();
    (parts, serde_json::from_slice(&body).unwrap())
}

/// A header of an answer.
fn header(error: &dyn SecureError, name: &str) -> Option<String> {
    let (parts, _) = answer(error);
    parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned())
}

/// Every way to show an error to somebody, in one text.
fn everything_shown(error: &dyn SecureError) -> String {
    let (parts, body) = answer(error);
    format!("{error}\n{error:#}\n{error:?}\n{error:#?}\n{parts:?}\n{body}")
}
