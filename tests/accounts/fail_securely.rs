//! "The Principle: Fail Securely", its four rules.

use crate::program::{ADMIN, ALICE, BOB, Program, but_for_the_id, causes, json, text};
use rusqlite::Connection;
use serde_json::json;

#[test]
fn rule_1_access_is_denied_when_something_goes_wrong() {
    let program = Program::accounts();
    let admin = program.signed_in(ADMIN);
    assert_eq!(admin.get("/office/customers").status(), 200);
    // Who is calling cannot be found out any more.
    let db = Connection::open(program.database()).unwrap();
    db.execute_batch("ALTER TABLE tokens RENAME TO tokens_moved").unwrap();
    for path in ["/office/customers", "/accounts", "/accounts/1"] {
        let answer = admin.get(path);
        assert_eq!(
            (answer.status().as_u16(), &json(&answer)["code"]),
            (500, &json!("INTERNAL_ERROR"))
        );
    }
}

#[test]
fn rule_1_a_damaged_role_is_no_admin() {
    let program = Program::accounts();
    let db = Connection::open(program.database()).unwrap();
    db.execute("UPDATE users SET role = 'Admin ' WHERE role = 'admin'", [])
        .unwrap();
    assert_eq!(program.signed_in(ADMIN).get("/office/customers").status(), 404);
}

#[test]
fn rule_1_nobody_sees_what_is_not_theirs_nor_that_it_exists() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let (theirs, missing) = (alice.get("/accounts/2"), alice.get("/accounts/999"));
    assert_eq!(but_for_the_id(&theirs), but_for_the_id(&missing));
    assert_eq!(program.failure_of(&theirs)["exception.type"], "MoneyError::NotTheirs");
    assert_eq!(program.failure_of(&missing)["exception.type"], "MoneyError::Missing");
}

#[test]
fn rule_2_details_are_logged_and_generic_messages_shown() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let form = json!({ "reference": "r", "from": 2, "to": 1, "cents": 1 });
    let answer = alice.post("/transfers", &form);
    assert_eq!(json(&answer)["detail"], "Account not found");
    assert!(!text(&answer).contains("user"), "{answer:?}");
    let record = program.failure_of(&answer);
    assert!(causes(&record).contains("account 2 is not that of user 1"), "{record}");
}

#[test]
fn before_rule_3_a_transfer_that_fails_half_way_takes_the_money() {
    let program = Program::before();
    let client = program.client();
    let cents = |account: &str| json(&client.get(&format!("/api/accounts/{account}")))["cents"].as_i64();
    // The receiver does not exist; nobody notices.
    assert_eq!(
        client
            .post("/api/transfers", &json!({ "from": 1, "to": 99, "cents": 500 }))
            .status(),
        201
    );
    assert_eq!((cents("1"), cents("2")), (Some(11_500), Some(300)));
}

#[test]
fn rule_3_a_transfer_that_fails_half_way_leaves_nothing_behind() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let answer = alice.post(
        "/transfers",
        &json!({ "reference": "r", "from": 1, "to": 99, "cents": 500 }),
    );
    assert_eq!(answer.status(), 404);
    assert_eq!(json(&alice.get("/accounts/1"))["cents"], 12_000);
    assert_eq!(json(&program.signed_in(BOB).get("/accounts/2"))["cents"], 300);
}

#[test]
fn rule_4_every_case_is_explicit_and_the_rest_is_a_500() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let db = Connection::open(program.database()).unwrap();
    // What nobody foresaw: a trigger that refuses transfers with a text of its own.
    db.execute_batch(
        "CREATE TRIGGER surprise BEFORE INSERT ON transfers BEGIN SELECT RAISE(ABORT, 'the auditor said no'); END",
    )
    .unwrap();
    let answer = alice.post(
        "/transfers",
        &json!({ "reference": "r", "from": 1, "to": 2, "cents": 500 }),
    );
    assert_eq!(
        (answer.status().as_u16(), &json(&answer)["code"]),
        (500, &json!("INTERNAL_ERROR"))
    );
    assert!(!text(&answer).contains("auditor"));
    let record = program.failure_of(&answer);
    assert!(causes(&record).contains("the auditor said no"), "{record}");
    assert_eq!(json(&alice.get("/accounts/1"))["cents"], 12_000);
}
