//! The public view inside the error of another protocol, which has the message and its own code beside it.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::public::PublicError;
use crate::request::RequestId;
use crate::text::json;

/// Appends an object with `code`, `status` and `request_id`, then `type` and `retry_after` if there are any, then the
/// parameters and `errors`: the names that [`ProblemJson`](super::ProblemJson) has for them, and for what is a header there.
pub(crate) fn write_view(error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) {
    if json::append(out, &View(error, id)).is_err() {
        out.extend_from_slice(b"{}");
    }
}

struct View<'a>(&'a PublicError<'a>, &'a RequestId);

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const RETRY_AFTER: &str = "retry_after";
        let Self(error, id) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", error.code())?;
        map.serialize_entry("status", &error.status().as_u16())?;
        map.serialize_entry("request_id", id.as_str())?;
        let type_uri = error.type_uri();
        if type_uri != "about:blank" {
            map.serialize_entry("type", &type_uri)?;
        }
        // A field of that name is a parameter, and says the same.
        let is_param = error.values().any(|(name, _)| name == RETRY_AFTER);
        if let Some(seconds) = error.retry_after().filter(|_| !is_param) {
            map.serialize_entry(RETRY_AFTER, &seconds)?;
        }
        error.serialize_extensions(&mut map)?;
        map.end()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::error::PublicBuilder;
    use crate::public::value::read;
    use crate::public::{ProblemType, Violations, problem, violation};

    const LIMITED: ProblemType = ProblemType::new(429, "LIMITED", "Slow down")
        .with_retry_after(30)
        .with_type_base("https://example.com/problems/");

    fn view(error: &PublicError<'_>) -> String {
        let mut out = Vec::new();
        write_view(error, &RequestId::parse("id-1").unwrap(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_a_header_elsewhere_is_a_member_here_and_there_is_no_message() {
        assert_eq!(
            view(&PublicError::constant(&problem::NOT_FOUND)),
            r#"{"code":"NOT_FOUND","status":404,"request_id":"id-1"}"#
        );
        assert_eq!(
            view(&PublicError::constant(&LIMITED)),
            r#"{"code":"LIMITED","status":429,"request_id":"id-1","type":"https://example.com/problems/LIMITED","retry_after":30}"#
        );
    }

    #[test]
    fn params_and_violations_have_the_same_names_as_in_problem_details() {
        let mut violations = Violations::new();
        violations.push(violation::MALFORMED.at("email"));
        let error = PublicBuilder::new(&LIMITED)
            .param("retry_after", read(&7_u8))
            .param("fields", read(&violations))
            .build();
        assert_eq!(
            view(&error),
            concat!(
                r#"{"code":"LIMITED","status":429,"request_id":"id-1","type":"https://example.com/problems/LIMITED","retry_after":7,"#,
                r#""errors":[{"pointer":"/email","code":"MALFORMED","detail":"This value does not have the expected form"}]}"#
            )
        );
    }
}
