//! Records in Sentry: its real client, and an endpoint on this machine that keeps what it sends.

use secure_error::SecureError;
use secure_error_tests_log::group;
use sentry::integrations::tracing::ErrorLayer;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::prelude::*;

#[derive(SecureError)]
enum AccountError {
    #[public(status = 500, code = "LEDGER_BROKEN", message = "The ledger is broken")]
    #[internal("no row for account {id}")]
    NoRow { id: u64 },

    #[public(status = 500, code = "LEDGER_BROKEN", message = "The ledger is broken")]
    #[internal("no table for account {id}")]
    NoTable { id: u64 },
}

/// The events that arrive at an endpoint of Sentry.
fn endpoint() -> (SocketAddr, Receiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, events) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            while let Some(envelope) = request(&mut stream) {
                let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
                stream.get_mut().write_all(answer.as_bytes()).unwrap();
                for event in events_of(&envelope) {
                    let _ = sender.send(event);
                }
            }
        }
    });
    (address, events)
}

/// The body of the next request, if there is one.
fn request(stream: &mut impl std::io::BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    for (number, line) in stream.by_ref().lines().enumerate() {
        let line = line.ok()?;
        match line.split_once(": ") {
            None if line.is_empty() && number > 0 => break,
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().unwrap(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    (length > 0).then_some(body)
}

/// An envelope is lines of JSON: a head, and for each item its head and its payload.
fn events_of(envelope: &[u8]) -> Vec<Value> {
    let lines: Vec<Value> = envelope
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let items = lines[1..].chunks_exact(2);
    items
        .filter(|item| item[0]["type"] == "event")
        .map(|item| item[1].clone())
        .collect()
}

/// What Sentry is told of the failures, in their order.
fn told(options: sentry::ClientOptions, failures: &[AccountError]) -> Vec<Value> {
    let (address, events) = endpoint();
    let client = sentry::init((format!("http://key@{address}/1"), options));
    assert!(client.is_enabled());
    let layer = ErrorLayer::new().with_filter(LevelFilter::ERROR);
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        for failure in failures {
            failure.report().log();
        }
    });
    let wait = Duration::from_secs(60);
    assert!(client.flush(Some(wait)));
    let told = failures.iter().map(|_| events.recv_timeout(wait).unwrap());
    told.collect()
}

#[test]
fn failures_of_one_variant_are_one_issue_and_others_are_another() {
    let failures = || {
        [
            AccountError::NoRow { id: 7 },
            AccountError::NoRow { id: 8 },
            AccountError::NoTable { id: 7 },
        ]
    };
    let events = told(sentry::ClientOptions::new().before_send(group), &failures());
    let fingerprints: Vec<_> = events.iter().map(|event| &event["fingerprint"]).collect();
    let [no_row, no_table] = ["NoRow", "NoTable"].map(|variant| format!("LEDGER_BROKEN:AccountError::{variant}"));
    assert_eq!(
        fingerprints,
        [
            &Value::from(vec![no_row.clone()]),
            &vec![no_row].into(),
            &vec![no_table].into()
        ]
    );
    for event in &events {
        assert_eq!(event["logger"], "secure_error");
        assert!(event.get("level").is_none(), "an error, as without a level: {event}");
        assert_eq!(event["message"], "request failed");
    }
    let fields = &events[0]["contexts"]["Rust Tracing Fields"];
    assert_eq!(fields["exception.message"], "no row for account 7");
    assert_eq!(fields["fields"], "id=7");

    // By itself Sentry knows only the message, which is that of all records.
    for event in told(sentry::ClientOptions::new(), &failures()) {
        assert!(event.get("fingerprint").is_none(), "{event}");
    }
}

#[test]
fn the_page_shows_the_function_that_is_tested() {
    let page = include_str!("../../docs/log.md");
    assert!(page.contains(&include_str!("src/group.rs").replace("pub fn", "fn")));
}
