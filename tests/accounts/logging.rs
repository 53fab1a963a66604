//! "Secure Logging Practices": what to log, what not, and security events.

use crate::program::{ADMIN, ALICE, BOB, Program, id, json, token_of};
use serde_json::{Value, json};

const CARD: &str = "4111111111111111";

/// A day at the bank, with secrets in every form.
fn day(program: &Program) -> Vec<String> {
    let mut secrets: Vec<String> = vec![
        ALICE.1.into(),
        "planted-wrong-password".into(),
        "planted-password-as-address".into(),
        "planted-new-password".into(),
        "planted-in-a-broken-body".into(),
        "planted-token".into(),
        CARD.into(),
        "4111111111110002".into(),
    ];
    let client = program.client();
    let alice = program.signed_in(ALICE);
    secrets.push(alice.token.clone().unwrap());
    client.post(
        "/login",
        &json!({ "email": ALICE.0, "password": "planted-wrong-password" }),
    );
    client.post(
        "/login",
        &json!({ "email": "planted-password-as-address", "password": "x" }),
    );
    client.post(
        "/login",
        &json!({ "email": "planted-password-as-address@example.com", "password": "x" }),
    );
    client.post_text(
        "/login",
        r#"{"email":"a@b.example","password":{"planted-in-a-broken-body":1}}"#,
    );
    client.post(
        "/sign-up",
        &json!({ "email": "dora@example.com", "password": "planted-new-password" }),
    );
    client.post("/recovery", &json!({ "email": ALICE.0 }));
    let mail = program.mail(ALICE.0, "token");
    secrets.push(token_of(&mail).to_owned());
    client.post(
        "/recovery/confirm",
        &json!({ "token": "planted-token", "password": "planted-new-password" }),
    );
    let stranger = client
        .send("GET", "/accounts", &[("authorization", "Bearer planted-token")], None)
        .unwrap();
    client
        .send(
            "GET",
            "/accounts?token=planted-token",
            &[("cookie", "session=planted-token")],
            None,
        )
        .unwrap();
    for (reference, card) in [
        ("p1", CARD),
        ("p2", "4111111111110002"),
        ("p3", "4111111111110005"),
        ("p4", "4111-planted-token"),
    ] {
        alice.post(
            "/payouts",
            &json!({ "reference": reference, "from": 1, "cents": 5, "card": card }),
        );
    }
    program.mail(ALICE.0, "Your card was refused");
    program.failures_of(id(&stranger));
    program.wait_for(|records| {
        records
            .iter()
            .find(|it| it["exception.type"] == "JobFailed::Unexpected")
            .cloned()
    });
    secrets
}

#[test]
fn what_not_to_log_is_nowhere_in_the_log_of_a_whole_run() {
    let program = Program::accounts();
    let secrets = day(&program);
    let output = program.output();
    for secret in secrets {
        assert!(!output.contains(&secret), "{secret} in the log:\n{output}");
    }
}

#[test]
fn what_to_log_is_there_with_safe_identifiers() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    alice.post(
        "/payouts",
        &json!({ "reference": "p", "from": 1, "cents": 5, "card": CARD }),
    );
    let begun = program.wait_for(|records| records.iter().find(|it| it["message"] == "payout begun").cloned());
    assert_eq!(begun["user"], 1);
    assert_eq!(begun["cents"], 5);
    assert!(begun["card"].as_str().unwrap().ends_with("1111"), "{begun}");
    assert!(!begun["card"].as_str().unwrap().contains("4111"), "{begun}");
}

#[test]
fn an_address_is_in_the_log_as_a_fingerprint_only() {
    let program = Program::accounts();
    let client = program.client();
    let try_as = |email: &str| {
        let answer = client.post("/login", &json!({ "email": email, "password": "x" }));
        program.failure_of(&answer)["fields"].as_str().unwrap().to_owned()
    };
    let (first, again, other) = (
        try_as("eve@example.com"),
        try_as(" EVE@example.com "),
        try_as("eva@example.com"),
    );
    assert_eq!(first, again, "operators can see that it is the same");
    assert_ne!(first, other);
    assert!(!program.output().contains("eve@"));
}

#[test]
fn every_failure_is_one_line_of_json_whatever_is_in_it() {
    let program = Program::accounts();
    let client = program.client();
    let forged = "x\n{\"target\":\"security\",\"event\":\"authn_login_success\"}\u{1b}[2J\u{202e}";
    let answer = client.post("/login", &json!({ "email": forged, "password": forged }));
    program.failure_of(&answer);
    // A log of which a line is no JSON would fail here.
    assert!(
        program
            .records()
            .iter()
            .all(|record| record["event"] != "authn_login_success")
    );
    assert!(!program.output().contains('\u{1b}') && !program.output().contains('\u{202e}'));
}

#[test]
fn security_events_have_names_levels_times_and_ids() {
    let program = Program::accounts_with(&["--wrong-passwords", "2"]);
    let client = program.client();
    let wrong = client.post("/login", &json!({ "email": ALICE.0, "password": "x" }));
    let locks = client.post("/login", &json!({ "email": ALICE.0, "password": "x" }));
    let bob = program.signed_in(BOB);
    let office = bob.get("/office/customers");

    for (name, answer) in [
        ("authn_login_fail", &wrong),
        ("authn_login_lock", &locks),
        ("authz_fail", &office),
    ] {
        let event = &program.events(name)[0];
        assert_eq!(event["request_id"], id(answer), "{event}");
        assert!(event["datetime"].as_str().unwrap().ends_with('Z'), "{event}");
    }
    let success = &program.events("authn_login_success")[0];
    assert_eq!(success["level"], "INFO");
    assert_eq!(success["source_ip"], "127.0.0.1");
    assert!(success["user"].as_str().is_some_and(|user| user == "2"), "{success}");
    assert_eq!(program.events("authn_login_lock")[0]["level"], "WARN");
}

#[test]
fn permission_denied_is_a_security_event_also_for_the_office() {
    let program = Program::accounts();
    let office = program.signed_in(BOB).get("/office/audit");
    assert_eq!(office.status(), 404);
    let record = program.failure_of(&office);
    assert_eq!(
        (&record["exception.type"], &record["event"]),
        (&Value::from("AccessError::NoAdmin"), &"authz_fail".into())
    );
    assert_eq!(program.signed_in(ADMIN).get("/office/audit").status(), 200);
    assert!(json(&office).get("user").is_none());
}
