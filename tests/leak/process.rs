//! What a whole process prints: `main` that returns an error, panics, and everything else once more with backtraces on.
//!
//! The child is this test binary again; a variable says which of its parts to play.

use crate::canary_site as site;
use crate::plain;
use crate::search::{SITE, assert_for_operators, assert_none, find};
use crate::shapes::{self, Shape, Visit, faults};
use axum::response::IntoResponse;
use secure_error::SecureError;
use serde::Serialize;
use std::error::Error;
use std::process::{Command, Output, Termination};

const PART: &str = "SECURE_ERROR_LEAK_TEST_PART";

/// Runs tests of this binary in a process of their own.
fn child(part: &str, backtrace: &str, tests: &[&str]) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(tests).args(["--exact", "--nocapture", "--test-threads=1"]);
    command
        .env(PART, part)
        .env("RUST_BACKTRACE", backtrace)
        .env_remove("RUST_LIB_BACKTRACE");
    command.output().unwrap()
}

/// What the child prints while it plays a part.
fn printed_by(part: &str, backtrace: &str) -> Vec<u8> {
    let output = child(part, backtrace, &["process::the_child_plays_its_part"]);
    [output.stdout, output.stderr].concat()
}

/// Not a test of its own: the parts that the tests below let a child play.
#[test]
fn the_child_plays_its_part() {
    struct Ends;
    impl Visit for Ends {
        fn shape<E>(&mut self, shape: Shape<E>)
        where
            E: SecureError + Serialize + IntoResponse + Send + Sync + 'static,
        {
            end(shape.make);
        }
    }
    impl plain::Visit for Ends {
        fn shape<E: Error + Serialize + Send + Sync + 'static>(&mut self, _: &str, make: fn() -> E) {
            end(make);
        }
    }
    match std::env::var(PART).as_deref() {
        Ok("ours") => {
            shapes::each(&mut Ends);
            for (_, make, _) in faults() {
                ends(make);
            }
        }
        Ok("plain") => plain::each(&mut Ends),
        Ok("plain, panic alone") => panics(plain::named),
        Ok("plain, main alone") => returns(plain::named),
        _ => {}
    }
}

fn end<E: Error + Send + Sync + 'static>(make: fn() -> E) {
    ends(make);
    // What a `main` returns that knows no type of its own.
    let _ = Err::<(), Box<dyn Error>>(make().into()).report();
    let _ = Err::<(), anyhow::Error>(make().into()).report();
    let _ = Err::<(), eyre::Report>(make().into()).report();
}

fn ends<E: std::fmt::Debug + Send + 'static>(make: fn() -> E) {
    returns(make);
    panics(make);
}

/// What the runtime does with the result of `main`.
fn returns<E: std::fmt::Debug>(make: fn() -> E) {
    let _ = Err::<(), E>(make()).report();
}

fn panics<E: std::fmt::Debug + Send + 'static>(make: fn() -> E) {
    for panic in [
        |make: fn() -> E| Err::<(), E>(make()).unwrap(),
        |make: fn() -> E| Err::<(), E>(make()).expect("an account"),
    ] {
        assert!(std::thread::spawn(move || panic(make)).join().is_err());
    }
}

#[test]
fn without_us_main_and_panics_print_what_is_internal() {
    for part in ["plain, main alone", "plain, panic alone", "plain"] {
        let printed = printed_by(part, "0");
        assert!(
            find(&printed).is_some(),
            "{part}: the search is blind in {}",
            String::from_utf8_lossy(&printed)
        );
    }
}

#[test]
fn main_and_panics_print_nothing_internal() {
    for backtrace in ["0", "1"] {
        let printed = printed_by("ours", backtrace);
        let text = String::from_utf8_lossy(&printed);
        let returned = r#"Error: Failure { status: 409, code: "LIMITED", message: "At most 7 of things" }"#;
        let panicked = r#"called `Result::unwrap()` on an `Err` value: Failure { status: 409, "#;
        assert!(text.contains(returned) && text.contains(panicked), "{text}");
        assert_eq!(text.contains("stack backtrace:"), backtrace == "1");
        assert_none("standard output and error", &printed);
    }
}

#[test]
fn with_backtraces_on_nothing_changes() {
    let again = [
        "sealed::a_sealed_error_shows_nothing_internal_in_any_outlet",
        "sealed::no_wire_format_and_no_header_shows_anything_internal",
        "sealed::a_response_over_a_real_socket_shows_nothing_internal_and_no_type_name",
        "sealed::a_fault_shows_nothing_internal_however_it_is_printed_or_wrapped",
        "log::operators_see_everything_but_what_is_sealed_masked_or_redacted",
        "process::a_backtrace_that_question_mark_takes_is_for_operators_only",
    ];
    let output = child("backtraces", "1", &again);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("6 passed"),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Has something to see only where backtraces are on, such as in the child of the test above.
#[test]
fn a_backtrace_that_question_mark_takes_is_for_operators_only() {
    if std::env::var(PART).as_deref() != Ok("backtraces") {
        return;
    }
    let error = site::from();
    let page = error.report().expose_internal().to_string();
    let (_, backtrace) = page.split_once("\n  backtrace ").expect("a backtrace");
    assert_for_operators("the backtrace", backtrace.as_bytes(), &[SITE]);
    assert_none("Debug", format!("{error:#?}").as_bytes());
}
