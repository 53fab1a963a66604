//! With `panic = "abort"` nothing is caught. What remains is the record.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

const NEEDLE: &str = "hunter2";

static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let build = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--profile", "aborting"])
        .args(["--package", "secure-error-tests-aborting", "--target-dir"])
        .arg(target)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .status();
    assert!(build.unwrap().success());
    target
        .join("aborting")
        .join(format!("aborting{}", std::env::consts::EXE_SUFFIX))
});

/// What the program writes until it ends, and that it does not end well.
fn standard_error(hook: &str, place: &str) -> String {
    let output = Command::new(&*PROGRAM)
        .args([hook, place])
        .env("RUST_BACKTRACE", "0")
        .output();
    let output = output.unwrap();
    assert!(!output.status.success(), "{output:?}");
    assert_eq!(output.stdout, b"", "nothing goes on after a panic");
    String::from_utf8(output.stderr).unwrap()
}

#[track_caller]
fn assert_record(line: &str, request_id: Option<&str>) {
    let record: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"));
    let error = &record["error"];
    assert_eq!(error["type"], "Panic", "{line}");
    assert_eq!(error["message"], "cannot reach admin:hunter2\\nERROR forged");
    assert!(
        error["location"]
            .as_str()
            .unwrap()
            .starts_with("tests/aborting/src/main.rs:"),
        "{line}"
    );
    assert_eq!(error["request_id"].as_str(), request_id);
}

#[test]
fn without_the_hook_the_payload_is_printed_and_there_is_no_record() {
    for place in ["main", "request"] {
        let stderr = standard_error("none", place);
        assert!(
            stderr.contains(NEEDLE) && !stderr.contains(r#""type":"Panic""#),
            "{stderr}"
        );
    }
}

#[test]
fn the_quiet_hook_logs_every_panic_before_the_end_and_prints_nothing() {
    for (place, id) in [
        ("main", None),
        ("thread", None),
        ("request", Some("request-7")),
        ("display", None),
    ] {
        let stderr = standard_error("quiet", place);
        assert_eq!(stderr.lines().count(), 1, "{place}: {stderr}");
        assert_record(&stderr, id);
    }
}

#[test]
fn the_hook_beside_the_previous_one_logs_every_panic_too() {
    for (place, id) in [("main", None), ("request", Some("request-7"))] {
        let stderr = standard_error("beside", place);
        let (record, previous) = stderr.split_once('\n').unwrap();
        assert_record(record, id);
        assert_eq!(previous.matches(NEEDLE).count(), 1, "{stderr}");
    }
}
