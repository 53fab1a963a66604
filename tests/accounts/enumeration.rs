//! Unknown user, wrong password and locked user: the same answer, after the same time as far as anybody can tell.

use crate::program::{ALICE, Program, but_for_the_id};
use rusqlite::Connection;
use serde_json::json;
use std::time::{Duration, Instant};

const ROUNDS: usize = 200;
const VISITORS: usize = 4;
const KINDS: [&str; 3] = ["nobody@example.com", ALICE.0, "bob@example.com"];

/// What a request makes the database write and flush to the disk: the pages of each commit.
///
/// They are frames of the write-ahead log (sqlite.org/fileformat2.html section 4.1), which grows as long as another connection
/// keeps the database open. The last one of a commit has the size of the database in its second word.
fn written(program: &Program, request: impl FnOnce()) -> Vec<usize> {
    const HEADER: usize = 32;
    const FRAME: usize = 24 + 4096;
    let wal = program.database().with_extension("sqlite-wal");
    let frames = || std::fs::read(&wal).unwrap().get(HEADER..).unwrap_or_default().to_vec();
    let before = frames().len();
    request();
    let frames = frames();
    let new: Vec<_> = frames[before..].chunks_exact(FRAME).collect();
    let commits = new.split_inclusive(|frame| frame[4..8] != [0; 4]);
    commits.map(<[_]>::len).collect()
}

#[test]
fn every_way_to_fail_writes_as_much() {
    let program = Program::accounts_with(&["--wrong-passwords", "4"]);
    let db = Connection::open(program.database()).unwrap();
    db.execute("UPDATE users SET locked_until = 9999999999 WHERE id = 2", [])
        .unwrap();
    let client = program.client();
    // Three wrong passwords, and the one that locks.
    for kind in KINDS.iter().cycle().take(KINDS.len() * 4) {
        let login = || {
            assert_eq!(
                client
                    .post("/login", &json!({ "email": kind, "password": "wrong" }))
                    .status(),
                401
            )
        };
        assert_eq!(written(&program, login), [1], "{kind}");
    }
    // Bob is locked each time, and Alice in the end.
    program.wait_for(|records| {
        let locks = records
            .iter()
            .filter(|it| it["target"] == "security" && it["event"] == "authn_login_lock");
        (locks.count() == 5).then_some(())
    });

    // The first commit is that of the request. Others are those of the worker, who is waited for.
    let asked = |path: &str, email: &str| {
        let form = json!({ "email": email, "password": "a new long password" });
        let commits = written(&program, || assert_eq!(client.post(path, &form).status(), 202));
        let open = "SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')";
        while db.query_row(open, [], |row| row.get::<_, u32>(0)).unwrap() > 0 {
            std::thread::sleep(Duration::from_millis(20));
        }
        commits[0]
    };
    for path in ["/recovery", "/sign-up"] {
        // The first of all makes the trees of the tables, whose pages they share.
        asked(path, "first@example.com");
        assert_eq!(asked(path, "nobody@example.com"), asked(path, ALICE.0), "{path}");
    }
}

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
