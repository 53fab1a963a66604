//! What somebody could try who has read the source.

use crate::program::{ALICE, BOB, Program, but_for_the_id};
use rusqlite::Connection;
use serde_json::json;
use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

#[test]
fn an_address_can_be_only_one_and_only_letters_that_look_like_themselves() {
    let program = Program::accounts();
    let ask = |email: &str| program.client().post("/recovery", &json!({ "email": email })).status();
    for wrong in [
        "a@example.com,b@example.com",
        "a@b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "\"a\"@example.com",
        "<a@example.com>",
        "a@example.com\u{202e}",
        "\u{212a}elvin@example.com",
        "a@example..com",
    ] {
        assert_eq!(ask(wrong), 422, "{wrong}");
    }
    for right in [
        " a.b+c_d@mail.example.com ",
        "O'Neil@EXAMPLE.com",
        "a@xn--bcher-kva.example",
    ] {
        assert_eq!(ask(right), 202, "{right}");
    }
}

#[test]
fn the_office_fails_as_a_path_that_does_not_exist_does() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    // Both look at the token: neither the time that it takes nor its failure tells them apart.
    let db = Connection::open(program.database()).unwrap();
    db.execute_batch("ALTER TABLE tokens RENAME TO moved").unwrap();
    let (office, nowhere) = (alice.get("/office/customers"), alice.get("/nowhere"));
    assert_eq!(office.status(), 500);
    assert_eq!(but_for_the_id(&office), but_for_the_id(&nowhere));
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_reads_the_database_or_the_mails() {
    use std::os::unix::fs::PermissionsExt as _;

    let program = Program::accounts();
    let database = program.database();
    for path in [database.with_extension("mail"), database] {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
    }
}

/// A login that is under way while somebody else has the database.
fn login_while(program: &Program, email: &str, password: &str, change: &str) -> u16 {
    let db = Connection::open(program.database()).unwrap();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    let client = program.client();
    std::thread::scope(|scope| {
        let login = scope.spawn(|| client.post("/login", &json!({ "email": email, "password": password })));
        // So that it has read the old password. If it has not, it fails all the same.
        std::thread::sleep(Duration::from_millis(500));
        db.execute_batch(change).unwrap();
        db.execute_batch("COMMIT").unwrap();
        login.join().unwrap().status().as_u16()
    })
}

#[test]
fn a_login_with_the_old_password_opens_no_session_after_a_change() {
    let program = Program::accounts();
    let change = "UPDATE users SET password = (SELECT password FROM users WHERE id = 2) WHERE id = 1";
    assert_eq!(login_while(&program, ALICE.0, ALICE.1, change), 401);
    let lock = "UPDATE users SET locked_until = 9999999999 WHERE id = 2";
    assert_eq!(login_while(&program, BOB.0, BOB.1, lock), 401);
    let db = Connection::open(program.database()).unwrap();
    let sessions: i64 = db
        .query_row("SELECT COUNT(*) FROM tokens", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sessions, 0);
}

#[test]
fn a_busy_database_keeps_strangers_waiting_as_it_does_customers() {
    let program = Program::accounts();
    let db = Connection::open(program.database()).unwrap();
    db.execute_batch("UPDATE users SET locked_until = 9999999999 WHERE id = 2; BEGIN IMMEDIATE")
        .unwrap();
    // Nobody gets to write: for each of them that is a 503, and for none a 401.
    let statuses = ["nobody@example.com", ALICE.0, BOB.0].map(|email| {
        let wrong = json!({ "email": email, "password": "wrong" });
        program.client().post("/login", &wrong).status().as_u16()
    });
    assert_eq!(statuses, [503; 3]);
}

#[test]
fn nobody_hides_what_became_of_money_by_going_away() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let db = Connection::open(program.database()).unwrap();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    let orders = [
        (
            "/transfers",
            json!({ "reference": "t", "from": 1, "to": 2, "cents": 1 }),
        ),
        (
            "/payouts",
            json!({ "reference": "p", "from": 1, "cents": 1, "card": "4111111111111111" }),
        ),
    ];
    let connections = orders.map(|(path, form)| {
        let mut connection = TcpStream::connect(program.url.trim_start_matches("http://")).unwrap();
        let (body, token) = (form.to_string(), alice.token.as_deref().unwrap());
        write!(
            connection,
            "POST {path} HTTP/1.1\r\nhost: bank\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        connection
    });
    // Until both wait for the database, and until the service has seen that nobody waits for them.
    std::thread::sleep(Duration::from_millis(500));
    drop(connections);
    std::thread::sleep(Duration::from_millis(500));
    db.execute_batch("COMMIT").unwrap();
    let outcomes = "SELECT action || ' ' || outcome FROM audit WHERE outcome <> 'started' ORDER BY action";
    let mut outcomes = db.prepare(outcomes).unwrap();
    program.wait_for(|_| {
        let rows = outcomes.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let found: Vec<String> = rows.map(Result::unwrap).collect();
        (found == ["payout done", "transfer done"]).then_some(())
    });
}
