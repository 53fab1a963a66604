//! The only value that may leave the process.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::time::Duration;

use http::StatusCode;
use secure_error_rules::text::MAX_MESSAGE;
use secure_error_rules::{MAX_RETRY_AFTER, member};
use serde::ser::{Serialize, SerializeMap, Serializer};

#[cfg(feature = "dev-details")]
use super::development::Development;
use super::problem_type::ProblemType;
use super::text::bounded;
use super::value::Value;
use super::violations::Violations;
use crate::request::RequestId;

/// The public view of an error: everything that clients may see, and nothing else.
///
/// It consists of a constant [`ProblemType`] and the values of `#[public]` fields. Responses are rendered from this type
/// only.
#[derive(Clone)]
#[must_use]
pub struct PublicError<'a> {
    problem: &'static ProblemType,
    /// Borrowed as long as it is the constant one.
    message: Cow<'a, str>,
    params: Vec<(&'static str, Value<'a>)>,
    violations: Option<&'a Violations>,
    retry_after: Option<Duration>,
    /// The internal report, for developers at their own machine.
    #[cfg(feature = "dev-details")]
    development: Option<&'a Development<'a>>,
}

impl<'a> PublicError<'a> {
    /// Creates the public view that consists of `problem` only.
    pub const fn constant(problem: &'static ProblemType) -> Self {
        Self {
            problem,
            message: Cow::Borrowed(problem.message()),
            params: Vec::new(),
            violations: None,
            retry_after: None,
            #[cfg(feature = "dev-details")]
            development: None,
        }
    }

    /// The same error, whose response shows its report.
    #[cfg(feature = "dev-details")]
    pub(crate) fn developing<'b>(&self, development: Option<&'b Development<'b>>) -> PublicError<'b>
    where
        'a: 'b,
    {
        PublicError {
            development,
            ..self.clone()
        }
    }

    /// The internal report, for a format that shows it.
    #[cfg(feature = "dev-details")]
    pub(crate) const fn development(&self) -> Option<&'a Development<'a>> {
        self.development
    }

    /// The constant part of the response.
    pub const fn problem_type(&self) -> &'static ProblemType {
        self.problem
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.problem.status()
    }

    /// The code for programs, such as `"NOT_FOUND"`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// The summary of this kind of problem.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.problem.title()
    }

    /// The message for the client: at most 1024 bytes, without control, bidirectional or invisible characters.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The `type` of RFC 9457, or `about:blank`.
    #[must_use]
    pub fn type_uri(&self) -> Cow<'static, str> {
        self.problem.type_uri()
    }

    /// How long the client should wait before a retry: 1 to 86,400 whole seconds, rounded up. Returns `None` if the error
    /// sets no time.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        self.retry_after
            .map(whole_seconds)
            .or_else(|| self.problem.retry_after())
    }

    /// The violations of the request. Returns `None` if the error has no such field.
    #[must_use]
    pub fn violations(&self) -> Option<&'a Violations> {
        self.violations
    }

    /// The message alone, without a copy.
    pub(crate) fn into_message(self) -> Cow<'a, str> {
        self.message
    }

    /// The values of `#[public]` fields, by name, for a [`Format`](crate::render::Format) of your own.
    pub fn params(&self) -> impl Iterator<Item = (&'static str, impl fmt::Display + Serialize + '_)> {
        self.values()
    }

    /// The same for our own formats.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&'static str, &Value<'a>)> {
        self.params.iter().map(|(name, value)| (*name, value))
    }

    /// The members of RFC 9457, with the request id in its place.
    pub(crate) fn serialize_with_id<S: Serializer>(&self, id: Option<&RequestId>, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("type", &self.type_uri())?;
        map.serialize_entry("title", self.title())?;
        map.serialize_entry("status", &self.status().as_u16())?;
        map.serialize_entry("detail", self.message())?;
        map.serialize_entry("code", self.code())?;
        if let Some(id) = id {
            map.serialize_entry("request_id", id.as_str())?;
        }
        self.serialize_extensions(&mut map)?;
        map.end()
    }

    /// The members that not every error has: parameters and violations. They end the body in every format of JSON.
    pub(crate) fn serialize_extensions<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        for (name, value) in self.values() {
            map.serialize_entry(name, value)?;
        }
        if let Some(violations) = self.violations {
            map.serialize_entry("errors", violations)?;
            if violations.omitted() > 0 {
                map.serialize_entry("errors_omitted", &violations.omitted())?;
            }
        }
        #[cfg(feature = "dev-details")]
        if let Some(development) = self.development {
            map.serialize_entry("development", development.show())?;
        }
        Ok(())
    }

    /// Whether this is a [`ProblemType`] only, so that all responses of its kind differ in the request ID only.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        #[cfg(feature = "dev-details")]
        if self.development.is_some() {
            return false;
        }
        matches!(self.message, Cow::Borrowed(_))
            && self.params.is_empty()
            && self.violations.is_none()
            && self.retry_after.is_none()
    }
}

