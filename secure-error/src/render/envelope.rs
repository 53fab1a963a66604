//! The `{"error": {…}}` envelope.

use http::HeaderValue;

use super::members::write_params_and_errors;
use super::{Format, FormatError};
use crate::public::PublicError;
use crate::request::RequestId;
use crate::text::json::JsonObject;

/// `application/json` with one member, `error`, which has `message`, `code` and `request_id`, then the parameters and
/// `errors`. For clients that expect this shape; new ones are better served by [`ProblemJson`](super::ProblemJson).
#[derive(Debug, Clone, Copy, Default)]
pub struct Envelope;

impl Format for Envelope {
    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static("application/json")
    }

    fn render(&self, error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let mut envelope = JsonObject::begin(out);
        let mut object = envelope.object("error");
        object
            .str("message", error.message())
            .str("code", error.code())
            .str("request_id", id.as_str());
        write_params_and_errors(&mut object, error);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::error::PublicBuilder;
    use crate::public::problem;
    use crate::public::value::read;

    #[test]
    fn everything_is_inside_the_envelope() {
        let error = PublicBuilder::new(&problem::NOT_FOUND)
            .param("account", read(&7_u8))
            .build();
        let mut out = Vec::new();
        Envelope
            .render(&error, &RequestId::parse("id-1").unwrap(), &mut out)
            .unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#"{"error":{"message":"Not Found","code":"NOT_FOUND","request_id":"id-1","account":7}}"#
        );
    }
}
