//! "Practice Exercise": its five issues and those that it does not list (W19), each shown in `accounts_before` first.

use crate::program::{ALICE, Client, Program, but_for_the_id, id, json, text};
use rusqlite::Connection;
use serde_json::{Value, json};
use ureq::http::Response;

fn login(client: &Client, path: &str, email: &str, password: &str) -> Response<String> {
    client.post(path, &json!({ "email": email, "password": password }))
}

fn before(email: &str, password: &str) -> (Program, Response<String>) {
    let program = Program::before();
    let answer = login(&program.client(), "/api/login", email, password);
    (program, answer)
}

fn after(email: &str, password: &str) -> (Program, Response<String>) {
    let program = Program::accounts();
    let answer = login(&program.client(), "/login", email, password);
    (program, answer)
}

#[test]
fn issue_1_user_names_cannot_be_enumerated() {
    let (_, unknown) = before("nobody@example.com", "x");
    let (_, wrong) = before(ALICE.0, "x");
    assert!(unknown.body().contains("No user found with email"), "{unknown:?}");
    assert!(wrong.body().contains("Wrong password"), "{wrong:?}");

    let (_, unknown) = after("nobody@example.com", "x");
    let (_, wrong) = after(ALICE.0, "x");
    assert_eq!(but_for_the_id(&unknown), but_for_the_id(&wrong));
}

#[test]
fn issue_2_passwords_are_not_logged() {
    let (program, _) = before(ALICE.0, "planted-password");
    program.wait_for_text("planted-password");

    let (program, answer) = after(ALICE.0, "planted-password");
    program.failures_of(id(&answer));
    assert!(!program.output().contains("planted-password"));
}

#[test]
fn issue_3_database_errors_are_not_shown() {
    let program = Program::before();
    let answer = program.client().get("/api/accounts/1/statement");
    assert!(answer.body().contains("Database error: no such column"), "{answer:?}");

    let program = Program::accounts();
    Connection::open(program.database())
        .unwrap()
        .execute_batch("ALTER TABLE users RENAME TO moved")
        .unwrap();
    let answer = login(&program.client(), "/login", ALICE.0, "x");
    assert_eq!(
        (answer.status().as_u16(), &json(&answer)["detail"]),
        (500, &Value::from("An internal error occurred"))
    );
}

#[test]
fn issue_4_passwords_are_hashed_and_not_compared_as_text() {
    assert!(include_str!("../../examples/accounts_before/main.rs").contains("password != data.password"));

    let program = Program::accounts();
    let db = Connection::open(program.database()).unwrap();
    let mut query = db.prepare("SELECT password FROM users").unwrap();
    let stored: Vec<String> = query
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    // Three customers, and nobody.
    assert_eq!(stored.len(), 4);
    assert!(
        stored
            .iter()
            .all(|hash| hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")),
        "{stored:?}"
    );
}

#[test]
fn issue_5_logins_are_limited_per_address_and_per_peer() {
    let program = Program::before();
    let client = program.client();
    assert!((0..50).all(|_| login(&client, "/api/login", ALICE.0, "x").status() == 401));

    let program = Program::accounts_with(&["--tries-per-minute", "3"]);
    let client = program.client();
    let statuses: Vec<_> = (0..5)
        .map(|_| login(&client, "/login", ALICE.0, "x").status().as_u16())
        .collect();
    assert_eq!(statuses, [401, 401, 401, 429, 429]);
    let limited = login(&client, "/login", ALICE.0, ALICE.1);
    assert_eq!(
        (limited.status().as_u16(), &json(&limited)["code"]),
        (429, &json!("TOO_MANY_TRIES"))
    );
    let seconds: u64 = limited.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{limited:?}");
    // An address that nobody has is limited just so.
    let unknown: Vec<_> = (0..4)
        .map(|_| login(&client, "/login", "nobody@example.com", "x").status().as_u16())
        .collect();
    assert_eq!(unknown, [401, 401, 401, 429]);
    // And whoever tries many addresses is, too.
    let many: Vec<_> = (0..60)
        .map(|n| {
            login(&client, "/login", &format!("n{n}@example.com"), "x")
                .status()
                .as_u16()
        })
        .collect();
    assert_eq!(many.last(), Some(&429));
    assert!(!program.events("excess_rate_limit_exceeded").is_empty());
}

#[test]
fn unlisted_the_status_tells_nothing_either() {
    assert_eq!(before("nobody@example.com", "x").1.status(), 404);
    assert_eq!(after("nobody@example.com", "x").1.status(), 401);
}

#[test]
fn unlisted_the_address_is_not_echoed_or_logged() {
    let (_, answer) = before("planted@example.com", "x");
    assert!(answer.body().contains("planted@example.com"));

    let (program, answer) = after("planted@example.com", "x");
    assert!(!text(&answer).contains("planted"));
    program.failures_of(id(&answer));
    assert!(!program.output().contains("planted"));
}

#[test]
fn unlisted_a_body_without_its_fields_is_the_fault_of_the_client() {
    let answer = Program::before().client().post("/api/login", &json!({}));
    assert!(answer.body().contains("missing field `email`"), "{answer:?}");

    let program = Program::accounts();
    let answer = program.client().post("/login", &json!({}));
    assert_eq!(
        (answer.status().as_u16(), &json(&answer)["code"]),
        (400, &json!("MALFORMED_BODY"))
    );
}

#[test]
fn unlisted_successes_are_logged_too() {
    let (program, answer) = before(ALICE.0, "correct horse battery");
    assert_eq!(answer.status(), 200);
    assert!(!program.output().contains("success"));

    let (program, answer) = after(ALICE.0, ALICE.1);
    assert_eq!(answer.status(), 200);
    assert_eq!(program.events("authn_login_success").len(), 1);
}

#[test]
fn unlisted_answers_have_the_headers_that_http_asks_for() {
    let (_, answer) = before(ALICE.0, "x");
    for name in ["www-authenticate", "cache-control", "x-request-id"] {
        assert!(!answer.headers().contains_key(name));
    }

    let (_, answer) = after(ALICE.0, "x");
    assert_eq!(answer.headers()["www-authenticate"], "Bearer realm=\"accounts\"");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(json(&answer)["request_id"], id(&answer));
}

#[test]
fn unlisted_a_token_is_not_cached_and_cannot_be_guessed() {
    let (_, answer) = before(ALICE.0, "correct horse battery");
    assert_eq!(json(&answer)["token"], "token-of-alice@example.com");

    let (_, answer) = after(ALICE.0, ALICE.1);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(json(&answer)["token"].as_str().map(str::len), Some(64));
}
