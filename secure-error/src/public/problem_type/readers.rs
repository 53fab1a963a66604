//! What a problem type says.

use std::borrow::Cow;

use http::StatusCode;

use super::ProblemType;
use crate::public::grpc::GrpcCode;

/// Readers. Those that share their name with a setter end in `_text`, `_seconds`, `_headers`, `_uri` or `_code`.
impl ProblemType {
    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        // `new` took none but 400 to 599, which are all valid.
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

    /// The sentence for people.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.message
    }

    /// The title, see [`title`](Self::title).
    #[must_use]
    pub const fn title_text(&self) -> &'static str {
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

    /// The two halves of [`type_uri`](Self::type_uri).
    pub(crate) const fn type_uri_parts(&self) -> (&'static str, &'static str) {
        if self.type_base.is_empty() {
            ("about:blank", "")
        } else {
            (self.type_base, self.code)
        }
    }

    /// The seconds to wait, see [`retry_after`](Self::retry_after).
    #[must_use]
    pub const fn retry_after_seconds(&self) -> Option<u32> {
        match self.retry_after {
            Some(seconds) => Some(seconds.get()),
            None => None,
        }
    }

    /// The challenge, see [`challenge`](Self::challenge).
    #[must_use]
    pub const fn challenge_text(&self) -> Option<&'static str> {
        self.challenge
    }

    /// The methods, see [`allow`](Self::allow).
    #[must_use]
    pub const fn allow_text(&self) -> Option<&'static str> {
        self.allow
    }

    /// The headers that were added with [`header`](Self::header), as names and values.
    pub fn extra_headers(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        // The places are filled from the front.
        self.headers.iter().map_while(|header| *header)
    }

    /// The domain, see [`domain`](Self::domain).
    #[must_use]
    pub const fn domain_text(&self) -> Option<&'static str> {
        if self.domain.is_empty() {
            None
        } else {
            Some(self.domain)
        }
    }

    /// The gRPC code: what [`grpc`](Self::grpc) set, or what follows from the status.
    #[must_use]
    pub const fn grpc_code(&self) -> GrpcCode {
        match self.grpc {
            Some(code) => code,
            None => GrpcCode::for_status(self.status),
        }
    }

    /// Whether it has the headers that RFC 9110 demands of its status: a challenge for 401, `allow` for 405,
    /// `proxy-authenticate` for 407, `upgrade` for 426. An answer that is rendered always has them, if need be with
    /// values of little use.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        match self.status {
            401 => self.challenge.is_some(),
            405 => self.allow.is_some(),
            407 => self.has_header("proxy-authenticate"),
            426 => self.has_header("upgrade"),
            _ => true,
        }
    }

    /// Whether none of its texts needs an escape in JSON.
    pub(crate) const fn is_plain(&self) -> bool {
        self.plain
    }
}
