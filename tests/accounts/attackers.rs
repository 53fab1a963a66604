//! What somebody could try who has read the source.

use crate::program::{ALICE, Program, but_for_the_id};
use rusqlite::Connection;
use serde_json::json;

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
