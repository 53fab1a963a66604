//! The constant part of a response.

mod indistinguishable;
mod readers;

use std::num::NonZeroU32;

use secure_error_rules::constant::same;
use secure_error_rules::header::{self, MAX_HEADERS};
use secure_error_rules::{GrpcCode, Mistake, check_retry_after, origin, status, text};

use crate::text::json;

/// A header of the constant part, name and value.
type Header = (&'static str, &'static str);

/// Where the methods of `Allow` come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Allow {
    Methods(&'static str),
    /// The framework knows them.
    Inherited,
}

/// Rejects, at compile time, what the rules reject.
#[track_caller]
const fn accept(checked: Result<(), Mistake>) {
    if let Err(mistake) = checked {
        let sentence = mistake.sentence();
        assert!(checked.is_ok(), "{}", sentence.as_str());
    }
}

/// Rejects, at compile time, what does not look like a domain name.
#[track_caller]
pub(crate) const fn assert_domain(domain: &str) {
    accept(origin::check_domain(domain));
}

/// The constant part of a response: status, code, title, message and headers.
///
/// A problem type is written once, as a constant, and reviewed once. A mistake in it is a compile error:
///
/// ```
/// use secure_error::ProblemType;
///
/// pub const OUT_OF_CREDIT: ProblemType =
///     ProblemType::new(403, "OUT_OF_CREDIT", "Your balance is too low").with_title("You do not have enough credit");
/// ```
///
/// ```compile_fail
/// use secure_error::ProblemType;
///
/// pub const NOT_AN_ERROR: ProblemType = ProblemType::new(200, "FINE", "All is well");
/// ```
///
/// Every text in it is a `&'static str`, so it cannot contain request data by accident.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct ProblemType {
    status: u16,
    code: &'static str,
    title: &'static str,
    message: &'static str,
    /// Empty for `about:blank`.
    type_base: &'static str,
    /// Empty if there is none.
    domain: &'static str,
    retry_after: Option<NonZeroU32>,
    challenge: Option<&'static str>,
    allow: Option<Allow>,
    headers: [Option<Header>; MAX_HEADERS],
    grpc: Option<GrpcCode>,
    /// Whether none of the texts needs an escape in JSON.
    plain: bool,
    /// A constant of [`problem`](crate::problem), to which no text is added.
    finished: bool,
}

