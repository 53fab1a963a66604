//! The first lock: nothing without debug assertions compiles with the feature, and without it there is no trace of it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// `cargo check` of the library as a program would build it for a release, in a folder of its own.
fn check_a_release_with(feature: &str) -> (Output, PathBuf) {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../secure-error/Cargo.toml");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("release");
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "check",
            "--release",
            "--quiet",
            "--color",
            "never",
            "--features",
            feature,
        ])
        .arg("--manifest-path")
        .arg(manifest)
        .arg("--target-dir")
        .arg(&target)
        .env_remove("CARGO_BUILD_TARGET")
        .output()
        .unwrap();
    (output, target.join("release/deps"))
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_release_with_the_feature_does_not_compile_and_one_without_has_no_trace_of_it() {
    let (with, _) = check_a_release_with("dev-details");
    let stderr = String::from_utf8_lossy(&with.stderr);
    assert!(!with.status.success(), "{stderr}");
    let errors: Vec<&str> = stderr.lines().filter(|line| line.starts_with("error")).collect();
    assert_eq!(errors.len(), 2, "{stderr}");
    assert!(
        errors[0].contains("`dev-details` of secure-error shows internal reports to clients"),
        "{stderr}"
    );
    assert!(errors[1].contains("could not compile `secure-error`"), "{stderr}");

    let (without, deps) = check_a_release_with("tower");
    assert!(without.status.success(), "{}", String::from_utf8_lossy(&without.stderr));
    let files = fs::read_dir(deps).unwrap().map(|entry| entry.unwrap().path());
    let ours = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("libsecure_error-") && name.ends_with(".rmeta")
    };
    let libraries: Vec<Vec<u8>> = files.filter(ours).map(|path| fs::read(path).unwrap()).collect();
    assert!(!libraries.is_empty());
    for library in libraries {
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
}
