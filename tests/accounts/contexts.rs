//! "Error Handling in Different Contexts": API endpoints, background jobs, transactions.

use crate::program::{ADMIN, ALICE, BOB, Client, Program, but_for_the_id, causes, id, json, text};
use rusqlite::Connection;
use serde_json::{Value, json};

#[test]
fn api_endpoints_log_400_403_and_404_as_well() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    for (answer, status) in [
        (alice.get("/accounts/x"), 400),
        (program.client().get("/accounts"), 401),
        (alice.get("/accounts/2"), 404),
        (alice.get("/nowhere"), 404),
    ] {
        assert_eq!(answer.status(), status);
        assert_eq!(program.failure_of(&answer)["http.response.status_code"], status);
    }
}

#[test]
fn api_endpoints_hide_the_office_as_a_path_that_does_not_exist() {
    let program = Program::accounts();
    let nowhere = program.client().get("/office/nowhere");
    for client in [program.client(), program.signed_in(BOB)] {
        for path in ["/office/customers", "/office/audit"] {
            assert_eq!(but_for_the_id(&client.get(path)), but_for_the_id(&nowhere));
            for method in ["DELETE", "OPTIONS", "PUT"] {
                let answer = client.send(method, path, &[], None).unwrap();
                assert_eq!(but_for_the_id(&answer), but_for_the_id(&nowhere), "{method}");
            }
        }
    }
    let customers = program.signed_in(ADMIN).get("/office/customers");
    assert_eq!(json(&customers)[0], json!({ "user": 1, "cents": 12_000 }));
}

#[test]
fn before_the_office_says_that_it_exists() {
    assert_eq!(Program::before().client().get("/api/office").status(), 403);
}

fn pay_out(client: &Client, reference: &str, card: &str) -> (i64, String) {
    let answer = client.post(
        "/payouts",
        &json!({ "reference": reference, "from": 1, "cents": 100, "card": card }),
    );
    assert_eq!(answer.status(), 202, "{answer:?}");
    (json(&answer)["payout"].as_i64().unwrap(), id(&answer).to_owned())
}

#[track_caller]
fn wait_for_state(program: &Program, client: &Client, payout: i64, state: &str) {
    program.wait_for(|_| (json(&client.get(&format!("/payouts/{payout}")))["state"] == state).then_some(()));
}

fn cents(client: &Client) -> i64 {
    json(&client.get("/accounts/1"))["cents"].as_i64().unwrap()
}

#[test]
fn jobs_that_succeed_log_nothing() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let (payout, request) = pay_out(&alice, "p", "4111111111111111");
    wait_for_state(&program, &alice, payout, "paid");
    assert_eq!(cents(&alice), 11_900);
    assert!(
        program
            .records()
            .iter()
            .all(|it| it["target"] != "secure_error" || it["request_id"] != request)
    );
}

#[test]
fn jobs_that_fail_for_now_are_repeated_not_before_they_may_be() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let (payout, request) = pay_out(&alice, "p", "4111111111110003");
    wait_for_state(&program, &alice, payout, "paid");
    let failures = program.failures_of(&request);
    assert_eq!(failures.len(), 1);
    assert_eq!(
        (&failures[0]["exception.type"], &failures[0]["retry"]),
        (&"JobFailed::NotNow".into(), &"transient".into())
    );
    assert_eq!(cents(&alice), 11_900);
}

#[test]
fn jobs_whose_gateway_is_gone_end_after_some_tries_and_the_money_is_back() {
    let program = Program::accounts_with(&["--gateway", "http://127.0.0.1:9"]);
    let alice = program.signed_in(ALICE);
    let (payout, request) = pay_out(&alice, "p", "4111111111111111");
    wait_for_state(&program, &alice, payout, "refused");
    assert_eq!(cents(&alice), 12_000);
    assert_eq!(program.failures_of(&request).len(), 5);
}

#[test]
fn jobs_that_fail_for_good_are_not_repeated_and_the_customer_is_told() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let (payout, request) = pay_out(&alice, "p", "4111111111110002");
    wait_for_state(&program, &alice, payout, "refused");
    assert_eq!(cents(&alice), 12_000);
    let failures = program.failures_of(&request);
    assert_eq!((failures.len(), &failures[0]["retry"]), (1, &"permanent".into()));
    assert!(causes(&failures[0]).contains("stolen list"));
    let mail = program.mail(ALICE.0, "Your card was refused");
    assert!(!mail.contains("stolen"), "{mail}");
}

