//! `tests/README.md` is true: every test that it names exists, and every requirement that holds by default has a row. And
//! the name of every test is short enough to be read.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The requirements that hold by default.
const BY_DEFAULT: &str = "A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 B1 B2 B3 B4 B5 B6 B8 B10 B12 B17 C1 C2 C3 C4 C5 C8 C9 C10 C11 \
     C12 C13 C14 D1 D2 D3 D4 D5 D6 D8 D9 D12 E1 E2 E5 E6 E7 E8 F1 F6 G1 G2 G3 G4 G5 G6 G7 H1 H2 H3 H5 I1 J1 J2 J4";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The names of all tests of this workspace: functions below a `#[test]` or `#[tokio::test]`, or in `proptest!`.
fn tests() -> HashSet<String> {
    let mut files = Vec::new();
    for folder in ["tests", "secure-error", "secure-error-derive", "secure-error-rules"] {
        rust_files(&workspace().join(folder), &mut files);
    }
    let mut names = HashSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let mut lines = text.lines().map(str::trim);
        while let Some(line) = lines.next() {
            if line != "#[test]" && !line.starts_with("#[tokio::test") {
                continue;
            }
            let head = lines.by_ref().find(|line| line.contains("fn ")).unwrap_or_default();
            let name = head.split("fn ").nth(1).unwrap_or_default();
            names.insert(name.split(['(', '<']).next().unwrap_or_default().to_owned());
        }
    }
    names
}

struct Row {
    first: String,
    named: Vec<String>,
    text: String,
}

fn rows() -> Vec<Row> {
    let page = fs::read_to_string(workspace().join("tests/README.md")).unwrap();
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| `"));
    rows.map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let last = cells.last().unwrap();
        Row {
            first: cells[0].to_owned(),
            named: last.split('`').skip(1).step_by(2).map(str::to_owned).collect(),
            text: (*last).to_owned(),
        }
    })
    .collect()
}

#[test]
fn every_test_that_the_page_names_exists() {
    let tests = tests();
    assert!(tests.len() > 400, "{}", tests.len());
    let missing: Vec<_> = rows()
        .into_iter()
        .flat_map(|row| row.named)
        .filter(|name| {
            let is_case = name.ends_with(".rs") && workspace().join("tests/ui/fail").join(name).is_file();
            let is_suite = workspace().join("tests").join(name).is_dir();
            // What is no name of a test is a word of the reason.
            let is_name = name.ends_with(".rs")
                || name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            let is_lint = ["unused_must_use", "unsafe_code", "unwrap", "expect"].contains(&name.as_str());
            is_name && !is_lint && !is_case && !is_suite && !tests.contains(name)
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_requirement_that_holds_by_default_has_a_test_or_a_reason() {
    let rows = rows();
    for id in BY_DEFAULT.split_whitespace() {
        let row = rows
            .iter()
            .find(|row| row.first == id)
            .unwrap_or_else(|| panic!("no row for {id}"));
        assert!(row.text.len() > 10, "nothing is said about {id}");
    }
}

#[test]
fn the_name_of_every_test_has_less_than_70_letters() {
    let long: Vec<_> = tests().into_iter().filter(|name| name.len() >= 70).collect();
    assert!(long.is_empty(), "say the rule in fewer words: {long:#?}");
}
