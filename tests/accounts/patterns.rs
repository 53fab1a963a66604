//! "Secure Error Handling Patterns", 1 to 3.

use crate::program::{ALICE, Program, but_for_the_id, causes, id, json, text, token_of};
use rusqlite::Connection;
use serde_json::{Value, json};

#[test]
fn pattern_1_a_conflict_does_not_reveal_what_is_taken() {
    let program = Program::accounts();
    let client = program.client();
    let sign_up = |email: &str| client.post("/sign-up", &json!({ "email": email, "password": "a long enough one" }));
    let (fresh, taken) = (sign_up("fresh@example.com"), sign_up(ALICE.0));
    assert_eq!(fresh.status(), 202);
    assert_eq!(but_for_the_id(&fresh), but_for_the_id(&taken));
    // Only the mailbox learns the difference.
    let welcome = program.mail("fresh@example.com", "Welcome");
    assert!(program.mail(ALICE.0, "already").contains("Somebody tried to sign up"));
    // Who cannot read it learns nothing by logging in: the password of the stranger opens neither.
    let login = |email: &str| client.post("/login", &json!({ "email": email, "password": "a long enough one" }));
    let (new, old) = (login("fresh@example.com"), login(ALICE.0));
    assert_eq!(new.status(), 401);
    assert_eq!(but_for_the_id(&new), but_for_the_id(&old));

    let confirm = |token: &str| client.post("/sign-up/confirm", &json!({ "token": token })).status();
    let token = token_of(&welcome);
    assert_eq!(confirm("0000"), 400);
    assert_eq!(confirm(token), 201);
    assert_eq!(confirm(token), 400, "once");
    assert_eq!(login("fresh@example.com").status(), 200);
    assert_eq!(program.events("user_created").len(), 1);
    assert!(!program.output().contains(token));
}

#[test]
fn pattern_1_the_first_to_confirm_an_address_chooses_its_password() {
    let program = Program::accounts();
    let client = program.client();
    let sign_up =
        |password: &str| client.post("/sign-up", &json!({ "email": "new@example.com", "password": password }));
    sign_up("of the first stranger");
    let mail = program.mail("new@example.com", "Welcome");
    sign_up("of whoever has the mailbox");
    let mails = program.wait_for(|_| Some(program.mails()).filter(|mails| mails.len() == 2));
    let theirs = mails.iter().find(|it| **it != mail).unwrap();
    let confirm = |mail: &str| {
        let token = token_of(mail);
        client.post("/sign-up/confirm", &json!({ "token": token })).status()
    };
    assert_eq!(confirm(theirs), 201);
    assert_eq!(confirm(&mail), 400);
    program.signed_in(("new@example.com", "of whoever has the mailbox"));
}

#[test]
fn pattern_1_a_busy_database_is_a_503_with_retry_after_and_a_record() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let db = Connection::open(program.database()).unwrap();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    let answer = alice.post(
        "/transfers",
        &json!({ "reference": "r", "from": 1, "to": 2, "cents": 1 }),
    );
    assert_eq!(
        (answer.status().as_u16(), &json(&answer)["code"]),
        (503, &json!("SERVICE_UNAVAILABLE"))
    );
    assert_eq!(answer.headers()["retry-after"], "1");
    let record = program.failure_of(&answer);
    assert_eq!(record["retry"], "transient");
    assert!(causes(&record).contains("database is locked"), "{record}");
}

#[test]
fn pattern_2_every_error_has_one_shape() {
    let program = Program::accounts_with(&["--tries-per-minute", "1"]);
    let client = program.client();
    let login = || client.post("/login", &json!({ "email": "n@example.com", "password": "x" }));
    let answers = [
        client.get("/nowhere"),
        client.get("/accounts"),
        client.send("PUT", "/login", &[], None).unwrap(),
        client.post_text("/login", "not json"),
        client.post("/sign-up", &json!({ "email": "x", "password": "y" })),
        login(),
        login(),
    ];
    let statuses = answers.each_ref().map(|answer| answer.status().as_u16());
    assert_eq!(statuses, [404, 401, 405, 400, 422, 401, 429]);
    for answer in answers {
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let body = json(&answer);
        for member in ["type", "title", "status", "detail", "code", "request_id"] {
            assert!(body.get(member).is_some(), "{member} in {body}");
        }
        assert_eq!(body["status"], answer.status().as_u16());
        assert_eq!(body["request_id"], id(&answer));
    }
}

