//! Many who ask at once, or who never end asking.

use crate::program::{ALICE, Program, json};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// The most that the program has had in memory so far, in MiB.
#[cfg(target_os = "linux")]
fn peak(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.pid())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// Each hash takes 19 MiB, and four are made at a time.
#[cfg(target_os = "linux")]
#[test]
fn a_crowd_at_the_login_does_not_take_all_the_memory() {
    let program = Program::accounts();
    let client = program.client();
    let before = peak(&program);
    std::thread::scope(|scope| {
        for visitor in 0..100 {
            let client = &client;
            scope.spawn(move || {
                let email = if visitor % 2 == 0 {
                    ALICE.0
                } else {
                    "nobody@example.com"
                };
                let login = json!({ "email": email, "password": "wrong" });
                let form = json!({ "token": "none", "password": "a new long password" });
                for _ in 0..2 {
                    assert_eq!(client.post("/login", &login).status(), 401);
                }
                assert_eq!(client.post("/recovery/confirm", &form).status(), 400);
            });
        }
    });
    let after = peak(&program);
    println!("{before} MiB before, {after} MiB at the most");
    assert!(after < before + 160, "{before} MiB before, {after} MiB at the most");
}

#[test]
fn a_crowd_that_is_too_large_is_told_to_come_back() {
    let program = Program::accounts_with(&["--login-queue", "0"]);
    let client = program.client();
    let refused = (0..20).find_map(|_| {
        std::thread::scope(|scope| {
            let visitors: Vec<_> = (0..20)
                .map(|_| scope.spawn(|| client.post("/login", &json!({ "email": ALICE.0, "password": "wrong" }))))
                .collect();
            let answers = visitors.into_iter().map(|it| it.join().unwrap());
            let answers: Vec<_> = answers.filter(|answer| answer.status() != 401).collect();
            answers.into_iter().next()
        })
    });
    let refused = refused.expect("more came at a time than there are places");
    assert_eq!(
        (refused.status().as_u16(), json(&refused)["code"].as_str()),
        (503, Some("SERVICE_UNAVAILABLE"))
    );
    assert_eq!(refused.headers()["retry-after"], "5");
    let record = program.failure_of(&refused);
    assert_eq!(record["exception.message"], "too many passwords wait to be hashed");
}

#[test]
fn tokens_cannot_be_tried_without_limit() {
    let program = Program::accounts_with(&["--tries-per-minute", "1"]);
    let form = json!({ "token": "none", "password": "a new long password" });
    let answers: Vec<_> = (0..12)
        .map(|_| program.client().post("/recovery/confirm", &form).status().as_u16())
        .collect();
    assert_eq!(answers[0], 400);
    assert!(answers.contains(&429), "{answers:?}");
}

/// A connection over which something was sent, and no more.
fn connection(program: &Program, sent: &str) -> TcpStream {
    let mut connection = TcpStream::connect(program.url.trim_start_matches("http://")).unwrap();
    connection.write_all(sent.as_bytes()).unwrap();
    connection
}

const SLOW: &str =
    "POST /login HTTP/1.1\r\nhost: bank\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";

#[test]
fn a_body_that_does_not_end_is_not_waited_for() {
    let program = Program::accounts();
    let mut answer = String::new();
    // The connection ends too: what would still come is no request.
    connection(&program, SLOW).read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("REQUEST_TIMEOUT"), "{answer}");
}

#[test]
fn nobody_can_keep_the_service_from_ending() {
    let program = Program::accounts();
    let _open = ["", "POST /logi", SLOW].map(|sent| connection(&program, sent));
    program.client().get("/health");
    let (status, output) = program.terminate();
    assert!(status.success(), "{output}");
    assert!(output.contains("stopped"), "{output}");
}
