//! Clients that others wrote, in `clients/`: programs in Python and JavaScript, which print JSON.
//!
//! They are installed below the target directory, once, from the versions in `requirements.txt` and `package-lock.json`. That
//! needs `python3` with `venv`, `node` and `npm`, and their registries; without them the test fails.

use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a program, which talks to a server of this process, and returns what it printed. The thread waits.
#[track_caller]
pub fn run(program: &str, port: u16, asked: &Value) -> Value {
    let mut command = if program.ends_with(".py") {
        let mut python = Command::new(python().join("bin/python"));
        python.arg(source(program));
        python
    } else {
        let mut node = Command::new("node");
        node.arg(node_modules().join(program));
        node
    };
    command.arg(port.to_string()).arg(asked.to_string());
    let out = done(&mut command);
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error} in {out}"))
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(name)
}

fn python() -> PathBuf {
    installed("python", &["requirements.txt"], |home| {
        done(Command::new("python3").args(["-m", "venv"]).arg(home));
        let mut pip = Command::new(home.join("bin/pip"));
        let quiet = ["install", "--quiet", "--disable-pip-version-check", "--requirement"];
        done(pip.args(quiet).arg(source("requirements.txt")));
    })
}

/// node looks for modules beside the program.
fn node_modules() -> PathBuf {
    let files = ["package.json", "package-lock.json", "apollo.mjs", "graphql_ws.mjs"];
    installed("node", &files, |home| {
        for file in files {
            fs::copy(source(file), home.join(file)).unwrap();
        }
        let quiet = ["ci", "--silent", "--no-audit", "--no-fund"];
        done(Command::new("npm").args(quiet).current_dir(home));
    })
}

/// The directory where something is installed, as these files say. Other tests wait for it.
fn installed(name: &str, files: &[&str], install: impl FnOnce(&Path)) -> PathBuf {
    let program = std::env::current_exe().unwrap();
    // `target/debug/deps/test`
    let home = program.ancestors().nth(3).unwrap().join("clients").join(name);
    fs::create_dir_all(&home).unwrap();
    let lock = File::create(home.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    let wanted: String = files
        .iter()
        .map(|file| fs::read_to_string(source(file)).unwrap())
        .collect();
    let marker = home.join("installed.txt");
    if fs::read_to_string(&marker).is_ok_and(|found| found == wanted) {
        return home;
    }
    fs::remove_dir_all(&home).unwrap();
    fs::create_dir(&home).unwrap();
    install(&home);
    fs::write(marker, wanted).unwrap();
    home
}

/// What a program printed.
#[track_caller]
fn done(command: &mut Command) -> String {
    let out = command.output().unwrap_or_else(|error| {
        panic!("{command:?} cannot be run: {error}. The clients need python3 with venv, node and npm: see `tests/README.md`")
    });
    let [printed, said] = [out.stdout, out.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(out.status.success(), "{command:?} has failed: {}\n{said}", out.status);
    printed
}
