//! The process is killed in the middle of transfers under load and started again.

use crate::program::{ALICE, BOB, Client, Program, id};
use rusqlite::Connection;
use serde_json::json;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What a customer knows for sure.
#[derive(Default)]
struct Known {
    made: Vec<String>,
    failed: Vec<String>,
}

fn transfer_until_the_end(client: &Client, name: &str, (from, to): (i64, i64), ended: &AtomicBool) -> Known {
    let mut known = Known::default();
    for n in 0.. {
        let reference = format!("{name}-{n}");
        // Every fourth is more than there is.
        let cents = if n % 4 == 3 { 1_000_000 } else { 1 };
        let body = json!({ "reference": reference, "from": from, "to": to, "cents": cents }).to_string();
        match client.send(
            "POST",
            "/transfers",
            &[("content-type", "application/json")],
            Some(&body),
        ) {
            Ok(answer) if answer.status() == 201 => known.made.push(reference),
            Ok(answer) => known.failed.push(id(&answer).to_owned()),
            Err(_) => break,
        }
        if ended.load(Ordering::Relaxed) {
            break;
        }
    }
    known
}

#[test]
fn money_is_conserved_and_every_answered_failure_is_in_the_log() {
    let mut program = Program::accounts();
    for round in 0..3 {
        let (alice, bob) = (program.signed_in(ALICE), program.signed_in(BOB));
        // A payout that is running when the process dies.
        let payout = json!({ "reference": format!("p{round}"), "from": 1, "cents": 5, "card": "4111111111110004" });
        assert_eq!(alice.post("/payouts", &payout).status(), 202);
        let ended = AtomicBool::new(false);
        let (known, folder, output) = std::thread::scope(|scope| {
            let customers: Vec<_> = (0..6)
                .map(|n| {
                    let (client, way) = if n % 2 == 0 { (&alice, (1, 2)) } else { (&bob, (2, 1)) };
                    let name = format!("r{round}c{n}");
                    let ended = &ended;
                    scope.spawn(move || transfer_until_the_end(client, &name, way, ended))
                })
                .collect();
            std::thread::sleep(Duration::from_millis(1_500));
            let (folder, output) = program.kill();
            ended.store(true, Ordering::Relaxed);
            let known: Vec<Known> = customers.into_iter().map(|it| it.join().unwrap()).collect();
            (known, folder, output)
        });
        let made: Vec<&String> = known.iter().flat_map(|it| &it.made).collect();
        let failed: Vec<&String> = known.iter().flat_map(|it| &it.failed).collect();
        assert!(
            made.len() > 10 && failed.len() > 5,
            "{} and {}",
            made.len(),
            failed.len()
        );
        for request in failed {
            assert_eq!(
                output
                    .lines()
                    .filter(|line| line.contains(request) && line.contains("request failed"))
                    .count(),
                1
            );
        }

        program = Program::accounts_in(folder, &[]);
        let db = Connection::open(program.database()).unwrap();
        let total: i64 = db
            .query_row(
                "SELECT (SELECT SUM(cents) FROM accounts) + (SELECT SUM(cents) FROM payouts WHERE state <> 'refused')",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(total, 12_300, "no cent is lost or made");
        let stored = |query: &str| -> HashSet<String> {
            let mut query = db.prepare(query).unwrap();
            query
                .query_map([], |row| row.get(0))
                .unwrap()
                .map(Result::unwrap)
                .collect()
        };
        let transfers = stored("SELECT reference FROM transfers");
        assert!(
            made.iter().all(|reference| transfers.contains(*reference)),
            "what was answered is stored"
        );
        assert!(stored("SELECT reference FROM audit WHERE outcome = 'started'").is_empty());
        let done = stored("SELECT reference FROM audit WHERE outcome = 'done' AND action = 'transfer'");
        assert_eq!(done, transfers, "the audit knows every transfer and no other");
        // The payout that was running is nobody's guess: it waits for a person, and one was woken up.
        let interrupted = program.wait_for(|records| {
            records
                .iter()
                .find(|it| it["exception.type"] == "JobFailed::Interrupted")
                .cloned()
        });
        assert_eq!(interrupted["alert"], true);
        program.wait_for(|_| {
            stored("SELECT state FROM jobs WHERE state = 'running'")
                .is_empty()
                .then_some(())
        });
    }
}
