//! Builds the errors. The name of this file is a canary: locations and backtraces that are taken here have it, and those
//! taken by the outlets do not. That is why nothing else is in it.

use crate::search::{CAUSE, CONTEXT, INTERNAL, MASKED, NAMED, NESTED, REDACTED, ROOT, SEALED, Unprintable};
use crate::shapes::{
    Billing, Borrowing, Driver, Failure, Form, Generic, NotSend, Root, Struct, TupleStruct, UnitStruct, Unsealed,
};
use anyhow::Context as _;
use secure_error::{Fault, OptionExt as _, PublicText, ResultExt as _, Violations, problem, violation};
use std::backtrace::Backtrace;
use std::panic::Location;
use std::sync::Arc;

pub fn driver() -> Driver {
    Driver {
        text: CAUSE.to_owned(),
        root: Root(ROOT.to_owned()),
    }
}

fn redacted_driver() -> Driver {
    Driver {
        text: REDACTED.to_owned(),
        root: Root(REDACTED.to_owned()),
    }
}

pub fn billing() -> Billing {
    Billing::CanaryUnpaid {
        canary_invoice: NESTED.to_owned(),
        canary_card: Unprintable::canary(),
        canary_iban: MASKED.to_owned(),
        canary_cause: driver(),
        canary_location: Location::caller(),
    }
}

fn redacted_billing() -> Billing {
    Billing::CanaryUnpaid {
        canary_invoice: REDACTED.to_owned(),
        canary_card: Unprintable::canary(),
        canary_iban: MASKED.to_owned(),
        canary_cause: redacted_driver(),
        canary_location: Location::caller(),
    }
}

pub fn violations() -> Violations {
    let mut violations = Violations::new();
    violations.push(violation::MALFORMED.at("email"));
    violations
}

pub fn named() -> Failure {
    Failure::CanaryNamed {
        limit: 7,
        label: PublicText::vouch("things"),
        canary_named: NAMED.to_owned(),
        canary_form: Form {
            user: "user-of-the-form".to_owned(),
            canary_typed: SEALED.to_owned(),
        },
        canary_internal: INTERNAL.to_owned(),
        canary_masked: MASKED.to_owned(),
        canary_sealed: Unprintable::canary(),
        canary_plain: SEALED.to_owned(),
        canary_password: MASKED.to_owned(),
        canary_cause: driver(),
        canary_location: Location::caller(),
        canary_backtrace: Backtrace::force_capture(),
    }
}

pub fn tuple() -> Failure {
    Failure::CanaryTuple(
        NAMED.to_owned(),
        MASKED.to_owned(),
        INTERNAL.to_owned(),
        Unprintable::canary(),
        driver(),
    )
}

pub fn unit() -> Failure {
    Failure::CanaryUnit
}

pub fn undecided() -> Failure {
    Failure::CanaryUndecided {
        canary_sealed: SEALED.to_owned(),
        canary_internal: INTERNAL.to_owned(),
    }
}

pub fn from() -> Failure {
    fn asks() -> Result<(), Failure> {
        Err(driver())?;
        Ok(())
    }
    asks().unwrap_err()
}

pub fn transparent() -> Failure {
    billing().into()
}

pub fn transparent_twice() -> Failure {
    Billing::CanaryDeeper(Box::new(Billing::CanaryDeeper(Box::new(billing())))).into()
}

pub fn nested() -> Failure {
    Failure::CanaryNested {
        source: billing(),
        canary_sealed: Unprintable::canary(),
    }
}

pub fn nested_box() -> Failure {
    Failure::CanaryNestedBox(Box::new(billing()), SEALED.to_owned())
}

pub fn nested_fault() -> Failure {
    Failure::CanaryNestedFault(fault_of_foreign())
}

pub fn named_in_a_box() -> Box<dyn std::error::Error> {
    Box::new(named())
}

pub fn redacted() -> Failure {
    Failure::CanaryRedacted {
        canary_cause: redacted_driver(),
    }
}

pub fn redacted_box() -> Failure {
    Failure::CanaryRedactedBox {
        canary_cause: Some(Box::new(redacted_driver())),
    }
}

pub fn redacted_nested() -> Failure {
    Failure::CanaryRedactedNested(redacted_billing())
}

pub fn redacted_transparent() -> Failure {
    Failure::CanaryRedactedTransparent(redacted_billing())
}

pub fn password() -> Failure {
    Failure::CanaryPassword {
        canary_named: NAMED.to_owned(),
        canary_password: SEALED.to_owned(),
    }
}

pub fn no_user() -> Failure {
    Failure::CanaryNoUser {
        canary_password: SEALED.to_owned(),
    }
}

