//! Whether the answers of one type agree with each other, for `ProblemType` constants whose contents the derive cannot
//! see. It calls this at compile time, once a constant.

use secure_error_rules::constant::same;

use super::problem_type::ProblemType;

/// An answer, and whether its variant is marked `distinguishable`.
type Answer<'a> = (&'a ProblemType, bool);

/// Refuses, at compile time, a constant that is not complete, that makes an oracle of 401 beside the other answers of
/// its type (CWE-204), or that gives one code a second meaning.
///
/// # Panics
///
/// At compile time, with what to write instead.
#[track_caller]
pub const fn assert_answers_agree(constant: &ProblemType, distinguishable: bool, others: &[Answer<'_>]) {
    assert!(
        constant.is_complete(),
        "RFC 9110 requires a header field for this status; write `.with_challenge(\"Bearer\")` for 401, `.with_allow(\"GET\")` for \
         405, `.with_header(\"proxy-authenticate\", …)` for 407 or `.with_header(\"upgrade\", …)` for 426"
    );
    let mut rest = others;
    while let [(other, other_distinguishable), tail @ ..] = rest {
        if constant.status_code() == 401 && other.status_code() == 401 {
            assert!(
                (distinguishable && *other_distinguishable) || constant.is_indistinguishable_from(other),
                "two variants have different 401 responses, which tells an attacker which part was right (CWE-204); \
                 use one constant for both, or write `distinguishable` on both"
            );
        }
        if same(constant.code(), other.code()) {
            assert!(
                constant.status_code() == other.status_code() && same(constant.message(), other.message()),
                "another variant gives this code a different status or message; write another code"
            );
        }
        rest = tail;
    }
}
