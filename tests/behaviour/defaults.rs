//! What a type says for all of its variants: their codes from their names, and their status.

use crate::answer;
use secure_error::{ProblemType, SecureError};

const GONE: ProblemType = ProblemType::new(410, "CLOSED", "The account is closed");

#[derive(SecureError)]
#[secure_error(code_case = "SCREAMING_SNAKE_CASE", code_prefix = "BILLING_", status = 400)]
enum E {
    #[public(message = "This card is not known")]
    UnknownCard,
    #[public(message = "At most {limit} cents")]
    AboveHTTPLimit {
        #[public]
        limit: u64,
    },
    #[public(status = 409)]
    InUse,
    #[public(code = "TAKEN")]
    Named,
    #[public(GONE)]
    Closed,
    Undecided,
}

#[derive(SecureError)]
#[secure_error(code_case = "kebab-case")]
#[public(status = 404)]
struct NoSuchInvoice;

#[test]
fn a_variant_with_a_response_has_its_name_as_code() {
    for (error, status, code) in [
        (E::UnknownCard, 400, "BILLING_UNKNOWN_CARD"),
        (E::AboveHTTPLimit { limit: 7 }, 400, "BILLING_ABOVE_HTTP_LIMIT"),
        (E::InUse, 409, "BILLING_IN_USE"),
        (E::Named, 400, "TAKEN"),
        (E::Closed, 410, "CLOSED"),
    ] {
        assert_eq!((error.status().as_u16(), error.error_code()), (status, code));
    }
    assert_eq!(answer(&E::InUse).1["title"], "Conflict");
    assert_eq!(NoSuchInvoice.error_code(), "no-such-invoice");
}

#[test]
fn a_variant_without_a_response_is_still_a_constant_500() {
    let error = E::Undecided;
    assert_eq!((error.status().as_u16(), error.error_code()), (500, "INTERNAL_ERROR"));
    assert_eq!(error.to_string(), "An internal error occurred");
}