#[test]
fn pattern_3_a_login_that_fails_says_the_same_for_every_reason() {
    let program = Program::accounts();
    let client = program.client();
    let db = Connection::open(program.database()).unwrap();
    db.execute("UPDATE users SET locked_until = 9999999999 WHERE id = 2", [])
        .unwrap();
    let login = |email: &str, password: &str| client.post("/login", &json!({ "email": email, "password": password }));
    let answers = [
        login("nobody@example.com", "x"),
        login(ALICE.0, "x"),
        login("bob@example.com", "x"),
        login("bob@example.com", "staple of batteries"), // right, and locked
        login("no address at all", "x"),
    ];
    for answer in &answers {
        assert_eq!(answer.status(), 401);
        assert_eq!(but_for_the_id(answer), but_for_the_id(&answers[0]));
    }
    // The operators know.
    let reasons = answers
        .each_ref()
        .map(|answer| program.failure_of(answer)["exception.type"].clone());
    assert_eq!(
        reasons,
        ["UnknownUser", "WrongPassword", "Locked", "Locked", "UnknownUser"]
            .map(|it| Value::from(format!("LoginFailed::{it}")))
    );
}

#[test]
fn pattern_3_asking_for_a_new_password_says_the_same_for_everybody() {
    let program = Program::accounts();
    let client = program.client();
    let ask = |email: &str| client.post("/recovery", &json!({ "email": email }));
    let (known, unknown) = (ask(ALICE.0), ask("nobody@example.com"));
    assert_eq!(known.status(), 202);
    assert_eq!(but_for_the_id(&known), but_for_the_id(&unknown));

    let mail = program.mail(ALICE.0, "token");
    let token = token_of(&mail);
    let confirm = |token: &str| {
        client.post(
            "/recovery/confirm",
            &json!({ "token": token, "password": "a new long password" }),
        )
    };
    let wrong = confirm("0000");
    assert_eq!(
        (wrong.status().as_u16(), &json(&wrong)["code"]),
        (400, &json!("INVALID_TOKEN"))
    );
    assert_eq!(confirm(token).status(), 204);
    let again = confirm(token);
    assert_eq!(but_for_the_id(&again), but_for_the_id(&wrong));
    assert_eq!(
        client
            .post(
                "/login",
                &json!({ "email": ALICE.0, "password": "a new long password" })
            )
            .status(),
        200
    );
    // The token was in the mail only.
    assert!(!program.output().contains(token));
    assert!(!text(&known).contains(token));
}

#[test]
fn pattern_3_a_locked_user_is_let_in_again_by_recovery() {
    let program = Program::accounts_with(&["--wrong-passwords", "2"]);
    let client = program.client();
    for _ in 0..2 {
        client.post("/login", &json!({ "email": ALICE.0, "password": "x" }));
    }
    assert_eq!(
        client
            .post("/login", &json!({ "email": ALICE.0, "password": ALICE.1 }))
            .status(),
        401
    );
    assert_eq!(program.events("authn_login_lock").len(), 2);
    client.post("/recovery", &json!({ "email": ALICE.0 }));
    let mail = program.mail(ALICE.0, "token");
    let token = token_of(&mail);
    client.post(
        "/recovery/confirm",
        &json!({ "token": token, "password": "a new long password" }),
    );
    assert_eq!(
        client
            .post(
                "/login",
                &json!({ "email": ALICE.0, "password": "a new long password" })
            )
            .status(),
        200
    );
}
