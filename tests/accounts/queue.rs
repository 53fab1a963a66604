//! The queue of jobs, when something is wrong with it.

use crate::program::{ALICE, BOB, Program};
use rusqlite::Connection;
use serde_json::json;

#[test]
fn a_job_that_cannot_be_read_keeps_no_other_waiting() {
    let program = Program::accounts();
    let put = |state: &str| {
        let db = Connection::open(program.database()).unwrap();
        let insert = "INSERT INTO jobs (kind, payload, state, due) VALUES ('mail', 'no json', ?1, 0)";
        db.execute(insert, [state]).unwrap();
    };
    put("queued");
    program.client().post("/recovery", &json!({ "email": ALICE.0 }));
    program.mail(ALICE.0, "token");
    let unreadable = |program: &Program| {
        program.wait_for(|records| {
            let found = records
                .iter()
                .find(|it| it["exception.type"] == "JobFailed::Unreadable");
            found.cloned()
        })
    };
    assert_eq!(unreadable(&program)["alert"], true);

    // Nor after a crash.
    put("running");
    let (folder, _) = program.kill();
    let program = Program::accounts_in(folder, &[]);
    program.client().post("/recovery", &json!({ "email": BOB.0 }));
    program.mail(BOB.0, "token");
    unreadable(&program);
}

#[test]
fn a_mail_never_takes_the_place_of_another() {
    let program = Program::accounts();
    for email in [ALICE.0, BOB.0, ALICE.0] {
        program.client().post("/recovery", &json!({ "email": email }));
        // One after the other: the queue is empty in between.
        let db = Connection::open(program.database()).unwrap();
        program.wait_for(|_| {
            let left: i64 = db.query_row("SELECT COUNT(*) FROM jobs", [], |row| row.get(0)).unwrap();
            (left == 0).then_some(())
        });
    }
    assert_eq!(program.mails().len(), 3);
}

#[test]
fn a_service_whose_worker_broke_down_takes_no_more_orders() {
    let folder = tempfile::tempdir().unwrap();
    let db = Connection::open(folder.path().join("bank.sqlite")).unwrap();
    db.execute_batch("CREATE TABLE jobs (state, due)").unwrap();
    let (status, output) = Program::accounts_in(folder, &[]).wait();
    assert!(!status.success());
    assert!(output.contains("no such column"), "{output}");
    assert!(output.contains("the task `worker` has failed"), "{output}");
}
