//! Whether a client can tell two responses apart (CWE-204). Works in constants, where `==` does not.

use secure_error_rules::constant::same;

use super::{Allow, Header, ProblemType};

impl ProblemType {
    /// Whether the two are the same response, byte for byte.
    pub(in crate::public) const fn is_indistinguishable_from(&self, other: &Self) -> bool {
        self.means_the_same_as(other)
            && same(self.code, other.code)
            && same(self.message, other.message)
            && same(self.type_base, other.type_base)
            && same(self.domain, other.domain)
            && same_seconds(self.retry_after(), other.retry_after())
    }

    /// What two responses with one code have in common: status, title and headers, but for `Retry-After`, which is that of
    /// the occurrence, as the message is.
    pub(in crate::public) const fn means_the_same_as(&self, other: &Self) -> bool {
        self.status == other.status
            && same(self.title, other.title)
            && same_text(self.challenge, other.challenge)
            && same_allow(self.allow, other.allow)
            && same_headers(&self.headers, &other.headers)
            && self.grpc().number() == other.grpc().number()
    }
}

const fn same_seconds(a: Option<u32>, b: Option<u32>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        (a, b) => a.is_none() && b.is_none(),
    }
}

const fn same_text(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

const fn same_allow(a: Option<Allow>, b: Option<Allow>) -> bool {
    match (a, b) {
        (Some(Allow::Methods(a)), Some(Allow::Methods(b))) => same(a, b),
        (Some(Allow::Inherited), Some(Allow::Inherited)) | (None, None) => true,
        _ => false,
    }
}

/// The order counts too, because it is visible.
const fn same_headers(mut a: &[Option<Header>], mut b: &[Option<Header>]) -> bool {
    while let ([Some((name, value)), a_tail @ ..], [Some((other_name, other_value)), b_tail @ ..]) = (a, b) {
        if !same(name, other_name) || !same(value, other_value) {
            return false;
        }
        (a, b) = (a_tail, b_tail);
    }
    !matches!((a, b), ([Some(_), ..], _) | (_, [Some(_), ..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::public::GrpcCode;

    const LOGIN: ProblemType = ProblemType::new(401, "LOGIN", "Invalid username or password");

    #[test]
    fn the_same_constant_is_indistinguishable_from_itself() {
        let full = LOGIN
            .with_challenge("Bearer")
            .with_retry_after(5)
            .with_header("link", "</login>");
        assert!(LOGIN.is_indistinguishable_from(&LOGIN) && full.is_indistinguishable_from(&full));
    }

    #[test]
    fn one_difference_in_anything_is_enough() {
        let others = [
            ProblemType::new(403, "LOGIN", LOGIN.message()),
            ProblemType::new(401, "LOGOUT", LOGIN.message()),
            ProblemType::new(401, "LOGIN", "Unknown user"),
            LOGIN.with_title("Who are you?"),
            LOGIN.with_type_base("https://example.com/"),
            LOGIN.with_domain("example.com"),
            LOGIN.with_retry_after(1),
            LOGIN.with_challenge("Bearer"),
            LOGIN.with_allow("GET"),
            LOGIN.with_header("link", "</login>"),
            ProblemType::new(409, "LOGIN", LOGIN.message()).with_grpc(GrpcCode::AlreadyExists),
        ];
        for other in others {
            assert!(
                !LOGIN.is_indistinguishable_from(&other) && !other.is_indistinguishable_from(&LOGIN),
                "{other:?}"
            );
        }
        let linked = LOGIN.with_header("link", "a");
        for other in [
            LOGIN.with_header("link", "b"),
            LOGIN.with_header("x-link", "a"),
            linked.with_header("via", "a"),
        ] {
            assert!(!linked.is_indistinguishable_from(&other) && !other.is_indistinguishable_from(&linked));
        }
    }
}
