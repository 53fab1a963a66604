//! RFC 9457 problem details.

use http::HeaderValue;
use serde::ser::{Serialize, Serializer};

use super::{Format, FormatError, append_json};
use crate::public::PublicError;
use crate::request::RequestId;

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
        if error.is_constant() && error.problem_type().is_plain() {
            write_constant(error, id, out);
            return Ok(());
        }
        out.reserve(USUAL_LEN);
        append_json(out, &Body(error, id))
    }
}

/// The members, for `serde`.
struct Body<'a>(&'a PublicError<'a>, &'a RequestId);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_with_id(Some(self.1), serializer)
    }
}

/// The usual case: nothing to escape and nothing to format, so the body is a row of pieces whose length is known.
pub(super) fn write_constant(error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) {
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::error::PublicBuilder;
    use crate::public::value::read;
    use crate::public::{ProblemType, ViolationKind, Violations, problem};
    use proptest::prelude::*;

    const BASED: ProblemType =
        ProblemType::new(404, "NO_ACCOUNT", "Account not found").with_type_base("https://example.com/problems/");
    const QUOTED: ViolationKind = ViolationKind::new("QUOTED", "No \"such\" <thing>: größer");

    fn rendered(error: &PublicError<'_>) -> String {
        let mut out = Vec::new();
        ProblemJson
            .render(error, &RequestId::parse("id-1").unwrap(), &mut out)
            .unwrap();
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
        violations.push(QUOTED.at("email"));
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
    fn every_constant_of_this_crate_is_written_the_fast_way() {
        assert!(problem::ALL.iter().chain(&[BASED]).all(ProblemType::is_plain));
    }

    const PLAIN: &str = "[A-Za-z][A-Za-z0-9 !#$%()*+,./:;=?@\\[\\]^_`{|}~-]{0,60}";

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn both_ways_of_writing_a_constant_agree_and_the_length_is_exact(
            status in 400_u16..600,
            code in "[A-Z][A-Z0-9_.-]{0,40}[A-Z0-9]",
            title in PLAIN,
            message in PLAIN,
            base in proptest::option::of("https://[a-z]{1,9}\\.example/[a-z/]{0,9}/"),
            id in "[A-Za-z0-9_-]{1,64}",
        ) {
            let mut problem = ProblemType::new(status, code.leak(), message.leak()).with_title(title.leak());
            if let Some(base) = base {
                problem = problem.with_type_base(base.leak());
            }
            prop_assert!(problem.is_plain());
            let error = PublicError::constant(Box::leak(Box::new(problem)));
            let id = RequestId::parse(&id).unwrap();
            let (mut constant, mut any) = (Vec::new(), Vec::new());
            write_constant(&error, &id, &mut constant);
            append_json(&mut any, &Body(&error, &id)).unwrap();
            prop_assert_eq!(constant.capacity(), constant.len());
            prop_assert_eq!(String::from_utf8(constant), String::from_utf8(any));
        }
    }
}
