//! Every mistake has one error on the right token that says what to write instead; what is right compiles.
//!
//! `fail/` has a directory a rule. `TRYBUILD=overwrite` rewrites the expected output; read the diff.

use std::env;
use std::process::Command;

/// The compilers that write what is in `fail/`, to the letter.
const TO_THE_LETTER: &[&str] = &["1.95", "1.96"];

/// The oldest compiler of the libraries. Of its output only the messages of the derive are expected; it words its own in
/// its own way.
const MESSAGES_ONLY: &str = "1.85";

/// `1.95`, and what `rustc --version` says as a whole.
fn compiler() -> (String, String) {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("rustc runs");
    let version = String::from_utf8(output.stdout).expect("a version is text");
    let number = version.split(' ').nth(1).expect("`rustc`, a space, a number");
    let minor: Vec<_> = number.split('.').take(2).collect();
    (minor.join("."), version.trim().to_owned())
}

#[test]
fn every_mistake_is_a_compile_error_that_says_what_to_write() {
    let (minor, version) = compiler();
    if TO_THE_LETTER.contains(&minor.as_str()) {
        cases();
    } else if minor == MESSAGES_ONLY {
        compare_messages();
    } else {
        panic!(
            "no output is expected of {version}; use one of {TO_THE_LETTER:?}, such as `RUSTC=$(.ci/rust 1.96)`, or compare \
             its output with that of one of them and add it to `TO_THE_LETTER`"
        );
    }
}

#[test]
#[ignore = "the test above runs it, or reads what it prints"]
fn cases() {
    trybuild::TestCases::new().compile_fail("fail/*/*.rs");
}

/// Runs `cases` in a process of its own, because `trybuild` prints what it found past the harness, and reads that.
fn compare_messages() {
    assert!(
        env::var_os("TRYBUILD").is_none(),
        "the output of {MESSAGES_ONLY} is not what is expected of the others"
    );
    let run = Command::new(env::current_exe().expect("a test is a program"))
        .args(["--ignored", "--exact", "cases"])
        .output()
        .expect("it runs again");
    let report = without_colours(&String::from_utf8_lossy(&run.stderr));
    let mut compared = 0;
    for case in report.split("test fail/").skip(1) {
        let (name, outcome) = case.split_once(" ... ").expect("`test`, a path, an outcome");
        if !outcome.starts_with("ok") {
            let (expected, actual) = outcome
                .strip_prefix("mismatch")
                .and_then(|outputs| outputs.split_once("ACTUAL OUTPUT:"))
                .unwrap_or_else(|| panic!("{name}: {outcome}"));
            assert_eq!(messages(expected), messages(actual), "{name}");
        }
        compared += 1;
    }
    assert!(compared > 190, "{compared} cases in:\n{report}");
}

/// The errors without a number: those of the derive.
fn messages(output: &str) -> Vec<&str> {
    output.lines().filter(|line| line.starts_with("error: ")).collect()
}

fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts
        .filter_map(|part| part.split_once('m'))
        .fold(first, |all, (_, text)| all + text)
}

#[test]
fn what_the_rules_allow_compiles() {
    trybuild::TestCases::new().pass("pass/*.rs");
}
