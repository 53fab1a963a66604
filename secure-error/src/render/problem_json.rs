//! RFC 9457 problem details.

use http::HeaderValue;

use super::members::write_params_and_errors;
use super::{Format, FormatError};
use crate::public::PublicError;
use crate::request::RequestId;
use crate::text::json::{self, JsonObject};

pub(super) const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Enough for most bodies with a parameter or two, so that their vector grows once.
const USUAL_LEN: usize = 384;

/// `application/problem+json` (RFC 9457), the default.
///
/// The members are `type`, `title`, `status`, `detail`, `code` and `request_id`, then the parameters, then `errors`
/// with the violations, if there are any.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProblemJson;

impl Format for ProblemJson {
    fn content_type(&self) -> HeaderValue {
        CONTENT_TYPE
    }

    fn render(&self, error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) -> Result<(), FormatError> {
        write(error, id, out);
        Ok(())
    }
}

/// Appends the body.
pub(super) fn write(error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) {
    if error.is_constant() && error.problem_type().is_plain() {
        write_constant(error, id, out);
    } else {
        write_any(error, id, out);
    }
}

/// The usual case: nothing to escape and nothing to format, so the body is a row of pieces whose length is known.
fn write_constant(error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) {
    let status = error.status();
    let (type_base, type_code) = error.problem_type().type_uri_parts();
    let pieces = [
        br#"{"type":""#,
        type_base.as_bytes(),
        type_code.as_bytes(),
        br#"","title":""#,
        error.title().as_bytes(),
        br#"","status":"#,
        status.as_str().as_bytes(),
        br#","detail":""#,
        error.message().as_bytes(),
        br#"","code":""#,
        error.code().as_bytes(),
        br#"","request_id":""#,
        id.as_bytes(),
        br#""}"#,
    ];
    out.reserve_exact(pieces.iter().map(|piece| piece.len()).sum());
    for piece in pieces {
        out.extend_from_slice(piece);
    }
}

fn write_any(error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) {
    out.reserve(USUAL_LEN);
    let mut object = JsonObject::begin(out);
    object.str("type", &error.type_uri()).str("title", error.title());
    json::write_number(object.member("status"), error.status().as_u16());
    object
        .str("detail", error.message())
        .str("code", error.code())
        .str("request_id", id.as_str());
    write_params_and_errors(&mut object, error);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::error::PublicBuilder;
    use crate::public::value::read;
    use crate::public::{ProblemType, Violations, problem};

    const BASED: ProblemType =
        ProblemType::new(404, "NO_ACCOUNT", "Account not found").with_type_base("https://example.com/problems/");
    const QUOTED: ProblemType = ProblemType::new(404, "QUOTED", "No \"such\" <thing>: größer");

    fn rendered(error: &PublicError<'_>) -> String {
        let mut out = Vec::new();
        write(error, &RequestId::parse("id-1").unwrap(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_members_are_those_of_rfc_9457_in_their_order() {
        assert_eq!(
            rendered(&PublicError::constant(&BASED)),
            concat!(
                r#"{"type":"https://example.com/problems/NO_ACCOUNT","title":"Not Found","status":404,"#,
                r#""detail":"Account not found","code":"NO_ACCOUNT","request_id":"id-1"}"#
            )
        );
    }

    #[test]
    fn params_come_next_and_violations_last() {
        let mut violations = Violations::new();
        violations.push("email", &QUOTED);
        let error = PublicBuilder::new(&problem::CONFLICT)
            .message(format_args!("At most {}", read(&7_u8)))
            .param("fields", read(&violations))
            .param("available", read(&7_u8))
            .build();
        assert_eq!(
            rendered(&error),
            concat!(
                r#"{"type":"about:blank","title":"Conflict","status":409,"detail":"At most 7","code":"CONFLICT","request_id":"id-1","#,
                r#""available":7,"errors":[{"pointer":"/email","code":"QUOTED","detail":"No \"such\" \u003cthing\u003e: größer"}]}"#
            )
        );
    }

    #[test]
    fn both_ways_of_writing_a_constant_agree_and_the_length_is_exact() {
        let id = RequestId::generate();
        for problem in problem::ALL.iter().chain(&[BASED]) {
            let problem: &'static ProblemType = Box::leak(Box::new(*problem));
            let error = PublicError::constant(problem);
            let (mut constant, mut any) = (Vec::new(), Vec::new());
            write_constant(&error, &id, &mut constant);
            write_any(&error, &id, &mut any);
            assert_eq!(constant, any);
            assert_eq!(constant.capacity(), constant.len());
        }
    }

    #[test]
    fn what_is_serialized_is_what_is_written_without_the_id() {
        for problem in [&BASED, &QUOTED, &problem::INTERNAL_ERROR] {
            let error = PublicError::constant(problem);
            let mut written: serde_json::Value = serde_json::from_str(&rendered(&error)).unwrap();
            written.as_object_mut().unwrap().remove("request_id");
            assert_eq!(written, serde_json::to_value(&error).unwrap());
        }
    }
}