impl ProblemType {
    /// Creates a problem type with this status, machine-readable code and message for the client. Its title is the reason
    /// phrase of the status.
    ///
    /// # Panics
    ///
    /// At compile time, in a constant, unless
    /// - the status is an error, 400 to 599 (RFC 9110 section 15);
    /// - the code is 2 to 63 letters, digits, `_`, `.` or `-`, begins with a letter and ends with a letter or digit;
    /// - the message is not blank, has at most 1024 bytes, and no control, bidirectional or invisible characters.
    #[track_caller]
    pub const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        accept(status::check(status));
        accept(text::check_code(code));
        accept(text::check_message(message));
        Self {
            status,
            code,
            title: status::standard(status).phrase,
            message,
            type_base: "",
            domain: "",
            retry_after: None,
            challenge: None,
            allow: None,
            headers: [None; MAX_HEADERS],
            grpc: None,
            plain: json::is_plain(message),
            finished: false,
        }
    }

    /// The constant response of the status.
    pub(super) const fn standard(status: u16) -> Self {
        Self::__derived(status, None, None, None)
    }

    /// Like [`new`](Self::new); omitted parts default to what the status implies. For the derive.
    #[doc(hidden)]
    #[track_caller]
    pub const fn __derived(
        status: u16,
        code: Option<&'static str>,
        title: Option<&'static str>,
        message: Option<&'static str>,
    ) -> Self {
        let standard = status::standard(status);
        let code = match code {
            Some(code) => code,
            None => standard.code,
        };
        let message = match message {
            Some(message) => message,
            None => standard.message,
        };
        match title {
            Some(title) => Self::new(status, code, message).with_title(title),
            None => Self::new(status, code, message),
        }
    }

    /// Sets the summary of this kind of problem, the same for every occurrence (RFC 9457 section 3.1.3).
    ///
    /// # Panics
    ///
    /// At compile time, if it is blank, longer than 256 bytes, or has control, bidirectional or invisible characters.
    #[track_caller]
    pub const fn with_title(mut self, title: &'static str) -> Self {
        self.assert_open();
        accept(text::check_title(title));
        self.title = title;
        self.plain = json::is_plain(title) && json::is_plain(self.message);
        self
    }

    /// For the constants of [`problem`](crate::problem): an audit of client-visible text searches for `ProblemType::new`, so
    /// no text can be added to a constant that was created elsewhere.
    pub(super) const fn finished(mut self) -> Self {
        self.finished = true;
        self
    }

    #[track_caller]
    const fn assert_open(&self) {
        assert!(
            !self.finished,
            "a constant of `problem` cannot be changed; write one with `ProblemType::new`"
        );
    }

    /// Sets how long the client should wait before a retry, in seconds (`Retry-After`, RFC 9110 section 10.2.3).
    ///
    /// # Panics
    ///
    /// At compile time, unless it is 1 second to 1 day (86,400 seconds).
    #[track_caller]
    pub const fn with_retry_after(mut self, seconds: u32) -> Self {
        accept(check_retry_after(seconds));
        self.retry_after = NonZeroU32::new(seconds);
        self
    }

    /// Sets the authentication challenge (`WWW-Authenticate`), such as `"Bearer realm=\"api\""`. A 401 must have one (RFC 9110
    /// section 15.5.2). `"Bearer"` alone becomes that example, because RFC 6750 section 3 requires a parameter.
    ///
    /// # Panics
    ///
    /// At compile time, unless it is 1 to 1024 bytes of visible ASCII that are a challenge or a list of them (RFC 9110 section
    /// 11.6.1), with a `realm` for `Basic` and `Digest` (RFC 7617 section 2, RFC 7616 section 3.3).
    #[track_caller]
    pub const fn with_challenge(mut self, challenge: &'static str) -> Self {
        self.assert_open();
        accept(header::check_challenge(challenge));
        self.challenge = Some(header::complete_challenge(challenge));
        self
    }

    /// Sets the supported methods (`Allow`), such as `"GET, HEAD"`. A 405 must list them, though the list may be empty
    /// (RFC 9110 sections 15.5.6 and 10.2.1).
    ///
    /// # Panics
    ///
    /// At compile time, unless it is a list of methods, separated by a comma and at most one space.
    #[track_caller]
    pub const fn with_allow(mut self, methods: &'static str) -> Self {
        self.assert_open();
        accept(header::check_methods(methods));
        self.allow = Some(Allow::Methods(methods));
        self
    }

    /// Leaves the supported methods of a 405 to a framework that knows them: axum adds `Allow` to the response of a
    /// `method_not_allowed_fallback`, unless it has one. Without such a framework, the response has no `Allow`.
    ///
    /// # Panics
    ///
    /// At compile time, unless the status is 405.
    #[track_caller]
    pub const fn with_inherited_allow(mut self) -> Self {
        self.assert_open();
        accept(header::check_inherited_methods(self.status));
        self.allow = Some(Allow::Inherited);
        self
    }

    /// Adds a header, up to six. The name must be in lower case.
    ///
    /// # Panics
    ///
    /// At compile time, if the name is invalid, given twice or belongs to this crate or to the HTTP stack
    /// (`content-type`, `cache-control`, `set-cookie`, `server`, `access-control-*` and the like), or if the value is
    /// not 1 to 1024 bytes of visible ASCII. The value of `proxy-authenticate` must be a challenge, as in
    /// [`with_challenge`](Self::with_challenge).
    #[track_caller]
    pub const fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.assert_open();
        accept(header::check_name(name));
        accept(header::check_field(name, value));
        if self.has_header(name) {
            accept(Err(Mistake::HeaderTwice));
        }
        if matches!(self.headers, [.., Some(_)]) {
            accept(Err(Mistake::ManyHeaders));
        }
        let mut places: &mut [Option<Header>] = &mut self.headers;
        while let [place, rest @ ..] = places {
            if place.is_none() {
                *place = Some((name, value));
                break;
            }
            places = rest;
        }
        self
    }

    /// Sets the base of the RFC 9457 `type`, such as `"https://api.example.com/problems/"`; the code is appended to it.
    /// Without a base the type is `about:blank`.
    ///
    /// # Panics
    ///
    /// At compile time, unless it is an absolute `https:`, `http:` or `urn:` URI that ends with `/`, `#` or `:`.
    #[track_caller]
    pub const fn with_type_base(mut self, base: &'static str) -> Self {
        self.assert_open();
        accept(origin::check_type_base(base));
        self.type_base = base;
        self
    }

    /// Sets the service that the code belongs to, such as `"billing.example.com"` (AIP-193 `ErrorInfo.domain`).
    ///
    /// # Panics
    ///
    /// At compile time, unless it has 1 to 255 letters, digits, `.` or `-`.
    #[track_caller]
    pub const fn with_domain(mut self, domain: &'static str) -> Self {
        self.assert_open();
        assert_domain(domain);
        self.domain = domain;
        self
    }

    /// Sets the gRPC code, if the one that follows from the status is not specific enough.
    ///
    /// # Panics
    ///
    /// At compile time, if code and status contradict each other, such as `PERMISSION_DENIED` and 404.
    #[track_caller]
    pub const fn with_grpc(mut self, code: GrpcCode) -> Self {
        assert!(
            code.agrees_with(self.status),
            "this gRPC code and this status contradict each other"
        );
        self.grpc = Some(code);
        self
    }

    const fn has_header(&self, name: &str) -> bool {
        let mut rest: &[Option<Header>] = &self.headers;
        while let [Some((own, _)), tail @ ..] = rest {
            if same(own, name) {
                return true;
            }
            rest = tail;
        }
        false
    }
}

