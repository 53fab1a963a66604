//! Every mistake has one error on the right token that says what to write instead; what is right compiles.
//!
//! `fail/` has a directory a rule. `TRYBUILD=overwrite` rewrites the expected output; read the diff.

use std::process::Command;

/// The compiler whose words are in `fail/`. Our own messages are the same with any other; the lines around them and the
/// errors about traits are not.
const EXPECTED_COMPILER: &str = "rustc 1.95.";

fn is_expected_compiler() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().expect("rustc runs");
    String::from_utf8_lossy(&version.stdout).starts_with(EXPECTED_COMPILER)
}

#[test]
fn every_mistake_is_a_compile_error_that_says_what_to_write() {
    if is_expected_compiler() {
        trybuild::TestCases::new().compile_fail("ui/fail/*/*.rs");
    } else {
        eprintln!("skipped: the expected messages are those of {EXPECTED_COMPILER}x");
    }
}

#[test]
fn what_the_rules_allow_compiles() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}
