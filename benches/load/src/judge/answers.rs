//! Whether an answer is right.

use crate::requests::{Expected, Kind};
use crate::service::PLANTED;
use crate::wire::Answer;
use memchr::memmem;
use serde::Deserialize;
use std::fmt;

/// The body of a failure.
#[derive(Deserialize)]
struct Body<'b> {
    r#type: &'b str,
    title: &'b str,
    status: u16,
    detail: &'b str,
    code: &'b str,
    request_id: &'b str,
    available: Option<u64>,
}

/// An id as a number: 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named(pub u128);

impl fmt::Debug for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl Named {
    /// Nothing if the text is not what secure-error calls a request.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let right = id.len() == 32 && id.bytes().all(is_digit);
        right.then(|| u128::from_str_radix(id, 16).ok().map(Self)).flatten()
    }
}

/// The id of a right answer to request `number`, or what is wrong with it.
///
/// # Errors
///
/// What is wrong.
pub fn answer(kind: &Kind, number: u64, is_head: bool, answer: &Answer<'_>) -> Result<Named, &'static str> {
    silent(answer)?;
    let text = answer.only("x-request-id").ok_or("an answer has no id, or several")?;
    let id = Named::parse(text).ok_or("an id has another form")?;
    match kind.expected {
        Expected::Number if answer.status != 200 => Err("a success has another status"),
        Expected::Number if answer.body != number.to_string().as_bytes() => Err("a success is that of somebody else"),
        Expected::Empty if !matches!(answer.status, 200 | 204) => Err("a success has another status"),
        Expected::Empty if !answer.body.is_empty() => Err("a body where none belongs"),
        Expected::Number | Expected::Empty => Ok(id),
        Expected::Failure { status, code, value } => {
            head(answer, status)?;
            if is_head {
                let length = answer.only("content-length").and_then(|it| it.parse().ok());
                return length
                    .filter(|length: &u32| *length > 50)
                    .map(|_| id)
                    .ok_or("an answer to HEAD does not say its length");
            }
            body(answer, status, code, text, value.then_some(number))?;
            Ok(id)
        }
    }
}

/// Whether what the server says to something that is no request is right: an error that says nothing.
///
/// # Errors
///
/// What is wrong.
pub fn refusal(answer: &Answer<'_>) -> Result<(), &'static str> {
    silent(answer)?;
    let right = matches!(answer.status, 400..500) && answer.body.is_empty();
    right.then_some(()).ok_or("what is no request got an answer")
}

/// Nothing of what was planted, wherever it could be.
fn silent(answer: &Answer<'_>) -> Result<(), &'static str> {
    match memmem::find(answer.bytes, PLANTED.as_bytes()) {
        None => Ok(()),
        Some(_) => Err("an answer shows a planted secret"),
    }
}

fn head(answer: &Answer<'_>, status: u16) -> Result<(), &'static str> {
    if answer.status != status {
        return Err("a failure has another status");
    }
    let demanded = [
        ("content-type", "application/problem+json"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ];
    if demanded.iter().any(|(name, value)| answer.only(name) != Some(value)) {
        return Err("a failure has other headers");
    }
    if (status == 405) != answer.only("allow").is_some() {
        return Err("a failure has another `Allow`");
    }
    Ok(())
}

fn body(answer: &Answer<'_>, status: u16, code: &str, id: &str, value: Option<u64>) -> Result<(), &'static str> {
    let body: Body<'_> = serde_json::from_slice(answer.body).map_err(|_| "a failure has no such body")?;
    if body.request_id != id {
        return Err("the ids in head and body differ");
    }
    if body.available != value {
        return Err("a value in a failure is that of somebody else");
    }
    let right = (body.status, body.code, body.r#type) == (status, code, "about:blank");
    let says = !body.title.is_empty() && !body.detail.is_empty();
    (right && says).then_some(()).ok_or("a failure has another body")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::KINDS;

    const ID: &str = "0123456789abcdef0011223344556677";
    const BODY: &str = r#"{"type":"about:blank","title":"Conflict","status":409,"detail":"At most 7 cents","code":"INSUFFICIENT_FUNDS","request_id":"0123456789abcdef0011223344556677","available":7}"#;

    fn kind(name: &str) -> &'static Kind {
        KINDS.iter().find(|kind| kind.name == name).unwrap()
    }

    fn failure() -> String {
        format!(
            "HTTP/1.1 409 Conflict\r\ncontent-type: application/problem+json\r\ncache-control: no-store\r\n\
             x-content-type-options: nosniff\r\nx-request-id: {ID}\r\ncontent-length: {}\r\n\r\n{BODY}",
            BODY.len()
        )
    }

    fn judged(kind: &Kind, text: &str) -> Result<Named, &'static str> {
        let parsed = Answer::parse(text.as_bytes(), false).unwrap().unwrap();
        answer(kind, 7, false, &parsed)
    }

    #[test]
    fn a_right_answer_has_its_id() {
        let id = Named(0x0123_4567_89ab_cdef_0011_2233_4455_6677);
        assert_eq!(judged(kind("own, with a value"), &failure()), Ok(id));
    }

    #[test]
    fn every_change_of_a_failure_is_found() {
        for (from, to, wrong) in [
            ("409 Conflict", "410 Gone", "a failure has another status"),
            ("cache-control: no-store\r\n", "", "a failure has other headers"),
            ("problem+json", "json", "a failure has other headers"),
            (": nosniff", ": nosniff\r\nAllow: GET", "a failure has another `Allow`"),
            (
                "x-request-id: ",
                "x-request-id: a\r\nx-request-id: ",
                "an answer has no id, or several",
            ),
            ("x-request-id: ", "x-id: ", "an answer has no id, or several"),
            ("x-request-id: 01", "x-request-id: 0", "an id has another form"),
            (
                "x-request-id: 01",
                "x-request-id: 02",
                "the ids in head and body differ",
            ),
            (
                r#""available":7"#,
                r#""available":8"#,
                "a value in a failure is that of somebody else",
            ),
            (r#""status":409"#, r#""status":410"#, "a failure has another body"),
            ("INSUFFICIENT_FUNDS", "INSUFFICIENT_FUNDZ", "a failure has another body"),
            ("{\"type\"", "[\"type\"", "a failure has no such body"),
            ("At most 7", "planted-secret", "an answer shows a planted secret"),
            (": no-store", ": planted-secret", "an answer shows a planted secret"),
        ] {
            let changed = failure().replacen(from, to, 1);
            assert_ne!(changed, failure(), "{from}");
            let (head, body) = changed.split_once("\r\n\r\n").unwrap();
            let length = format!("content-length: {}", body.len());
            let head = head.replace(&format!("content-length: {}", BODY.len()), &length);
            let judged = judged(kind("own, with a value"), &format!("{head}\r\n\r\n{body}"));
            assert_eq!(judged, Err(wrong), "{from}");
        }
    }

    #[test]
    fn a_success_of_somebody_else_is_found() {
        let success = |body| {
            let text = format!("HTTP/1.1 200 OK\r\nx-request-id: {ID}\r\ncontent-length: 1\r\n\r\n{body}");
            judged(kind("success"), &text)
        };
        assert!(success(7).is_ok());
        assert_eq!(success(8), Err("a success is that of somebody else"));
    }

    #[test]
    fn what_is_no_request_gets_an_error_that_says_nothing() {
        let said = |text: &str| refusal(&Answer::parse(text.as_bytes(), false).unwrap().unwrap());
        assert!(said("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").is_ok());
        assert!(said("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").is_err());
        assert!(said("HTTP/1.1 400 Bad Request\r\ncontent-length: 1\r\n\r\nx").is_err());
    }
}