/// Two are equal if their responses are, wherever they were created.
impl PartialEq for ProblemType {
    fn eq(&self, other: &Self) -> bool {
        let parts = |it: &Self| {
            let texts = (it.status, it.code, it.title, it.message, it.type_base, it.domain);
            (texts, it.retry_after, it.challenge, it.allow, it.headers, it.grpc())
        };
        parts(self) == parts(other)
    }
}

impl Eq for ProblemType {}

#[cfg(test)]
mod tests {
    use std::panic::{UnwindSafe, catch_unwind};

    use super::*;

    fn refused(build: impl FnOnce() -> ProblemType + UnwindSafe) -> bool {
        catch_unwind(build).is_err()
    }

    const ANY: ProblemType = ProblemType::new(404, "ANY", "Any");

    #[test]
    fn what_the_rules_refuse_is_refused_in_every_part() {
        assert!(refused(|| ProblemType::new(399, "AA", "a")) && refused(|| ProblemType::new(600, "AA", "a")));
        assert!(refused(|| ProblemType::new(404, "A_", "a")) && refused(|| ProblemType::new(404, "AA", " ")));
        assert!(refused(|| ANY.with_title(" ")) && refused(|| ANY.with_title("a\u{2028}b")));
        assert!(refused(|| ANY.with_challenge("")) && refused(|| ANY.with_challenge("realm=\"a\"")));
        assert!(refused(|| ANY.with_challenge("Basic")) && refused(|| ANY.with_header("proxy-authenticate", "Basic")));
        assert!(refused(|| ANY.with_allow("GET,")) && refused(|| ANY.with_allow("GET,\nHEAD")));
        assert!(refused(|| ANY.with_inherited_allow()) && refused(|| ANY.with_allow("inherit")));
        assert!(refused(|| ANY.with_header("set-cookie", "a=b")) && refused(|| ANY.with_header("link", "")));
        assert!(refused(|| ANY.with_type_base("/problems/")) && refused(|| ANY.with_domain("a/b")));
    }

    #[test]
    fn a_wait_is_a_second_to_a_day() {
        assert!(refused(|| ANY.with_retry_after(0)) && refused(|| ANY.with_retry_after(86_401)));
        assert_eq!(ANY.with_retry_after(86_400).retry_after(), Some(86_400));
    }

    #[test]
    fn at_most_six_headers_and_none_twice() {
        let six = ANY
            .with_header("a", "1")
            .with_header("b", "2")
            .with_header("c", "3")
            .with_header("d", "4")
            .with_header("e", "5")
            .with_header("f", "6");
        assert_eq!(six.headers().map(|(name, _)| name).collect::<String>(), "abcdef");
        assert!(refused(move || six.with_header("g", "7")));
        assert!(refused(|| ANY.with_header("link", "a").with_header("link", "b")));
    }

    #[test]
    fn the_type_is_base_and_code_or_about_blank() {
        assert_eq!(ANY.type_uri(), "about:blank");
        assert_eq!(
            ANY.with_type_base("https://example.com/problems#").type_uri(),
            "https://example.com/problems#ANY"
        );
        assert_eq!(
            ANY.with_type_base("urn:example:problem:").type_uri(),
            "urn:example:problem:ANY"
        );
    }

    #[test]
    fn the_grpc_code_follows_from_the_status_and_cannot_contradict_it() {
        assert_eq!(ANY.grpc(), GrpcCode::NotFound);
        assert_eq!(
            ProblemType::new(409, "AA", "a")
                .with_grpc(GrpcCode::AlreadyExists)
                .grpc(),
            GrpcCode::AlreadyExists
        );
        assert!(refused(|| ANY.with_grpc(GrpcCode::PermissionDenied)));
    }

    #[test]
    fn what_is_left_out_follows_from_the_status_alone() {
        assert_eq!(
            ProblemType::__derived(404, None, None, None),
            super::super::problem::NOT_FOUND
        );
        let titled = ProblemType::__derived(404, Some("NO_ACCOUNT"), Some("No account"), None);
        assert_eq!(
            (titled.code(), titled.title(), titled.message()),
            ("NO_ACCOUNT", "No account", "Not Found")
        );
    }

    #[test]
    fn a_problem_is_plain_only_if_all_of_its_texts_are() {
        assert!(ANY.is_plain() && !ANY.with_title("\"").is_plain() && ANY.with_title("\"").with_title("a").is_plain());
        assert!(!ProblemType::new(404, "AA", "ä").with_title("a").is_plain());
    }
}
