//! "Key Takeaways", 1 to 7.

use crate::program::{ALICE, Program, id, json, text};
use rusqlite::Connection;
use serde_json::{Value, json};

fn broken() -> (Program, ureq::http::Response<String>) {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    Connection::open(program.database())
        .unwrap()
        .execute_batch("ALTER TABLE accounts RENAME TO moved")
        .unwrap();
    let answer = alice
        .send("GET", "/accounts", &[("x-request-id", "mine-1")], None)
        .unwrap();
    (program, answer)
}

#[test]
fn takeaway_1_users_see_generic_errors() {
    let (_, answer) = broken();
    assert_eq!(json(&answer)["detail"], "An internal error occurred");
}

#[test]
fn takeaway_2_the_id_of_the_answer_finds_the_record() {
    let (program, answer) = broken();
    let record = program.failure_of(&answer);
    assert_eq!(json(&answer)["request_id"], id(&answer));
    assert_eq!(record["client_request_id"], "mine-1");
    assert!(!text(&answer).contains("mine-1"), "a client's id is never echoed");
}

#[test]
fn takeaway_2_a_hostile_id_is_neither_used_nor_logged() {
    let program = Program::accounts();
    for hostile in ["${jndi:ldap://x}", "../../etc/passwd", &"a".repeat(5_000)] {
        let answer = program
            .client()
            .send("GET", "/nowhere", &[("x-request-id", hostile)], None)
            .unwrap();
        assert_eq!(id(&answer).len(), 32);
        program.failure_of(&answer);
    }
    assert!(!program.output().contains("jndi") && !program.output().contains("passwd"));
}

#[test]
fn takeaway_3_known_cases_are_answered_as_such() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let transfer = |reference: &str, cents: i64| {
        alice.post(
            "/transfers",
            &json!({ "reference": reference, "from": 1, "to": 2, "cents": cents }),
        )
    };
    assert_eq!(transfer("r", 1).status(), 201);
    assert_eq!(transfer("r", 1).status(), 201, "the same transfer again is made once");
    let codes =
        [transfer("r", 2), transfer("s", 1_000_000), transfer("t", 0)].map(|answer| json(&answer)["code"].clone());
    assert_eq!(
        codes,
        ["REFERENCE_TAKEN", "INSUFFICIENT_FUNDS", "INVALID_FIELDS"].map(Value::from)
    );
}

#[test]
fn takeaway_4_a_session_that_cannot_be_checked_is_none() {
    let program = Program::accounts();
    let mut client = program.signed_in(ALICE);
    Connection::open(program.database())
        .unwrap()
        .execute("UPDATE tokens SET expires = 0", [])
        .unwrap();
    assert_eq!(client.get("/accounts").status(), 401);
    for token in ["", " ", "0", &"f".repeat(64), "' OR 1=1 --"] {
        client.token = Some(token.to_owned());
        assert_eq!(client.get("/accounts").status(), 401, "{token}");
    }
}

#[test]
fn takeaway_5_sensitive_data_is_not_in_the_log() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let answer = alice.get("/nowhere");
    program.failure_of(&answer);
    assert!(!program.output().contains(ALICE.0) && !program.output().contains(ALICE.1));
    assert!(!program.output().contains(&alice.token.unwrap()));
}

#[test]
fn takeaway_6_the_log_is_json_with_a_constant_message_and_data_in_fields() {
    let (program, answer) = broken();
    let record = program.failure_of(&answer);
    assert_eq!(record["message"], "request failed");
    assert_eq!(record["error.type"], "INTERNAL_ERROR");
    assert_eq!(record["http.response.status_code"], 500);
    assert_eq!(record["alert"], true);
}

#[test]
fn takeaway_7_a_stopped_service_leaves_no_partial_state() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let before = json(&alice.get("/accounts/1"))["cents"].clone();
    assert_eq!(before, 12_000);
    let (status, output) = program.terminate();
    assert!(status.success(), "{output}");
    assert!(output.contains("\"stopped\""), "{output}");
}
