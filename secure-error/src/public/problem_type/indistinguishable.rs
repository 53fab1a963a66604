//! Whether a client can tell two answers apart (CWE-204). Works in constants, where `==` does not.

use super::{Header, ProblemType};
use crate::public::header_rules::same;

impl ProblemType {
    /// Whether the two are the same answer, byte for byte.
    pub(in crate::public) const fn is_indistinguishable_from(&self, other: &Self) -> bool {
        self.status == other.status
            && same(self.code, other.code)
            && same(self.title, other.title)
            && same(self.message, other.message)
            && same(self.type_base, other.type_base)
            && same(self.domain, other.domain)
            && same_seconds(self.retry_after_seconds(), other.retry_after_seconds())
            && same_text(self.challenge, other.challenge)
            && same_text(self.allow, other.allow)
            && same_headers(&self.headers, &other.headers)
            && self.grpc_code().number() == other.grpc_code().number()
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

/// In the same order, too: that is visible.
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
        let full = LOGIN.challenge("Bearer").retry_after(5).header("link", "</login>");
        assert!(LOGIN.is_indistinguishable_from(&LOGIN) && full.is_indistinguishable_from(&full));
    }

    #[test]
    fn one_difference_in_anything_is_enough() {
        let others = [
            ProblemType::new(403, "LOGIN", LOGIN.message()),
            ProblemType::new(401, "LOGOUT", LOGIN.message()),
            ProblemType::new(401, "LOGIN", "Unknown user"),
            LOGIN.title("Who are you?"),
            LOGIN.type_base("https://example.com/"),
            LOGIN.domain("example.com"),
            LOGIN.retry_after(1),
            LOGIN.challenge("Bearer"),
            LOGIN.allow(""),
            LOGIN.header("link", "</login>"),
            ProblemType::new(409, "LOGIN", LOGIN.message()).grpc(GrpcCode::AlreadyExists),
        ];
        for other in others {
            assert!(
                !LOGIN.is_indistinguishable_from(&other) && !other.is_indistinguishable_from(&LOGIN),
                "{other:?}"
            );
        }
        let linked = LOGIN.header("link", "a");
        for other in [
            LOGIN.header("link", "b"),
            LOGIN.header("x-link", "a"),
            linked.header("via", "a"),
        ] {
            assert!(!linked.is_indistinguishable_from(&other) && !other.is_indistinguishable_from(&linked));
        }
    }
}
