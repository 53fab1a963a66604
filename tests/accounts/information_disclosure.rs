//! "The Information Disclosure Problem".

use crate::program::{ALICE, Program, causes, id, json, text};
use rusqlite::Connection;
use serde_json::json;

/// What a stack trace, a query, a path or a library would show of itself.
const TRACES: [&str; 12] = [
    "SELECT", "no such", "rusqlite", "sqlite", ".rs", "src/", "/tmp", "panicked", "Error {", "passwrod", "axum",
    "thread '",
];

#[track_caller]
fn assert_tells_nothing(text: &str) {
    for trace in TRACES {
        assert!(
            !text.to_lowercase().contains(&trace.to_lowercase()),
            "{trace} in {text}"
        );
    }
}

/// Breaks the database of a running service.
fn break_table(program: &Program, table: &str) {
    let db = Connection::open(program.database()).unwrap();
    db.execute_batch(&format!(
        "PRAGMA foreign_keys = OFF; ALTER TABLE {table} RENAME TO {table}_moved;"
    ))
    .unwrap();
}

#[test]
fn before_a_database_error_shows_the_query() {
    let program = Program::before();
    let answer = program.client().get("/api/accounts/1/statement");
    assert!(answer.body().contains("no such column: passwrod"), "{answer:?}");
}

#[test]
fn database_errors_are_for_operators_only() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    break_table(&program, "accounts");
    let answer = alice.get("/accounts");
    assert_eq!(
        (answer.status().as_u16(), &json(&answer)["code"]),
        (500, &json!("INTERNAL_ERROR"))
    );
    assert_tells_nothing(&text(&answer));
    let record = program.failure_of(&answer);
    assert!(causes(&record).contains("no such table: accounts"), "{record}");
}

#[test]
fn stack_traces_and_places_in_the_source_are_for_operators_only() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    break_table(&program, "payouts");
    let answer = alice.get("/payouts/1");
    assert_tells_nothing(&text(&answer));
    assert_eq!(answer.status(), 500);
    assert_eq!(program.failure_of(&answer)["exception.type"], "MoneyError::Storage");
}

#[test]
fn configuration_is_for_operators_only() {
    // The path of the database is in every error that SQLite makes of a folder that is gone.
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let path = program.database();
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    let answer = alice.get("/accounts");
    assert_eq!(answer.status(), 500);
    assert_tells_nothing(&text(&answer));
    let record = program.failure_of(&answer);
    assert!(causes(&record).contains("unable to open database file"), "{record}");
}

#[test]
fn how_fields_are_checked_is_told_by_code_and_never_by_value() {
    let program = Program::accounts();
    let form = json!({ "email": "<script>alert(1)</script>", "password": "my-secret" });
    let answer = program.client().post("/sign-up", &form);
    assert_eq!(answer.status(), 422);
    let body = json(&answer);
    assert_eq!(body["code"], "INVALID_FIELDS");
    let codes: Vec<_> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["code"])
        .collect();
    assert_eq!(codes, ["NOT_AN_EMAIL", "PASSWORD_TOO_SHORT"]);
    assert!(
        !text(&answer).contains("script") && !text(&answer).contains("secret"),
        "{answer:?}"
    );
    // Not in the log either.
    program.failures_of(id(&answer));
    assert!(!program.output().contains("alert(1)") && !program.output().contains("my-secret"));
}

#[test]
fn what_the_framework_says_itself_tells_nothing() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let huge = "x".repeat(100_000);
    let answers = [
        alice.get("/nowhere"),
        alice.get("/accounts/not-a-number"),
        alice.send("DELETE", "/transfers", &[], None).unwrap(),
        alice.post_text("/transfers", r#"{"reference":"r","from":1,"to":2,"cents":"reflected"}"#),
        alice.post_text("/transfers", "{"),
        alice.post_text("/transfers", &format!("\"{huge}\"")),
        alice
            .send("POST", "/transfers", &[("content-type", "text/plain")], Some("x"))
            .unwrap(),
    ];
    let statuses = answers.each_ref().map(|answer| answer.status().as_u16());
    assert_eq!(statuses, [404, 400, 405, 400, 400, 413, 415]);
    for answer in answers {
        assert_tells_nothing(&text(&answer));
        assert!(!text(&answer).contains("reflected"));
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        program.failure_of(&answer);
    }
}
