//! What rmcp sends to clients whose HTTP is not that of MCP: without it they cannot correct themselves.
//!
//! Its texts choose between constants. One that it words differently in a later version is sealed.

use crate::public::ProblemType;
use http::StatusCode;

/// How a text of rmcp begins, and what is said instead.
static HINTS: [(&str, ProblemType); 6] = [
    (
        "Not Acceptable: Client must accept both application/json and text/event-stream",
        ProblemType::new(
            406,
            "NOT_ACCEPTABLE",
            "The client must accept both application/json and text/event-stream",
        ),
    ),
    (
        "Not Acceptable: Client must accept text/event-stream",
        ProblemType::new(406, "NOT_ACCEPTABLE", "The client must accept text/event-stream"),
    ),
    (
        "Unsupported Media Type: Content-Type must be application/json",
        ProblemType::new(
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            "The content type must be application/json",
        ),
    ),
    (
        "Bad Request: Session ID is required",
        ProblemType::new(
            400,
            "SESSION_ID_REQUIRED",
            "The request needs the header Mcp-Session-Id",
        ),
    ),
    (
        "Not Found: Session not found",
        ProblemType::new(404, "SESSION_NOT_FOUND", "There is no such session; begin a new one"),
    ),
    (
        "Bad Request: Unsupported MCP-Protocol-Version",
        ProblemType::new(
            400,
            "UNSUPPORTED_PROTOCOL_VERSION",
            "The version in the header MCP-Protocol-Version is not supported",
        ),
    ),
];

/// What is said instead of a response with this body.
pub(super) fn of(status: StatusCode, body: &[u8]) -> Option<&'static ProblemType> {
    HINTS
        .iter()
        .find(|(text, hint)| hint.status() == status && body.starts_with(text.as_bytes()))
        .map(|(_, hint)| hint)
}
