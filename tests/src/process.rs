//! Tests that change what belongs to a whole process, such as its panic hook.

use std::process::Command;

/// Runs an ignored test of this program in a process of its own.
#[track_caller]
pub fn alone(test: &str) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let [out, err] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    assert!(output.status.success() && out.contains("1 passed"), "{out}{err}");
}
