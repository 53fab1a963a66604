//! Many who ask at once, or who never end asking.

use crate::program::Program;
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

#[cfg(target_os = "linux")]
#[test]
fn a_crowd_of_strangers_does_not_take_all_the_memory() {
    let program = Program::accounts();
    let client = program.client();
    std::thread::scope(|scope| {
        for _ in 0..60 {
            scope.spawn(|| {
                let form = json!({ "token": "none", "password": "a new long password" });
                assert_eq!(client.post("/recovery/confirm", &form).status(), 400);
            });
        }
    });
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.pid())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let mebibytes = peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024;
    // Each hash takes 19 MiB, and 60 of them more than a gibibyte.
    assert!(mebibytes < 400, "{mebibytes} MiB");
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
