//! Whether the responses of one type agree, for `ProblemType` constants whose contents the derive cannot see. Derived code
//! calls this at compile time, once per constant.

use secure_error_rules::constant::same;

use super::problem_type::ProblemType;

/// A response, and whether its variant is marked `distinguishable`.
type Response<'a> = (&'a ProblemType, bool);

/// Rejects, at compile time, a constant that is incomplete, that differs from another 401 of its type (CWE-204), or that
/// uses a code of its type with another status, title or header.
///
/// # Panics
///
/// At compile time, with a message that says what to write instead.
#[track_caller]
pub const fn assert_answers_agree(constant: &ProblemType, distinguishable: bool, others: &[Response<'_>]) {
    assert!(
        constant.is_complete(),
        "RFC 9110 requires a header field for this status; write `.with_challenge(\"Bearer realm=\\\"api\\\"\")` for 401, \
         `.with_allow(\"GET\")` or `.with_inherited_allow()` for 405, `.with_header(\"proxy-authenticate\", …)` for 407 or `.with_header(\"upgrade\", …)` for 426"
    );
    let mut rest = others;
    while let [(other, other_distinguishable), tail @ ..] = rest {
        if constant.status_code() == 401 && other.status_code() == 401 {
            assert!(
                distinguishable || *other_distinguishable || constant.is_indistinguishable_from(other),
                "two variants have different 401 responses, which tells an attacker which part was right (CWE-204); \
                 use one constant for both, or write `distinguishable` on the one that is not about the same credentials"
            );
        }
        if same(constant.code(), other.code()) {
            assert!(
                constant.means_the_same_as(other),
                "another variant gives this code a different status, title or header; write another code"
            );
        }
        rest = tail;
    }
}
