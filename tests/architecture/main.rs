//! The two channels are two wings of the source tree, and no door leads from the public one to the internal one.

mod coverage;

use std::fs;
use std::path::{Path, PathBuf};

/// Every folder of the library, from the ground up, with what it may name beside itself and the ground.
const FLOORS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("request", &["text"]),
    ("public", &[]),
    ("explain", &["public"]),
    ("internal", &["public"]),
    ("render", &["public"]),
    ("panics", &["internal", "public"]),
    ("error", &["explain", "internal", "public"]),
    ("testing", &["error", "internal", "public"]),
    ("work", &["error", "internal", "panics", "public"]),
    ("boundary", &["error", "internal", "panics", "public", "render"]),
    (
        "frameworks",
        &[
            "boundary", "error", "explain", "internal", "panics", "public", "render", "work",
        ],
    ),
];

/// What both wings stand on.
const GROUND: &[&str] = &["request", "text"];

/// The folders whose output clients see: they never name the internal wing.
const PUBLIC_WINGS: &[&str] = &["explain", "public", "render"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("tests") || path.ends_with("tests.rs") {
            // Tests may look at anything.
        } else if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn library() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../secure-error/src")
}

/// The modules of this crate that a source names: the first segment behind `crate::`, also inside `crate::{a, b}`.
fn modules_named(source: &str) -> Vec<String> {
    let code: String = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
        // A macro names what its caller may name.
        .replace("$crate::", "");
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for char in group.chars() {
                match char {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => names.push(std::mem::take(&mut word)),
                    _ if depth == 0 && !char.is_whitespace() => word.push(char),
                    _ => {}
                }
            }
            names.push(word);
        } else {
            names.push(
                rest.chars()
                    .take_while(|char| char.is_alphanumeric() || *char == '_')
                    .collect(),
            );
        }
    }
    names
        .iter()
        .map(|name| name.split("::").next().unwrap_or_default().to_owned())
        .collect()
}

/// What a file names outside its own folder: modules of the crate, and what it reaches through `super::`.
fn named_outside(file: &Path, wing: &Path) -> Vec<String> {
    let source = fs::read_to_string(file).unwrap();
    // Tests at the end of a file may look at anything.
    let code = source.split("#[cfg(test)]").next().unwrap();
    let mut names = modules_named(code);
    // `super` in a file of the wing's own folder is the wing or the crate; each further folder allows one more.
    let depth = file.strip_prefix(wing).unwrap().components().count();
    let is_root = file.file_name().is_some_and(|name| name == "mod.rs");
    let ladder = "super::".repeat(depth + usize::from(!is_root));
    assert!(
        !code.contains(&ladder),
        "{} leaves its folder through {ladder}",
        file.display()
    );
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn arrows_only_point_down() {
    let mut looked_at = 0;
    for (floor, below) in FLOORS {
        let folder = library().join(floor);
        for file in sources(&folder) {
            for module in named_outside(&file, &folder) {
                // The ground knows only what is listed, all others know the ground.
                let is_ground = GROUND.contains(&module.as_str()) && !GROUND.contains(floor);
                let allowed = module == *floor || below.contains(&module.as_str()) || is_ground;
                assert!(allowed, "{} names crate::{module}", file.display());
            }
            looked_at += 1;
        }
    }
    assert!(looked_at > 150, "the floors have moved");
}

#[test]
fn the_public_wing_never_names_the_internal_one() {
    for (floor, below) in FLOORS.iter().filter(|(floor, _)| PUBLIC_WINGS.contains(floor)) {
        let public = below
            .iter()
            .all(|name| PUBLIC_WINGS.contains(name) || GROUND.contains(name));
        assert!(public, "{floor} may name {below:?}");
    }
}

#[test]
fn every_module_of_the_library_lives_on_a_floor() {
    for entry in fs::read_dir(library()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = FLOORS.iter().any(|(floor, _)| *floor == name) || ["lib.rs", "private.rs"].contains(&name.as_str());
        assert!(known, "{name} is loose at the root");
    }
}

#[test]
fn the_search_would_find_a_forbidden_import() {
    assert_eq!(modules_named("use crate::internal::report::Report;"), ["internal"]);
    assert_eq!(
        modules_named("use crate::{public::Value, internal::{a, b}};"),
        ["public", "internal"]
    );
    assert_eq!(modules_named("let x = crate::fault::Fault::internal();"), ["fault"]);
    assert_eq!(modules_named("// crate::internal is far away"), [""; 0]);
}

#[test]
fn the_derive_expands_a_plan_and_reads_no_attributes() {
    let expand = Path::new(env!("CARGO_MANIFEST_DIR")).join("../secure-error-derive/src/expand");
    for file in sources(&expand) {
        // The fallback of a type that never became a plan is the exception.
        if file.ends_with("fallback.rs") {
            continue;
        }
        let source = fs::read_to_string(&file).unwrap();
        for module in modules_named(&source) {
            assert!(
                !["parse", "check", "model"].contains(&module.as_str()),
                "{} names crate::{module}",
                file.display()
            );
        }
    }
}
