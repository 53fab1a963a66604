//! Problem details as they come from a server (RFC 9457).

use crate::public::PublicError;
use crate::request::RequestId;
use http::StatusCode;
use secure_error_rules::violation::check_param;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};

/// The members of every response, in their order.
const FIRST: [&str; 6] = ["type", "title", "status", "detail", "code", "request_id"];
/// What is wrong with the fields of the request.
const ERRORS: [&str; 2] = ["errors", "errors_omitted"];

/// Whether a member is the value of a `#[public]` field.
fn is_param(name: &str) -> bool {
    !FIRST.contains(&name) && !ERRORS.contains(&name)
}

/// Problem details with what every response of ours has: `status`, `code` and `detail`.
#[derive(Clone, PartialEq)]
pub(super) struct Problem {
    status: StatusCode,
    members: Map<String, Value>,
}

impl Problem {
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok().and_then(Self::new)
    }

    /// The same before it has an id.
    pub(super) fn of(public: &PublicError<'_>) -> Self {
        let status = public.status();
        let members = match serde_json::to_value(public) {
            Ok(Value::Object(members)) => members,
            // Nothing of ours fails to serialise.
            _ => Map::new(),
        };
        Self { status, members }
    }

    fn new(members: Map<String, Value>) -> Option<Self> {
        let status = members.get("status")?.as_u64()?;
        let status = StatusCode::from_u16(u16::try_from(status).ok()?).ok()?;
        let is_error = status.is_client_error() || status.is_server_error();
        let is_complete = ["code", "detail"]
            .iter()
            .all(|name| members.get(*name).is_some_and(Value::is_string));
        (is_error && is_complete).then_some(Self { status, members })
    }

    pub(super) const fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn code(&self) -> &str {
        text(&self.members, "code")
    }

    pub(super) fn message(&self) -> &str {
        text(&self.members, "detail")
    }

    pub(super) fn request_id(&self) -> Option<RequestId> {
        RequestId::parse(text(&self.members, "request_id")).ok()
    }

    pub(super) fn param(&self, name: &str) -> Option<&Value> {
        self.members.get(name).filter(|_| is_param(name))
    }

    pub(super) fn params(&self) -> impl Iterator<Item = (&str, &Value)> {
        let all = self.members.iter().map(|(name, value)| (name.as_str(), value));
        all.filter(|(name, _)| is_param(name))
    }

    pub(super) fn violations(&self) -> impl Iterator<Item = ReceivedViolation<'_>> {
        let listed = self.members.get("errors").and_then(Value::as_array);
        listed
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .map(ReceivedViolation)
    }
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// In the order of [`ProblemJson`](crate::render::ProblemJson).
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = |name| Some((name, self.members.get(name)?));
        let first = FIRST.into_iter().filter_map(named);
        serializer.collect_map(first.chain(self.params()).chain(ERRORS.into_iter().filter_map(named)))
    }
}

impl<'de> Deserialize<'de> for Problem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Map::deserialize(deserializer)?;
        Self::new(members).ok_or_else(|| de::Error::custom("not the problem details of an error"))
    }
}

/// One field that is wrong, as the server says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReceivedViolation<'a>(&'a Map<String, Value>);

impl<'a> ReceivedViolation<'a> {
    /// Where: a JSON Pointer (RFC 6901).
    #[must_use]
    pub fn pointer(self) -> &'a str {
        text(self.0, "pointer")
    }

    /// What, for programs.
    #[must_use]
    pub fn code(self) -> &'a str {
        text(self.0, "code")
    }

    /// What, for people.
    #[must_use]
    pub fn message(self) -> &'a str {
        text(self.0, "detail")
    }

    /// A parameter, such as `min`.
    #[must_use]
    pub fn param(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|_| check_param(name).is_ok())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::error::PublicBuilder;
    use crate::public::value::read;
    use crate::public::{Violations, problem, violation};

    #[test]
    fn what_is_no_problem_of_ours_is_none() {
        for body in [
            "",
            "null",
            "ServerError|secret",
            "<html>Bad Gateway</html>",
            r#"["status",404]"#,
            r#"{"status":404,"code":"NOT_FOUND"}"#,
            r#"{"status":404,"detail":"Not Found"}"#,
            r#"{"code":"NOT_FOUND","detail":"Not Found"}"#,
            r#"{"status":200,"code":"OK","detail":"Not an error"}"#,
            r#"{"status":70000,"code":"NOT_FOUND","detail":"Not Found"}"#,
            r#"{"status":-404,"code":"NOT_FOUND","detail":"Not Found"}"#,
            r#"{"status":"404","code":"NOT_FOUND","detail":"Not Found"}"#,
            r#"{"status":404,"code":404,"detail":"Not Found"}"#,
            r#"{"status":404,"code":"NOT_FOUND","detail":"Not Found""#,
        ] {
            assert!(Problem::parse(body.as_bytes()).is_none(), "{body}");
        }
        assert!(Problem::parse("[".repeat(1_000_000).as_bytes()).is_none());
        assert!(Problem::parse(b"\xFF").is_none());
    }

    #[test]
    fn strange_members_do_no_harm() {
        let body = r#"{"status":404,"code":"","detail":"","request_id":"<b>","errors":{"a":1},"type":7,"limit":null}"#;
        let problem = Problem::parse(body.as_bytes()).unwrap();
        assert_eq!(
            (problem.code(), problem.message(), problem.request_id()),
            ("", "", None)
        );
        assert_eq!((problem.violations().count(), problem.params().count()), (0, 1));
        let body = r#"{"status":422,"code":"X","detail":"X","errors":[7,{"pointer":[]},{"pointer":"/a"}]}"#;
        let problem = Problem::parse(body.as_bytes()).unwrap();
        assert_eq!(
            problem.violations().map(ReceivedViolation::pointer).collect::<Vec<_>>(),
            ["", "/a"]
        );
    }

    #[test]
    fn it_is_serialized_in_the_order_of_problem_details() {
        let mut violations = Violations::new();
        violations.push(violation::MALFORMED.at("email"));
        let public = PublicBuilder::new(&problem::TOO_MANY_REQUESTS)
            .param("limit", read(&10))
            .param("fields", read(&violations))
            .build();
        let problem = Problem::of(&public);
        let text = serde_json::to_string(&problem).unwrap();
        let order = r#"{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"Too Many Requests","#
            .to_owned()
            + r#""code":"TOO_MANY_REQUESTS","limit":10,"errors":[{"#;
        assert!(text.starts_with(&order), "{text}");
        assert!(serde_json::from_str::<Problem>(&text).unwrap() == problem);
    }
}
