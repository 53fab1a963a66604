//! The load test itself: it passes with the layer, and would notice if there were none.

#![cfg(target_os = "linux")]

use std::process::{Command, Output};

fn load(stack: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_load"))
        .args(["--seconds", "1", "--connections", "16", "--stack", stack])
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn with_the_layer_nothing_is_wrong() {
    let output = load("secure-error");
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("nothing was wrong"));
}

#[test]
fn without_the_layer_secrets_show_and_panics_have_no_answer() {
    let output = load("bare");
    let said = said(&output);
    assert!(!output.status.success(), "{said}");
    for wrong in [
        "an answer shows a planted secret",
        "an answer has no id, or several",
        "a connection was lost instead of an answer",
    ] {
        assert!(said.contains(wrong), "{wrong}: {said}");
    }
}

#[test]
fn what_is_no_command_is_said_on_standard_error() {
    let output = load("none");
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains("tower-http"));
}
