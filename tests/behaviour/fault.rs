//! `Fault`: any error, answered safely, for places that want no error type of their own.

use crate::text;
use axum::response::IntoResponse as _;
use http_body_util::BodyExt as _;
use secure_error::work::Retry;
use secure_error::{Fault, OptionExt as _, ProblemType, ResultExt as _, SecureError, problem};
use std::error::Error;
use std::num::ParseIntError;

const NOT_A_NUMBER: ProblemType = ProblemType::new(400, "NOT_A_NUMBER", "Write a number");

#[derive(SecureError, PartialEq)]
enum Domain {
    #[public(status = 404, code = "NO_ROW", message = "Not here")]
    #[internal("no row {row}", retry = transient)]
    NoRow { row: u8 },
}

fn parse(text: &str) -> Result<u8, ParseIntError> {
    text.parse()
}

fn report(fault: &Fault) -> serde_json::Value {
    serde_json::to_value(fault.report().expose_internal()).unwrap()
}

#[test]
fn the_question_mark_makes_an_error_a_fault_that_keeps_both_faces() {
    const LINE: u32 = line!() + 2;
    fn run() -> Result<(), Fault> {
        Err(Domain::NoRow { row: 7 })?;
        Ok(())
    }
    let fault = run().unwrap_err();
    assert_eq!(crate::place(&report(&fault)), (file!().to_owned(), LINE));
    assert_eq!(
        (
            fault.status().as_u16(),
            fault.error_code(),
            fault.public_message().as_ref()
        ),
        (404, "NO_ROW", "Not here")
    );
    assert_eq!(fault.retry(), Retry::Transient);
    assert_eq!(text(&report(&fault), "/type").unwrap(), "Domain::NoRow");
    assert_eq!(text(&report(&fault), "/message").unwrap(), "no row 7");
    assert!(fault.downcast_ref::<Domain>() == Some(&Domain::NoRow { row: 7 }));
}

#[test]
fn a_foreign_error_is_internal_and_goes_to_the_operators() {
    let foreign: [Fault; 4] = [
        parse("x").or_internal().unwrap_err(),
        Fault::internal(parse("x").unwrap_err()),
        Err::<u8, _>(anyhow::Error::from(parse("x").unwrap_err()))
            .or_internal()
            .unwrap_err(),
        Fault::internal(eyre::Report::from(parse("x").unwrap_err())),
    ];
    for fault in foreign {
        assert_eq!((fault.status().as_u16(), fault.error_code()), (500, "INTERNAL_ERROR"));
        for shown in [
            fault.to_string(),
            format!("{fault:#}"),
            format!("{fault:?}"),
            format!("{fault:#?}"),
        ] {
            assert!(
                shown.contains("An internal error occurred") && !shown.contains("digit"),
                "{shown}"
            );
        }
        assert_eq!(
            text(&report(&fault), "/message").unwrap(),
            "invalid digit found in string"
        );
        assert_eq!(fault.retry(), Retry::Permanent);
    }
}

#[test]
fn text_alone_is_an_internal_fault() {
    let fault = Fault::internal("disk full");
    assert_eq!(text(&report(&fault), "/message").unwrap(), "disk full");
    assert_eq!(fault.to_string(), "An internal error occurred");
}

#[test]
fn the_answer_for_a_foreign_error_may_be_chosen() {
    let fault = parse("x").or_problem(&NOT_A_NUMBER).unwrap_err();
    assert_eq!(*fault.problem_type(), NOT_A_NUMBER);
    assert_eq!(fault.to_string(), "Write a number");
    assert_eq!(crate::place(&report(&fault)).1, line!() - 3);
    assert_eq!(
        text(&report(&fault), "/type").unwrap(),
        "core::num::error::ParseIntError"
    );
    assert_eq!(*Fault::problem(&problem::GONE).problem_type(), problem::GONE);
    let with = Fault::problem_with(&problem::GONE, parse("x").unwrap_err());
    assert_eq!(
        text(&report(&with), "/message").unwrap(),
        "invalid digit found in string"
    );
    assert_eq!(parse("7").or_problem(&NOT_A_NUMBER).unwrap(), 7);
}

#[test]
fn a_missing_value_is_a_fault_that_knows_its_type_and_place() {
    let fault = None::<u8>.or_problem(&problem::NOT_FOUND).unwrap_err();
    assert_eq!(*fault.problem_type(), problem::NOT_FOUND);
    assert_eq!(crate::place(&report(&fault)).1, line!() - 2);
    assert_eq!(text(&report(&fault), "/type").unwrap(), "core::option::Option<u8>");
    assert_eq!(None::<u8>.or_internal().unwrap_err().status().as_u16(), 500);
    assert_eq!(Some(1).or_internal().unwrap(), 1);
}

#[test]
fn a_clone_is_the_same_fault() {
    let fault = Fault::from(Domain::NoRow { row: 7 });
    assert_eq!(report(&fault.clone()), report(&fault));
    fn sent<T: Send + Sync + Clone + 'static>(_: T) {}
    sent(fault);
}

#[test]
fn a_fault_in_a_box_shows_its_public_face_only() {
    let boxed: Box<dyn Error + Send + Sync> = Fault::internal("canary").into();
    assert!(boxed.source().is_none());
    let wrapped = anyhow::Error::from_boxed(Fault::internal("canary").into()).context("outer");
    for shown in [
        boxed.to_string(),
        format!("{boxed:?}"),
        format!("{wrapped:#}"),
        format!("{wrapped:?}"),
    ] {
        assert!(!shown.contains("canary"), "{shown}");
    }
    assert!(
        report(&Fault::internal(boxed)).to_string().contains("canary"),
        "and comes back whole"
    );
}

#[test]
fn a_fault_can_be_the_source_of_a_secure_error() {
    #[derive(SecureError)]
    enum E {
        #[public(transparent)]
        Any(#[from] Fault),
    }
    let e = E::from(Fault::from(Domain::NoRow { row: 7 }));
    assert_eq!((e.status().as_u16(), e.to_string()), (404, "Not here".to_owned()));
    assert!(crate::report(&e).to_string().contains("no row 7"));
}

#[test]
fn a_fault_and_a_type_with_the_attribute_are_axum_responses() {
    #[derive(SecureError)]
    #[secure_error(axum)]
    #[public(status = 404, code = "NO_ROW", message = "Not here")]
    #[internal("canary")]
    struct E;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for response in [E.into_response(), Fault::from(E).into_response()] {
        assert_eq!(response.status(), 404);
        assert_eq!(
            response.headers().get("content-type").unwrap(),
            "application/problem+json"
        );
        let id = response
            .headers()
            .get("x-request-id")
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let body = runtime.block_on(response.into_body().collect()).unwrap().to_bytes();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(
            (body.get("code").unwrap(), body.get("request_id").unwrap()),
            (&"NO_ROW".into(), &id.into())
        );
        assert!(!body.to_string().contains("canary"));
    }
}
