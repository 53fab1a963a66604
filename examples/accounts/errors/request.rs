//! Requests that make no sense.

use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::StatusCode;
use secure_error::{SecureError, ViolationKind, Violations, problem};

#[derive(SecureError)]
#[secure_error(axum)]
pub enum RequestError {
    // axum and serde quote what was sent, which may be a password: of such a source only the type is logged.
    #[public(
        status = 400,
        code = "MALFORMED_BODY",
        message = "The body is not what this route expects"
    )]
    Body {
        #[internal(redact)]
        source: JsonRejection,
    },

    #[public(problem::CONTENT_TOO_LARGE)]
    TooLarge { source: JsonRejection },

    #[public(problem::REQUEST_TIMEOUT)]
    #[internal("the body did not arrive in time")]
    TooSlow,

    #[public(problem::UNSUPPORTED_MEDIA_TYPE)]
    NotJson { source: JsonRejection },

    #[public(
        status = 400,
        code = "MALFORMED_PATH",
        message = "The path is not what this route expects"
    )]
    Path(
        #[from]
        #[internal(redact)]
        PathRejection,
    ),

    #[public(
        status = 422,
        code = "INVALID_FIELDS",
        message = "Some fields are not as they should be"
    )]
    #[internal(event = "input_validation_fail")]
    Fields(#[from] Violations),
}

impl From<JsonRejection> for RequestError {
    fn from(source: JsonRejection) -> Self {
        match source.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge { source },
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::NotJson { source },
            _ => Self::Body { source },
        }
    }
}

/// What can be wrong with a field. The value is never repeated.
pub const NOT_AN_EMAIL: ViolationKind = ViolationKind::new("NOT_AN_EMAIL", "This is no e-mail address");
pub const PASSWORD_TOO_SHORT: ViolationKind =
    ViolationKind::new("PASSWORD_TOO_SHORT", "A password has at least 12 characters");
pub const PASSWORD_TOO_LONG: ViolationKind =
    ViolationKind::new("PASSWORD_TOO_LONG", "A password has at most 256 characters");
pub const NOT_AN_AMOUNT: ViolationKind = ViolationKind::new("NOT_AN_AMOUNT", "An amount is at least one cent");
pub const NOT_A_REFERENCE: ViolationKind = ViolationKind::new(
    "NOT_A_REFERENCE",
    "A reference has 1 to 64 letters, digits, dots, dashes or underscores",
);
pub const NOT_A_CARD: ViolationKind = ViolationKind::new("NOT_A_CARD", "This is no card number");
