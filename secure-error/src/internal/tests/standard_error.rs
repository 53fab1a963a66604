//! The sink without `tracing`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests may panic and print")]

use super::{Share, TargetText};
use crate::error::SecureError;
use crate::internal::fixtures::busy;
use crate::request::RequestId;
use crate::request::scope::{self, RequestScope};
use crate::request::target::Target;
use http::Method;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

fn line(share: Share) -> String {
    let snapshot = super::Snapshot::within(share, &busy().report());
    let target = TargetText::of_sent(None);
    String::from_utf8(super::line(&snapshot, &target, UNIX_EPOCH)).unwrap()
}

#[test]
fn the_record_is_one_line_of_json_with_a_time() {
    let line = line(Share::Full { compacted: 0 });
    assert!(line.starts_with(r#"{"timestamp":"1970-01-01T00:00:00.000Z","level":"error","target":"secure_error","message":"request failed","error":{"type":"AccountError::Busy","message":"ledger of account 42 is locked","status":503,"code":"SERVICE_UNAVAILABLE","fingerprint":"SERVICE_UNAVAILABLE:AccountError::Busy","#));
    assert_eq!(line.find('\n'), Some(line.len() - 1));
    assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok());
}

#[test]
fn a_compact_record_has_all_that_is_constant_and_nothing_else() {
    assert_eq!(
        line(Share::Compact),
        concat!(
            r#"{"timestamp":"1970-01-01T00:00:00.000Z","level":"error","target":"secure_error","message":"request failed","#,
            r#""error":{"type":"AccountError::Busy","status":503,"code":"SERVICE_UNAVAILABLE","#,
            r#""fingerprint":"SERVICE_UNAVAILABLE:AccountError::Busy","level":"error","#,
            r#""retry":"transient","alert":true,"event":"sys_crash","compact":true}}"#,
            "\n"
        )
    );
}

#[test]
fn a_record_says_what_the_request_asks_for() {
    let scope = RequestScope::new(RequestId::generate(), None, None);
    let scope = Arc::new(scope.asking_for(Target::new(&Method::PUT, "/a/7")));
    let line = || scope::within(&scope, || line(Share::Full { compacted: 0 }));
    let unrouted = line();
    assert!(
        unrouted.contains(r#""http.request.method":"PUT","url.path":"/a/7","error":{"#),
        "{unrouted}"
    );
    scope.target().set_route("/a/{id}");
    let routed = line();
    assert!(
        routed.contains(r#""http.request.method":"PUT","http.route":"/a/{id}","error":{"#),
        "{routed}"
    );
}

#[test]
fn a_full_record_tells_how_many_were_compact() {
    assert!(line(Share::Full { compacted: 7 }).ends_with(",\"compacted\":7}}\n"));
    assert!(!line(Share::Full { compacted: 0 }).contains("compact"));
    let exposed = serde_json::to_value(busy().report().expose_internal()).unwrap();
    assert!(exposed.get("compact").is_none() && exposed.get("compacted").is_none());
}

#[test]
fn a_record_takes_its_share_of_the_budget() {
    let taken = std::cell::Cell::new(false);
    super::Pending::within(&busy().report(), || {
        taken.set(true);
        Share::Compact
    });
    assert!(taken.get());
}

const CHILD: &str = "SECURE_ERROR_LOG_TEST_CHILD";

/// Not a test of its own: what the test below lets a child do.
#[test]
fn the_child_logs_and_answers() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    for _ in 0..1_000 {
        busy().report().log();
    }
    let answer: http::Response<Vec<u8>> = crate::respond(&busy());
    println!("{} {}", answer.status(), String::from_utf8(answer.into_body()).unwrap());
}

#[test]
fn standard_error_that_is_closed_or_full_costs_no_answer() {
    let child = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "internal::log::tests::the_child_logs_and_answers",
            "--nocapture",
        ]);
        command.env(CHILD, "1").stdout(Stdio::piped());
        command
    };
    let answered = |output: &[u8]| String::from_utf8_lossy(output).contains("503 Service Unavailable {\"type\"");

    let output = child().stderr(Stdio::piped()).output().unwrap();
    assert!(answered(&output.stdout), "{output:?}");
    let log = String::from_utf8(output.stderr).unwrap();
    let of_target = |target: &str| {
        let target = format!("\"target\":\"{target}\"");
        log.lines().filter(|line| line.contains(&target)).collect::<Vec<_>>()
    };
    let records = of_target("secure_error");
    assert_eq!(
        (records.len(), of_target("security").len()),
        (1_001, 1_001),
        "none is dropped"
    );
    let full = records
        .iter()
        .filter(|line| line.contains("ledger of account 42"))
        .count();
    assert!(
        full >= 1_000,
        "as many as a security event has in its first second: {full}"
    );

    let mut running = child().stderr(Stdio::piped()).spawn().unwrap();
    drop(running.stderr.take());
    assert!(answered(&running.wait_with_output().unwrap().stdout));

    // Always full, where there is such a device.
    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        let output = child().stderr(full).output().unwrap();
        assert!(answered(&output.stdout), "{output:?}");
    }
}
