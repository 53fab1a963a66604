//! Reads the parts of a problem type.

use std::borrow::Cow;

use http::StatusCode;
use secure_error_rules::GrpcCode;
use secure_error_rules::status::Demand;

use super::{Allow, ProblemType};

/// Readers.
impl ProblemType {
    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        // `new` accepts 400 to 599 only, which are all valid.
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The status, in constants.
    pub(in crate::public) const fn status_code(&self) -> u16 {
        self.status
    }

    /// The code for programs, such as `"NOT_FOUND"`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The message for the client.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.message
    }

    /// The summary of this kind of problem, the same for every occurrence.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// The `type` of RFC 9457 section 3.1.1: [`type_base`](Self::type_base) and code, or `about:blank`.
    #[must_use]
    pub fn type_uri(&self) -> Cow<'static, str> {
        match self.type_uri_parts() {
            (whole, "") => Cow::Borrowed(whole),
            (base, code) => Cow::Owned([base, code].concat()),
        }
    }

    /// The base of the `type`, before the code. Returns `None` if the type is `about:blank`.
    #[must_use]
    pub const fn type_base(&self) -> Option<&'static str> {
        if self.type_base.is_empty() {
            None
        } else {
            Some(self.type_base)
        }
    }

    /// The two halves of [`type_uri`](Self::type_uri).
    pub(crate) const fn type_uri_parts(&self) -> (&'static str, &'static str) {
        match self.type_base() {
            None => ("about:blank", ""),
            Some(base) => (base, self.code),
        }
    }

    /// How long the client should wait before a retry, in seconds. Returns `None` if no time is set.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u32> {
        match self.retry_after {
            Some(seconds) => Some(seconds.get()),
            None => None,
        }
    }

    /// The authentication challenge (`WWW-Authenticate`). Returns `None` if there is none.
    #[must_use]
    pub const fn challenge(&self) -> Option<&'static str> {
        self.challenge
    }

    /// The supported methods (`Allow`). Returns `None` if they are not set, or left to the framework.
    #[must_use]
    pub const fn allow(&self) -> Option<&'static str> {
        match self.allow {
            Some(Allow::Methods(methods)) => Some(methods),
            Some(Allow::Inherited) | None => None,
        }
    }

    /// The headers that were added with [`with_header`](Self::with_header), as names and values.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        // The slots are filled from the front.
        self.headers.iter().map_while(|header| *header)
    }

    /// The service that the code belongs to. Returns `None` if it is not set.
    #[must_use]
    pub const fn domain(&self) -> Option<&'static str> {
        if self.domain.is_empty() {
            None
        } else {
            Some(self.domain)
        }
    }

    /// The gRPC code: what [`with_grpc`](Self::with_grpc) set, or what follows from the status.
    #[must_use]
    pub const fn grpc(&self) -> GrpcCode {
        match self.grpc {
            Some(code) => code,
            None => GrpcCode::for_status(self.status),
        }
    }

    /// Whether it has the headers that RFC 9110 requires for its status: a challenge for 401, `allow` for 405 (the methods, or
    /// that the framework adds them), `proxy-authenticate` for 407, `upgrade` for 426. A missing one is not invented.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        match Demand::of(self.status) {
            None => true,
            Some(Demand::Challenge) => self.challenge.is_some(),
            Some(Demand::Allow) => self.allow.is_some(),
            Some(demand @ (Demand::ProxyChallenge | Demand::Upgrade)) => self.has_header(demand.header()),
        }
    }

    /// Whether none of its texts needs an escape in JSON.
    pub(crate) const fn is_plain(&self) -> bool {
        self.plain
    }
}
