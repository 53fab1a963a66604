//! "Environment-Based Error Responses": no environment variable shows anything, and what does has three locks.

use crate::program::{ALICE, Program, but_for_the_id, text};
use rusqlite::Connection;

/// Names by which frameworks of all languages are told that this is no production.
const SWITCHES: [&str; 9] = [
    "FLASK_ENV",
    "APP_ENV",
    "RUST_ENV",
    "NODE_ENV",
    "RAILS_ENV",
    "ENVIRONMENT",
    "DEBUG",
    "RUST_BACKTRACE",
    "RUST_LOG",
];

#[test]
fn no_environment_variable_changes_an_answer() {
    let answer_with = |value: Option<&str>| {
        let environment: Vec<_> = SWITCHES.iter().filter_map(|name| Some((*name, value?))).collect();
        let program = Program::accounts_under(&environment);
        let alice = program.signed_in(ALICE);
        Connection::open(program.database())
            .unwrap()
            .execute_batch("ALTER TABLE accounts RENAME TO moved")
            .unwrap();
        let answer = alice.get("/accounts");
        assert_eq!(answer.status(), 500);
        assert!(!text(&answer).contains("accounts"), "{answer:?}");
        but_for_the_id(&answer)
    };
    let unset = answer_with(None);
    for value in ["development", "production", "prodution", "1", "full", ""] {
        assert_eq!(answer_with(Some(value)), unset, "{value}");
    }
}

#[test]
fn development_details_are_only_in_a_program_built_for_them() {
    let (status, stderr) = Program::accounts_that_refuses(&["--development"]);
    assert!(!status.success());
    assert!(stderr.contains("--features dev-details"), "{stderr}");
}
