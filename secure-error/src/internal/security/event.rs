//! One security event, and what is known about it.

use super::severity::Severity;
use super::value::{EventValue, read};
use crate::internal::guard;
use crate::request::RequestId;
use std::net::IpAddr;

/// The texts of an event, by the names that they have in the log. A variant with an `event` lends those of its fields that
/// have one of these names.
pub(super) const PARAMETERS: &[&str] = &[
    "user",
    "on_user",
    "source_ip",
    "user_agent",
    "resource",
    "resource_id",
    "action",
    "reason",
    "from",
    "to",
    "inputs",
];

/// An event for security monitoring, named by the [OWASP Application Logging Vocabulary][owasp]: successes as well as
/// failures (ASVS 16.3).
///
/// ```
/// use secure_error::log::SecurityEvent;
/// # use std::net::{IpAddr, Ipv4Addr};
/// # let (account, ip) = (42_u64, IpAddr::V4(Ipv4Addr::LOCALHOST));
///
/// SecurityEvent::authn_login_success().user(account).source_ip(ip).log();
/// SecurityEvent::authz_fail().user(account).action("close").resource("account").resource_id(43).log();
/// ```
///
/// Each event has a constructor, which sets its level. With the feature `tracing`, `log()` sends one `tracing` event with
/// the target `security` and the constant message `security event`; without it, one line of JSON to standard error. The
/// fields are
///
/// - `datetime`: RFC 3339, UTC, milliseconds (the name of the vocabulary; `timestamp` is that of the log);
/// - `event`, and `severity`: the vocabulary's `INFO`, `WARN` or `CRITICAL`. `tracing` has no level above `ERROR`, so that
///   is the level of a critical event;
/// - `request_id`, `client_request_id`, `trace_id` and `span_id`, and what the request asks for (`http.request.method`,
///   `http.route` or else `url.path`, `rpc.service`, `rpc.method`), in the request scope of a `SecureErrorLayer`;
/// - the values that the methods below add, each under the name of its method.
///
/// A failure needs no call: a variant with `#[internal(event = "authn_login_fail")]` is logged as a security event whenever
/// its report is logged, in addition to its record. That event has `error.type` (the code) and `exception.type` (type and
/// variant), and those loggable fields of the variant whose names are names of the methods below:
///
/// ```
/// # use secure_error::SecureError;
/// #[derive(SecureError)]
/// enum LoginError {
///     #[public(status = 429, code = "TOO_MANY_LOGINS", message = "Too many attempts", retry_after = 60)]
///     #[internal("login of user {user} is throttled", event = "excess_rate_limit_exceeded")]
///     Throttled { user: u64 }, // also the `user` of the event, because the message names it
/// }
/// ```
///
/// Logging never fails and never panics. An event is never dropped or suppressed, however many there are.
///
/// [owasp]: https://cheatsheetseries.owasp.org/cheatsheets/Logging_Vocabulary_Cheat_Sheet.html
#[must_use = "an event does nothing until it is logged"]
#[expect(
    missing_debug_implementations,
    reason = "the internal channel has no accidental outlet"
)]
pub struct SecurityEvent {
    pub(super) name: &'static str,
    pub(super) severity: Severity,
    pub(super) request_id: Option<RequestId>,
    /// Sanitised, each name once.
    pub(super) texts: Vec<(&'static str, String)>,
    pub(super) retries: Option<u64>,
    pub(super) limit: Option<u64>,
}

impl SecurityEvent {
    pub(super) const fn new(name: &'static str, severity: Severity) -> Self {
        Self {
            name,
            severity,
            request_id: None,
            texts: Vec::new(),
            retries: None,
            limit: None,
        }
    }

    /// The actor: the identifier that the application gave to a user, service or key.
    ///
    /// A typed name is sensitive; [`EventText`](crate::log::EventText) can mask it.
    pub fn user(self, id: impl EventValue) -> Self {
        self.text("user", read(id))
    }

    /// The affected user, if that is not the actor: the vocabulary's `newuserid` and `onuserid`.
    pub fn on_user(self, id: impl EventValue) -> Self {
        self.text("on_user", read(id))
    }

    /// The IP address that the request came from. It may be personal data under local law.
    pub fn source_ip(self, ip: IpAddr) -> Self {
        self.text("source_ip", guard::display(&ip).text)
    }

    /// The user agent that the client claims to be. It is not trustworthy.
    pub fn user_agent(self, name: &str) -> Self {
        self.text("user_agent", guard::display(name).text)
    }

    /// The kind of the affected resource: `account`, `invoice`, `upload`, `token`.
    pub fn resource(self, kind: &'static str) -> Self {
        self.text("resource", guard::display(kind).text)
    }

    /// The identifier of the affected resource.
    pub fn resource_id(self, id: impl EventValue) -> Self {
        self.text("resource_id", read(id))
    }

    /// The action that was taken or attempted.
    pub fn action(self, name: &'static str) -> Self {
        self.text("action", guard::display(name).text)
    }

    /// The reason, such as `maxretries` for `authn_login_lock` or `logout` for `session_expired`.
    pub fn reason(self, reason: &'static str) -> Self {
        self.text("reason", guard::display(reason).text)
    }

    /// The previous value: a role, a permission, a region.
    pub fn from(self, value: impl EventValue) -> Self {
        self.text("from", read(value))
    }

    /// The new value: a role, permissions, a region.
    pub fn to(self, value: impl EventValue) -> Self {
        self.text("to", read(value))
    }

    /// The names of the invalid inputs of a request, never their values. [`Violations`](crate::Violations) are accepted too.
    pub fn inputs(self, names: impl EventValue) -> Self {
        self.text("inputs", read(names))
    }

    /// The number of attempts.
    pub fn retries(mut self, count: u64) -> Self {
        self.retries = Some(count);
        self
    }

    /// The limit that was reached.
    pub fn limit(mut self, max: u64) -> Self {
        self.limit = Some(max);
        self
    }

    /// Sets the request ID, if the event is logged outside the request scope, such as in another task or thread.
    pub fn with_request_id(mut self, id: &RequestId) -> Self {
        self.request_id = Some(*id);
        self
    }

    /// Adds text that is sanitised already.
    pub(super) fn text(mut self, name: &'static str, text: String) -> Self {
        self.texts.retain(|(other, _)| *other != name);
        self.texts.push((name, text));
        self
    }

    #[cfg(feature = "tracing")]
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut texts = self.texts.iter();
        texts.find(|(other, _)| *other == name).map(|(_, text)| text.as_str())
    }
}
