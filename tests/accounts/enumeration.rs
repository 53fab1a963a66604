//! Unknown user, wrong password and locked user: the same answer, after the same time as far as anybody can tell.

use crate::program::{ALICE, Program, but_for_the_id};
use rusqlite::Connection;
use serde_json::json;
use std::time::{Duration, Instant};

const ROUNDS: usize = 200;
const VISITORS: usize = 4;
const KINDS: [&str; 3] = ["nobody@example.com", ALICE.0, "bob@example.com"];

/// Equal bytes are asserted; times are printed (`--nocapture`), because a machine has other things to do.
#[test]
fn two_hundred_logins_of_each_kind_are_answered_alike() {
    let program = Program::accounts_with(&["--login-quantum", "250"]);
    let db = Connection::open(program.database()).unwrap();
    db.execute("UPDATE users SET locked_until = 9999999999 WHERE id = 2", [])
        .unwrap();

    let measured: Vec<[Duration; 3]> = std::thread::scope(|scope| {
        let visitors: Vec<_> = (0..VISITORS)
            .map(|_| {
                let client = program.client();
                scope.spawn(move || {
                    let mut times = Vec::new();
                    let mut first = None;
                    for _ in 0..ROUNDS / VISITORS {
                        times.push(KINDS.map(|email| {
                            let start = Instant::now();
                            let answer = client.post("/login", &json!({ "email": email, "password": "wrong" }));
                            let taken = start.elapsed();
                            let seen = but_for_the_id(&answer);
                            assert_eq!(seen.0, 401);
                            assert_eq!(&seen, first.get_or_insert_with(|| seen.clone()), "{email}");
                            taken
                        }));
                    }
                    times
                })
            })
            .collect();
        visitors.into_iter().flat_map(|it| it.join().unwrap()).collect()
    });
    for (kind, name) in ["unknown user", "wrong password", "locked user"].iter().enumerate() {
        let mut times: Vec<_> = measured.iter().map(|round| round[kind]).collect();
        times.sort_unstable();
        println!("{name}: median {:?} of {}", times[times.len() / 2], times.len());
    }
}
