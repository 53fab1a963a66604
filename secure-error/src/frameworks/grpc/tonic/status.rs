//! A status created from a public view.

use super::issued;
use super::layer::Domain;
use super::sealed::problem_of;
use crate::public::{GrpcCode, PublicError, Violation, Violations};
use crate::request::RequestId;
use crate::request::ledger::{Issued, Source};
use crate::request::scope;
use ::tonic::{Code, Status};
use http::StatusCode;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Duration;
use tonic_types::{BadRequest, ErrorDetail, ErrorInfo, FieldViolation, RequestInfo, RetryInfo, StatusExt as _};

/// The most bytes of fields and violations. They are sent as metadata, in base64, together with the message, of which the
/// details have a copy; clients and proxies take 8 KiB of it or 16.
const ROOM: usize = 3 * 1024;

/// What an entry costs beside its texts, in bytes, at most.
const FRAME: usize = 16;

/// How many violations were left out: the name is that of the member in problem details.
const OMITTED: &str = "errors_omitted";

/// The public view of an error, from which its status is created with any request ID.
pub(super) struct Face {
    code: Code,
    /// What HTTP has for it.
    http: StatusCode,
    message: String,
    /// Without the id.
    details: Vec<ErrorDetail>,
}

impl Face {
    pub(super) fn of(public: &PublicError<'_>) -> Self {
        let mut room = Room(ROOM.saturating_sub(public.message().len()));
        Self {
            code: code_of(public.problem_type().grpc()),
            http: public.status(),
            message: public.message().to_owned(),
            details: details(public, &mut room),
        }
    }

    /// As much as the code says.
    pub(super) fn of_code(code: Code) -> Self {
        Self::of(&PublicError::constant(problem_of(code)))
    }

    pub(super) fn status(&self, id: &RequestId) -> Status {
        let mut details = self.details.clone();
        details.push(RequestInfo::new(id.as_str(), "").into());
        let status = Status::with_error_details_vec(self.code, self.message.as_str(), details);
        issued::named(status, id)
    }

    pub(super) fn issued(&self, id: &RequestId) -> Issued {
        issued::issued(&self.status(id), self.http)
    }

    pub(super) fn into_source(self) -> Source {
        Source::Again(Box::new(move |id| self.issued(id)))
    }
}

fn details(public: &PublicError<'_>, room: &mut Room) -> Vec<ErrorDetail> {
    let mut info = ErrorInfo::new(public.code(), domain(public), HashMap::new());
    for (name, value) in public.values() {
        let value = value.to_string();
        if room.takes(&[name, &value]) {
            info.metadata.insert(name.to_owned(), value);
        }
    }
    let bad_request = public.violations().map(|violations| {
        let listed: Vec<_> = violations.iter().map_while(|it| violation(it, room)).collect();
        let omitted = omitted(violations, listed.len());
        if omitted > 0 {
            info.metadata.insert(OMITTED.to_owned(), omitted.to_string());
        }
        BadRequest::new(listed)
    });
    let retry = public.retry_after();
    let retry = retry.map(|seconds| RetryInfo::new(Some(Duration::from_secs(seconds.into()))));

    let mut details = vec![info.into()];
    details.extend(retry.map(ErrorDetail::from));
    details.extend(bad_request.map(ErrorDetail::from));
    details
}

/// AIP-193 wants one. To make one up would be worse: clients take reason and domain for a name that is unique.
fn domain(public: &PublicError<'_>) -> &'static str {
    public.problem_type().domain().unwrap_or_else(|| {
        let scope = scope::current();
        let domain = scope.as_deref().and_then(|it| it.extensions().get::<Domain>());
        domain.map_or("", |domain| domain.0)
    })
}

fn omitted(violations: &Violations, listed: usize) -> usize {
    violations
        .omitted()
        .saturating_add(violations.len().saturating_sub(listed))
}

fn violation(violation: &Violation, room: &mut Room) -> Option<FieldViolation> {
    let field = path(violation.pointer().as_str());
    let description = violation.message().into_owned();
    room.takes(&[&field, &description, violation.code()])
        .then(|| FieldViolation {
            field,
            description,
            reason: violation.code().to_owned(),
            localized_message: None,
        })
}

/// The path of a field as `google.rpc.BadRequest` writes it: names with dots between them, and places in brackets, where
/// the first is 1. `/items/3/quantity` is `items[4].quantity`.
fn path(pointer: &str) -> String {
    let mut path = String::with_capacity(pointer.len());
    for token in pointer.split('/').skip(1) {
        if let Some(index) = index(token) {
            let _ = write!(path, "[{}]", index.saturating_add(1));
            continue;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&token.replace("~1", "/").replace("~0", "~"));
    }
    path
}

/// RFC 6901 section 4: digits without a leading zero.
fn index(token: &str) -> Option<usize> {
    let is_index = token.bytes().all(|byte| byte.is_ascii_digit()) && (token == "0" || !token.starts_with('0'));
    is_index.then(|| token.parse().ok()).flatten()
}

/// How many bytes may still be added.
struct Room(usize);

impl Room {
    fn takes(&mut self, texts: &[&str]) -> bool {
        let needed = texts.iter().fold(FRAME, |sum, text| sum.saturating_add(text.len()));
        let left = self.0.checked_sub(needed);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// Both have the numbers of the wire.
const fn code_of(code: GrpcCode) -> Code {
    Code::from_i32(code.number())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::public::error::PublicBuilder;
    use crate::public::value::read;
    use crate::public::{JsonPointer, ViolationKind, problem};

    #[test]
    fn a_pointer_becomes_the_path_of_a_field() {
        for (pointer, expected) in [
            ("", ""),
            ("/email", "email"),
            ("/items/3/quantity", "items[4].quantity"),
            ("/0", "[1]"),
            ("/a~1b/m~0n/~01", "a/b.m~n.~1"),
            ("/items/007", "items.007"),
            ("/items/99999999999999999999999999", "items.99999999999999999999999999"),
        ] {
            assert_eq!(path(pointer), expected, "{pointer}");
        }
    }

    #[test]
    fn every_code_keeps_its_number() {
        for code in GrpcCode::ALL {
            assert_eq!(code_of(code) as i32, code.number());
        }
    }

    #[test]
    fn however_much_is_wrong_the_status_stays_small_and_says_what_is_missing() {
        const WRONG: ViolationKind = ViolationKind::new("WRONG", "This is wrong");
        let long: &'static str = Box::leak("ä".repeat(200).into_boxed_str());
        let mut violations = Violations::new();
        for index in 0..100 {
            violations.push(WRONG.at(JsonPointer::root().field(long).index(index)));
        }
        let texts: Vec<&'static str> = (0..30).map(|_| long).collect();
        let public = PublicBuilder::new(&problem::UNPROCESSABLE_CONTENT)
            .message(format_args!("{}", "ä".repeat(2_000)))
            .param("texts", read(&texts))
            .param("fields", read(&violations))
            .build();
        let status = Face::of(&public).status(&RequestId::generate());
        assert!(status.details().len() < 4 * 1024, "{}", status.details().len());
        let details = status.get_error_details();
        let listed = details.bad_request().map_or(0, |it| it.field_violations.len());
        let info = details
            .error_info()
            .map(|info| info.metadata.clone())
            .unwrap_or_default();
        assert!(listed > 0);
        assert_eq!(info.get(OMITTED), Some(&(100 - listed).to_string()));
        assert_eq!(info.get("texts"), None);
    }
}