/// Whole seconds, rounded up, 1 to a day: a client must not come back too early.
fn whole_seconds(duration: Duration) -> u32 {
    let seconds = duration
        .as_secs()
        .saturating_add(u64::from(duration.subsec_nanos() > 0));
    u32::try_from(seconds)
        .unwrap_or(MAX_RETRY_AFTER)
        .clamp(1, MAX_RETRY_AFTER)
}

/// The message.
impl fmt::Display for PublicError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.message)
    }
}

/// Status, code and message.
impl fmt::Debug for PublicError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicError")
            .field("status", &self.problem.status().as_u16())
            .field("code", &self.code())
            .field("message", &self.message())
            .finish()
    }
}

/// The members of RFC 9457, as in the response, without the request ID.
impl Serialize for PublicError<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize_with_id(None, serializer)
    }
}

/// Builds a [`PublicError`]. For derived code.
#[doc(hidden)]
#[derive(Debug)]
#[must_use]
pub struct PublicBuilder<'a> {
    error: PublicError<'a>,
}

impl<'a> PublicBuilder<'a> {
    /// Starts with the constant part.
    pub const fn new(problem: &'static ProblemType) -> Self {
        Self {
            error: PublicError::constant(problem),
        }
    }

    /// Sets a message with placeholders, which show [`Value`]s.
    pub fn message(mut self, message: fmt::Arguments<'_>) -> Self {
        self.error.message = Cow::Owned(bounded(message, MAX_MESSAGE));
        self
    }

    /// A `#[public]` field. A name that the derive refuses is dropped: it must not be able to replace a member.
    pub fn param(mut self, name: &'static str, value: Value<'a>) -> Self {
        match value {
            Value::Violations(violations) => self.error.violations = Some(violations),
            value if member::check_name(name).is_ok() => self.error.params.push((name, value)),
            _ => {}
        }
        self
    }

    /// The violations of a source that consists of them.
    pub const fn violations(mut self, violations: Option<&'a Violations>) -> Self {
        if let Some(violations) = violations {
            self.error.violations = Some(violations);
        }
        self
    }

    /// The time to wait, if it is not constant.
    pub fn retry_after(mut self, wait: impl Borrow<Duration>) -> Self {
        self.error.retry_after = Some(*wait.borrow());
        self
    }

    /// The finished public view.
    pub fn build(self) -> PublicError<'a> {
        self.error
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::value::read;
    use crate::public::{problem, violation};

    const LIMITED: ProblemType = ProblemType::new(429, "LIMITED", "Slow down").with_retry_after(30);

    #[test]
    fn a_constant_answer_is_its_problem_type() {
        let error = PublicError::constant(&problem::NOT_FOUND);
        assert!(error.is_constant());
        assert_eq!(error.to_string(), "Not Found");
        assert_eq!(
            format!("{error:?}"),
            r#"PublicError { status: 404, code: "NOT_FOUND", message: "Not Found" }"#
        );
    }

    #[test]
    fn a_message_is_bounded_and_has_no_unsafe_characters() {
        let build = |text: &'static str| {
            PublicBuilder::new(&LIMITED)
                .message(format_args!("{0}{0}{0}{0}{0}", read(&text)))
                .build()
        };
        assert_eq!(build("a\n").message(), "a\u{FFFD}".repeat(5));
        let long = build(Box::leak("x".repeat(5_000).into_boxed_str()));
        assert_eq!(long.message().len(), 1024);
        assert!(long.message().ends_with('…') && !long.is_constant());
    }

    #[test]
    fn the_time_to_wait_is_rounded_up_and_clamped() {
        let wait = |duration| PublicBuilder::new(&LIMITED).retry_after(duration).build().retry_after();
        assert_eq!(wait(Duration::ZERO), Some(1));
        assert_eq!(wait(Duration::from_millis(200)), Some(1));
        assert_eq!(wait(Duration::from_millis(1_001)), Some(2));
        assert_eq!(wait(Duration::MAX), Some(86_400));
        assert_eq!(PublicError::constant(&LIMITED).retry_after(), Some(30));
    }

    #[test]
    fn a_parameter_cannot_replace_a_member() {
        let error = PublicBuilder::new(&LIMITED)
            .param("status", read(&200))
            .param("request_id", read(&1))
            .param("no\"name", read(&1))
            .param("limit", read(&10))
            .build();
        assert_eq!(error.values().collect::<Vec<_>>(), [("limit", &Value::Int(10))]);
    }

    #[test]
    fn serialized_it_has_the_members_of_rfc_9457_in_their_order() {
        let mut violations = Violations::new();
        violations.push(violation::MALFORMED.at("email"));
        let error = PublicBuilder::new(&LIMITED)
            .param("limit", read(&10))
            .param("fields", read(&violations))
            .build();
        assert_eq!(
            serde_json::to_string(&error).unwrap(),
            concat!(
                r#"{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"Slow down","code":"LIMITED","limit":10,"#,
                r#""errors":[{"pointer":"/email","code":"MALFORMED","detail":"This value does not have the expected form"}]}"#
            )
        );
    }
}