#[test]
fn jobs_of_unknown_outcome_are_not_repeated_or_undone_but_alert() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    for (reference, card, kind) in [
        ("p1", "4111111111110004", "JobFailed::NoAnswer"),
        ("p2", "4111111111110005", "JobFailed::Unexpected"),
    ] {
        let (payout, request) = pay_out(&alice, reference, card);
        wait_for_state(&program, &alice, payout, "unknown");
        let failures = program.failures_of(&request);
        assert_eq!(failures.len(), 1);
        assert_eq!(failures[0]["exception.type"], kind);
        assert_eq!(
            (&failures[0]["retry"], &failures[0]["alert"]),
            (&"unknown_outcome".into(), &true.into())
        );
    }
    assert_eq!(cents(&alice), 11_800);
    assert!(!program.mail(ALICE.0, "payout").contains("Pay.java"));
}

#[test]
fn the_same_payout_twice_is_one() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let first = pay_out(&alice, "p", "4111111111111111").0;
    assert_eq!(pay_out(&alice, "p", "4111111111111111").0, first);
    wait_for_state(&program, &alice, first, "paid");
    assert_eq!(cents(&alice), 11_900);
}

fn transfer(client: &Client, reference: &str, cents: i64) -> ureq::http::Response<String> {
    client.post(
        "/transfers",
        &json!({ "reference": reference, "from": 1, "to": 2, "cents": cents }),
    )
}

fn audit(program: &Program) -> Vec<(String, String)> {
    let rows = json(&program.signed_in(ADMIN).get("/office/audit"));
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| (text(row, "reference"), text(row, "outcome"))).collect()
}

#[test]
fn transactions_are_made_whole_or_not_at_all() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    assert_eq!(transfer(&alice, "a", 5_000).status(), 201);
    let answer = transfer(&alice, "b", 7_001);
    assert_eq!(
        (answer.status().as_u16(), &json(&answer)["available"]),
        (409, &json!(7_000))
    );
    assert_eq!(cents(&alice), 7_000);
    assert_eq!(json(&program.signed_in(BOB).get("/accounts/2"))["cents"], 5_300);
}

#[test]
fn transactions_that_are_rolled_back_leave_their_audit_record() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    transfer(&alice, "good", 1);
    transfer(&alice, "greedy", 1_000_000);
    let expected = [("greedy", "INSUFFICIENT_FUNDS"), ("good", "done")];
    assert_eq!(audit(&program), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
}

#[test]
fn transactions_check_under_a_lock() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    // Each would be fine alone; together they are more than there is.
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|n| {
                let alice = alice.clone();
                scope.spawn(move || transfer(&alice, &format!("t{n}"), 5_000).status().as_u16())
            })
            .collect();
        tries.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(
        statuses.iter().filter(|status| **status == 201).count(),
        2,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 409).count(),
        6,
        "{statuses:?}"
    );
    assert_eq!(cents(&alice), 2_000);
}

#[test]
fn transactions_whose_commit_fails_are_of_unknown_outcome() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    // A constraint that is only checked at the commit.
    let db = Connection::open(program.database()).unwrap();
    db.execute_batch(
        "CREATE TABLE parents (id INTEGER PRIMARY KEY);
         CREATE TABLE children (parent INTEGER REFERENCES parents(id) DEFERRABLE INITIALLY DEFERRED);
         CREATE TRIGGER orphan AFTER INSERT ON transfers BEGIN INSERT INTO children VALUES (7); END;",
    )
    .unwrap();
    let answer = transfer(&alice, "t", 5_000);
    assert_eq!(
        (answer.status().as_u16(), &json(&answer)["code"]),
        (500, &json!("OUTCOME_UNKNOWN"))
    );
    assert!(!text(&answer).contains("constraint"), "{answer:?}");
    let record = program.failure_of(&answer);
    assert_eq!(
        (&record["retry"], &record["alert"]),
        (&"unknown_outcome".into(), &true.into())
    );
    assert!(causes(&record).contains("FOREIGN KEY constraint failed"), "{record}");
    assert_eq!(cents(&alice), 12_000);
}
