//! What is wrong with the fields of a request: where and what, never the value.

use crate::{answer, everything_shown, logged};
use secure_error::wire::JsonPointer;
use secure_error::{Fault, ProblemType, ResultExt as _, SecureError, ViolationKind, Violations, violation};
use serde_json::json;

const TOO_SMALL: ViolationKind = ViolationKind::new("TOO_SMALL", "Must be at least 1");
const REQUIRED: ViolationKind = ViolationKind::new("REQUIRED", "This field is required");

#[derive(SecureError)]
enum OrderError {
    #[public(status = 422, code = "INVALID_ORDER", message = "{wrong}")]
    #[internal("order of {user} is invalid")]
    Invalid {
        #[public]
        wrong: Violations,
        user: u8,
    },
}

fn two() -> Violations {
    let mut violations = Violations::new();
    violations.push(TOO_SMALL.at(JsonPointer::root().field("items").index(1).field("quantity")));
    violations.push(REQUIRED.at("a~b/c"));
    violations
}

#[test]
fn violations_are_the_member_errors_whatever_the_field_is_called() {
    let (parts, body) = answer(&OrderError::Invalid { wrong: two(), user: 7 });
    assert_eq!(parts.status, 422);
    assert_eq!(
        body.get("errors").unwrap(),
        &json!([
            {"pointer": "/items/1/quantity", "code": "TOO_SMALL", "detail": "Must be at least 1"},
            {"pointer": "/a~0b~1c", "code": "REQUIRED", "detail": "This field is required"},
        ])
    );
    assert_eq!((body.get("wrong"), body.get("errors_omitted")), (None, None));
}

#[test]
fn violations_may_be_in_the_message() {
    let e = OrderError::Invalid { wrong: two(), user: 7 };
    assert_eq!(
        e.to_string(),
        "/items/1/quantity: Must be at least 1; /a~0b~1c: This field is required"
    );
}

#[test]
fn violations_are_in_the_log_too() {
    let e = OrderError::Invalid { wrong: two(), user: 7 };
    let log = logged(&e, "violations").unwrap();
    assert!(log.contains("/items/1/quantity: Must be at least 1"), "{log}");
    assert_eq!(crate::internal_message(&e).unwrap(), "order of 7 is invalid");
}

#[test]
fn at_most_64_are_listed_and_the_rest_is_counted() {
    let mut wrong = Violations::new();
    for index in 0..100 {
        wrong.push(REQUIRED.at(JsonPointer::root().index(index)));
    }
    let (_, body) = answer(&OrderError::Invalid { wrong, user: 7 });
    assert_eq!(body.get("errors").unwrap().as_array().unwrap().len(), 64);
    assert_eq!(body.get("errors_omitted").unwrap(), 36);
}

#[test]
fn no_violation_is_an_empty_list() {
    assert_eq!(Violations::new().into_result(), Ok(()));
    let (_, body) = answer(&OrderError::Invalid {
        wrong: Violations::new(),
        user: 7,
    });
    assert_eq!(body.get("errors").unwrap(), &json!([]));
}

#[test]
fn violations_alone_are_a_fault_that_answers_422() {
    fn check(quantity: i8) -> Result<(), Fault> {
        let mut violations = Violations::new();
        if quantity < 1 {
            violations.push(TOO_SMALL.at("quantity"));
        }
        Ok(violations.into_result()?)
    }
    const LINE: u32 = line!() - 2;
    assert!(check(1).is_ok());
    let fault = check(-77).unwrap_err();
    assert_eq!(
        (fault.status().as_u16(), fault.error_code()),
        (422, "UNPROCESSABLE_CONTENT")
    );
    assert_eq!(fault.public().violations().map(Violations::len), Some(1));
    assert_eq!(
        crate::place(&serde_json::to_value(fault.report().expose_internal()).unwrap()).1,
        LINE
    );
}

#[test]
fn the_value_that_was_sent_is_nowhere() {
    // A pointer is made of constants and numbers, a message of constants: there is no way to put the value in.
    let shown = everything_shown(&OrderError::Invalid { wrong: two(), user: 77 });
    assert!(!shown.contains("77"), "{shown}");
}

const INVALID: ProblemType = ProblemType::new(400, "INVALID_REQUEST", "The request is not valid");

#[derive(SecureError)]
enum FormError {
    #[public(status = 422, code = "INVALID_FORM", message = "The form is not valid")]
    Invalid(#[from] Violations),

    #[public(status = 409, code = "INVALID_NOW")]
    Now {
        #[source]
        wrong: Option<Violations>,
    },

    #[public(INVALID)]
    Constant(#[source] Violations),

    Undecided(#[source] Violations),
}

fn short() -> Violations {
    violation::TOO_SHORT.at("name").with("min", 3).into()
}

#[test]
fn violations_that_are_a_source_are_listed_in_the_response() {
    fn check() -> Result<(), FormError> {
        short().into_result()?;
        Ok(())
    }
    let listed = json!([{"pointer": "/name", "code": "TOO_SHORT", "detail": "At least 3 characters", "min": 3}]);
    let error = check().unwrap_err();
    let (parts, body) = answer(&error);
    assert_eq!((parts.status.as_u16(), &body["code"]), (422, &json!("INVALID_FORM")));
    assert_eq!(body["errors"], listed);
    let report = serde_json::to_value(error.report().expose_internal()).unwrap();
    assert_eq!(logged(&error, "violations").unwrap(), "/name: At least 3 characters");
    assert_eq!(report.get("caused_by"), None, "said twice: {report}");

    let (_, body) = answer(&FormError::Now { wrong: Some(short()) });
    assert_eq!(body["errors"], listed);
    let (_, body) = answer(&FormError::Now { wrong: None });
    assert_eq!(body.get("errors"), None);
}

#[test]
fn violations_below_a_constant_response_are_for_operators() {
    for error in [FormError::Constant(short()), FormError::Undecided(short())] {
        let (_, body) = answer(&error);
        assert_eq!(body.get("errors"), None);
        let page = error.report().expose_internal().to_string();
        assert!(page.contains("/name: At least 3 characters"), "{page}");
    }
}

#[test]
fn a_fault_of_any_status_lists_violations() {
    let fault = short().into_result().or_problem(&INVALID).unwrap_err();
    assert_eq!((fault.status().as_u16(), fault.error_code()), (400, "INVALID_REQUEST"));
    assert_eq!(fault.public().violations(), Some(&short()));
    let boxed: Box<dyn std::error::Error + Send + Sync> = short().into();
    let fault = Fault::problem_with(&INVALID, boxed);
    assert_eq!(fault.public().violations(), Some(&short()));
}

#[test]
fn violations_of_parts_are_merged_and_moved() {
    let mut whole = short().under("owner");
    whole.merge(Violations::from(violation::MISSING.at("city")).under(JsonPointer::root().field("addresses").index(1)));
    assert_eq!(
        whole.to_string(),
        "/owner/name: At least 3 characters; /addresses/1/city: This value is required"
    );
}