pub fn invalid() -> Failure {
    Failure::CanaryInvalid {
        canary_violations: violations(),
        canary_sealed: SEALED.to_owned(),
        canary_internal: INTERNAL.to_owned(),
    }
}

pub fn anyhow() -> Failure {
    Failure::CanaryAnyhow(anyhow::Error::from(billing()).context(CONTEXT))
}

pub fn eyre() -> Failure {
    Failure::CanaryEyre(eyre::Report::from(billing()).wrap_err(CONTEXT))
}

pub fn boxed() -> Failure {
    Failure::CanaryBox(Box::new(driver()), Unprintable::canary())
}

pub fn io() -> Failure {
    std::io::Error::other(billing()).into()
}

pub fn optional() -> Failure {
    Failure::CanaryOptional {
        source: Some(driver()),
        canary_sealed: Some(SEALED.to_owned()),
        canary_backtrace: Some(Arc::new(Backtrace::force_capture())),
    }
}

pub fn unsealed() -> Unsealed {
    Unsealed::CanaryUnsealed {
        canary_sealed: SEALED,
        canary_cause: driver(),
    }
}

pub fn of_unsealed() -> Failure {
    Failure::CanaryUnsealed(unsealed())
}

pub fn structure() -> Struct {
    Struct {
        given: 'g',
        canary_named: NAMED.to_owned(),
        canary_internal: vec![INTERNAL.to_owned()],
        canary_sealed: SEALED.to_owned(),
        source: driver(),
        canary_location: Location::caller(),
        canary_backtrace: Backtrace::force_capture(),
    }
}

pub fn tuple_struct() -> TupleStruct {
    TupleStruct(Unprintable::canary(), NAMED.to_owned(), MASKED.to_owned(), driver())
}

pub fn unit_struct() -> UnitStruct {
    UnitStruct
}

pub fn generic() -> Generic<String, Unprintable, Driver> {
    Generic {
        canary_named: NAMED.to_owned(),
        canary_sealed: Unprintable::canary(),
        canary_cause: driver(),
    }
}

pub fn generic_secure() -> Generic<&'static str, Option<Unprintable>, Billing> {
    Generic {
        canary_named: NAMED,
        canary_sealed: Some(Unprintable::canary()),
        canary_cause: billing(),
    }
}

pub fn borrowing() -> Borrowing<'static> {
    borrowing_from(Box::leak(Box::new(driver())))
}

pub fn borrowing_from(driver: &Driver) -> Borrowing<'_> {
    Borrowing {
        canary_named: NAMED,
        canary_internal: &[INTERNAL],
        canary_sealed: SEALED,
        canary_masked: MASKED,
        canary_cause: driver,
    }
}

pub fn not_send() -> NotSend {
    NotSend {
        canary_internal: INTERNAL.into(),
        canary_sealed: SEALED.into(),
        canary_cause: driver().into(),
    }
}

pub fn location() -> &'static Location<'static> {
    Location::caller()
}

pub fn backtrace() -> Backtrace {
    Backtrace::force_capture()
}

pub fn fault_of_secure() -> Fault {
    named().into()
}

pub fn fault_of_unsealed() -> Fault {
    Unsealed::CanaryUnsealed {
        canary_sealed: SEALED,
        canary_cause: driver(),
    }
    .into()
}

pub fn fault_of_foreign() -> Fault {
    Err::<(), _>(driver()).or_internal().unwrap_err()
}

pub fn fault_of_text() -> Fault {
    Fault::internal(INTERNAL)
}

pub fn fault_of_anyhow() -> Fault {
    Err::<(), _>(driver()).context(CONTEXT).or_internal().unwrap_err()
}

pub fn fault_of_eyre() -> Fault {
    Err::<(), _>(eyre::Report::from(billing()).wrap_err(CONTEXT))
        .or_internal()
        .unwrap_err()
}

pub fn fault_of_box() -> Fault {
    Fault::internal(Box::new(driver()) as Box<dyn std::error::Error + Send + Sync>)
}

pub fn fault_with_answer() -> Fault {
    Err::<(), _>(driver()).or_problem(&problem::CONFLICT).unwrap_err()
}

pub fn fault_of_fault() -> Fault {
    Err::<(), Fault>(billing().into()).or_internal().unwrap_err()
}

pub fn fault_of_nothing() -> Fault {
    None::<u8>.or_problem(&problem::NOT_FOUND).unwrap_err()
}

pub fn fault_of_violations() -> Fault {
    violations().into()
}

#[test]
fn what_is_built_here_has_its_place_in_the_location_and_in_the_backtrace() {
    let canary = |bytes: &str| crate::search::find(bytes.as_bytes()).is_some();
    assert!(canary(&Location::caller().to_string()));
    assert!(canary(&Backtrace::force_capture().to_string()));
}
