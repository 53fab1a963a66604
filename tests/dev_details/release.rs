//! The first lock: nothing without debug assertions compiles with the feature, and without it there is no trace of it.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// `cargo check` of the library as a program would build it for a release, in a folder of its own.
fn check_a_release_with(feature: &str) -> Output {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../secure-error/Cargo.toml");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("release");
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--release", "--quiet", "--color", "never"])
        .args(["--message-format", "json-render-diagnostics", "--features", feature])
        .arg("--manifest-path")
        .arg(manifest)
        .arg("--target-dir")
        .arg(target)
        .output()
        .unwrap()
}

/// The library that a check has made, by what cargo says about it.
fn library(check: &Output) -> Vec<u8> {
    let messages = check
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let messages = messages.map(|line| serde_json::from_slice::<Value>(line).unwrap());
    let ours = |message: &Value| message["target"]["name"] == "secure_error" && message["filenames"].is_array();
    let message = messages.into_iter().find(ours).unwrap();
    let files = message["filenames"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| PathBuf::from(file.as_str().unwrap()));
    let metadata = files
        .into_iter()
        .find(|file| file.extension().is_some_and(|it| it == "rmeta"));
    fs::read(metadata.unwrap()).unwrap()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_release_with_the_feature_fails_to_compile_and_without_has_no_trace() {
    let with = check_a_release_with("dev-details");
    let stderr = String::from_utf8_lossy(&with.stderr);
    assert!(!with.status.success(), "{stderr}");
    let errors: Vec<&str> = stderr.lines().filter(|line| line.starts_with("error")).collect();
    assert_eq!(errors.len(), 2, "{stderr}");
    assert!(
        errors[0].contains("`dev-details` of secure-error shows internal reports to clients"),
        "{stderr}"
    );
    assert!(errors[1].contains("could not compile `secure-error`"), "{stderr}");

    let without = check_a_release_with("tower");
    assert!(without.status.success(), "{}", String::from_utf8_lossy(&without.stderr));
    let library = library(&without);
    assert!(
        contains(&library, "trust_incoming_request_id"),
        "names can be searched for"
    );
    // The compiler keeps the names of items that a feature leaves out, for its diagnostics, but nothing in them.
    for trace in [
        "for_local_development",
        "x-secure-error-development",
        "development details are not shown",
    ] {
        assert!(!contains(&library, trace), "{trace}");
    }
}
