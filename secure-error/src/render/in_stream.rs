//! The public view where the status and the headers of the response were sent already.

use super::{Format, ProblemJson, problem_json};
use crate::public::{PublicError, problem};
use crate::request::RequestId;
use crate::text::chars::prefix;

/// How many bytes of text a close frame can carry (RFC 6455 section 5.5).
const REASON: usize = 123;

/// The problem details (RFC 9457) on one line, for the data of an event or a message.
///
/// ```
/// use secure_error::{PublicError, RequestId, problem, stream};
///
/// let id = RequestId::generate();
/// let data = stream::data(&PublicError::constant(&problem::SERVICE_UNAVAILABLE), &id);
/// assert!(data.starts_with('{') && !data.contains('\n'));
/// // axum:  Event::default().event("error").data(data)
/// // poem:  Event::message(data).event_type("error")
/// ```
#[must_use]
pub fn data(error: &PublicError<'_>, id: &RequestId) -> String {
    let mut data = Vec::new();
    if ProblemJson.render(error, id, &mut data).is_err() {
        data.clear();
        problem_json::write_constant(&PublicError::constant(&problem::INTERNAL_ERROR), id, &mut data);
    }
    // JSON has no raw line breaks, and is text.
    String::from_utf8_lossy(&data).into_owned()
}

/// A server-sent event of the type `error`, whose data is the problem details: `event: error`, `data: {…}` and an empty line
/// (WHATWG HTML, section 9.2).
#[must_use]
pub fn event(error: &PublicError<'_>, id: &RequestId) -> String {
    format!("event: error\ndata: {}\n\n", data(error, id))
}

/// The problem details as a line of newline-delimited JSON, with its line break.
#[must_use]
pub fn line(error: &PublicError<'_>, id: &RequestId) -> String {
    data(error, id) + "\n"
}

/// Code and reason of the close frame that ends a WebSocket because of an error.
///
/// ```
/// use secure_error::{PublicError, problem, stream::Close};
///
/// let close = Close::of(&PublicError::constant(&problem::INTERNAL_ERROR));
/// assert_eq!((close.code, close.reason.as_str()), (1011, "An internal error occurred"));
/// // axum:  Message::Close(Some(CloseFrame { code: close.code, reason: close.reason.into() }))
/// ```
///
/// The codes are those of the registry of RFC 6455:
///
/// | code | status of the error |
/// |---|---|
/// | 1003 unsupported data | 415 |
/// | 1007 invalid payload data | 400, 422 |
/// | 1008 policy violation | each 4xx that is not listed |
/// | 1009 message too big | 413 |
/// | 1011 internal error | each 5xx that is not listed |
/// | 1013 try again later | 408, 425, 429, 503, 504 |
/// | 3000 unauthorized | 401 |
/// | 3003 forbidden | 403 |
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Close {
    /// The status code of the close frame.
    pub code: u16,
    /// The public message, at most 123 bytes.
    pub reason: String,
}

impl Close {
    /// For the public view of an error.
    #[must_use]
    pub fn of(error: &PublicError<'_>) -> Self {
        let code = match error.status().as_u16() {
            401 => 3000,
            403 => 3003,
            413 => 1009,
            415 => 1003,
            400 | 422 => 1007,
            408 | 425 | 429 | 503 | 504 => 1013,
            402..=499 => 1008,
            _ => 1011,
        };
        Self {
            code,
            reason: prefix(error.message(), REASON).to_owned(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::ProblemType;
    use crate::public::error::PublicBuilder;

    fn id() -> RequestId {
        RequestId::parse("id-1").unwrap()
    }

    #[test]
    fn an_event_and_a_line_hold_the_problem_details_and_nothing_else() {
        let error = PublicError::constant(&problem::SERVICE_UNAVAILABLE);
        let mut details = Vec::new();
        ProblemJson.render(&error, &id(), &mut details).unwrap();
        let details = String::from_utf8(details).unwrap();
        assert_eq!(data(&error, &id()), details);
        assert_eq!(event(&error, &id()), format!("event: error\ndata: {details}\n\n"));
        assert_eq!(line(&error, &id()), format!("{details}\n"));
    }

    #[test]
    fn no_message_can_end_an_event_or_a_line() {
        let message = format_args!("a\nb\r\ndata: forged\u{2028}\n\n").to_string();
        let error = PublicBuilder::new(&problem::CONFLICT)
            .message(format_args!("{message}"))
            .build();
        assert_eq!(line(&error, &id()).matches(['\n', '\r']).count(), 1);
        assert_eq!(event(&error, &id()).matches(['\n', '\r']).count(), 3);
    }

    #[test]
    fn a_close_frame_has_a_code_by_status_and_a_reason_that_fits() {
        const LONG: ProblemType = ProblemType::new(
            409,
            "LONG",
            "ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää",
        );
        let close = Close::of(&PublicError::constant(&LONG));
        assert_eq!((close.code, close.reason.len()), (1008, 122));
        for (problem, code) in [
            (&problem::INTERNAL_ERROR, 1011),
            (&problem::UNAUTHORIZED, 3000),
            (&problem::FORBIDDEN, 3003),
            (&problem::UNPROCESSABLE_CONTENT, 1007),
            (&problem::TOO_MANY_REQUESTS, 1013),
            (&problem::SERVICE_UNAVAILABLE, 1013),
        ] {
            assert_eq!(Close::of(&PublicError::constant(problem)).code, code);
        }
    }
}
