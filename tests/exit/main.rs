//! A program whose `main` fails: what its log, its standard error and its supervisor learn.

use serde_json::Value;
use std::process::Command;

/// What a program has said at its end.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    records: Vec<Value>,
    stderr: Vec<String>,
}

fn run(log: &str, part: &str) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_secure-error-tests-exit"))
        .args([log, part])
        .env_remove("RUST_LOG")
        .output()
        .unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    Ended {
        code: output.status.code(),
        records: stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        stderr: stderr.lines().map(str::to_owned).collect(),
    }
}

const LOGGED: &str = "the log has the cause, under the target secure_error";
const PRINTED: &str = "the cause is in the record above, which no log has taken";

#[test]
fn a_main_that_fails_leaves_one_record_and_prints_its_public_view() {
    for part in ["port", "own port", "async"] {
        let ended = run("log info", part);
        assert_eq!(ended.code, Some(70), "{ended:?}");
        assert_eq!(
            ended.stderr,
            [format!("error: An internal error occurred (INTERNAL_ERROR); {LOGGED}")]
        );
        let [record] = ended.records.as_slice() else {
            panic!("{ended:#?}")
        };
        assert_eq!(record["level"], "ERROR");
        assert_eq!(record["fields"]["message"], "request failed");
        let message = record["fields"]["exception.message"].as_str().unwrap();
        assert!(message.contains("Address already in use"), "{message}");
    }
}

#[test]
fn where_no_log_takes_the_record_it_is_on_standard_error() {
    for log in ["none", "log off", "log my_app=debug"] {
        let ended = run(log, "port");
        let [record, line] = ended.stderr.as_slice() else {
            panic!("{ended:#?}")
        };
        assert!(ended.records.is_empty());
        let record: Value = serde_json::from_str(record).unwrap();
        assert_eq!(record["error"]["code"], "INTERNAL_ERROR");
        let message = record["error"]["message"].as_str().unwrap();
        assert!(message.contains("Address already in use"), "{message}");
        assert_eq!(
            *line,
            format!("error: An internal error occurred (INTERNAL_ERROR); {PRINTED}")
        );
    }
}

#[test]
fn sealed_fields_are_in_neither_the_record_nor_on_standard_error() {
    for log in ["none", "log info"] {
        let ended = run(log, "transient");
        let said = format!("{ended:?}");
        assert!(said.contains("the database postgres://10.0.0.5 is away"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

#[test]
fn the_level_is_error_unless_the_error_states_another() {
    for (part, level) in [("denied", "ERROR"), ("option", "ERROR"), ("not found", "WARN")] {
        assert_eq!(run("log debug", part).records[0]["level"], level, "{part}");
    }
}

#[test]
fn the_exit_code_follows_from_the_error() {
    for (part, code) in [
        ("nothing", 0),
        ("not found", 66),
        ("option", 65),
        ("denied", 77),
        ("boxed", 77),
        ("transient", 75),
        ("trapped", 70),
    ] {
        let ended = run("log info", part);
        assert_eq!(ended.code, Some(code), "{part}");
        let failures = usize::from(code != 0);
        assert_eq!(
            (ended.records.len(), ended.stderr.len()),
            (failures, failures),
            "{ended:?}"
        );
    }
}

#[test]
fn a_main_that_panics_ends_as_ever_with_its_record_from_the_hook() {
    let ended = run("log info", "panic");
    // The hook has logged it; the guard then went out of scope while the thread unwound.
    assert_eq!((ended.code, ended.records.len()), (Some(101), 1), "{ended:?}");
    assert!(ended.stderr.is_empty(), "{ended:?}");
}
