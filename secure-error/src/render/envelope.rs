//! The `{"error": {…}}` envelope.

use std::collections::BTreeMap;

use http::HeaderValue;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Format, FormatError, append_json};
use crate::public::PublicError;
use crate::request::RequestId;

/// `application/json` with one member, `error`, which has `message`, `code` and `request_id`, then the parameters and
/// `errors`. For clients that expect this shape; new ones are better served by [`ProblemJson`](super::ProblemJson).
#[derive(Debug, Clone, Copy, Default)]
pub struct Envelope;

impl Format for Envelope {
    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static("application/json")
    }

    fn render(&self, error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) -> Result<(), FormatError> {
        append_json(out, &BTreeMap::from([("error", Inside(error, id))]))
    }
}

struct Inside<'a>(&'a PublicError<'a>, &'a RequestId);

impl Serialize for Inside<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(error, id) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("message", error.message())?;
        map.serialize_entry("code", error.code())?;
        map.serialize_entry("request_id", id.as_str())?;
        error.serialize_extensions(&mut map)?;
        map.end()
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
