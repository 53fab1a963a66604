//! A process of its own for each part, and what came out of it.

use crate::parts;
use crate::sink;
use secure_error::PanicHook;
use serde_json::Value;
use std::process::{Command, ExitStatus};

const PART: &str = "SECURE_ERROR_PANICS_TEST_PART";
const HOOK: &str = "SECURE_ERROR_PANICS_TEST_HOOK";

/// What a process has said.
#[derive(Debug)]
pub struct Heard {
    /// The records of the library, in the log on standard output.
    pub records: Vec<Value>,
    pub stderr: String,
    /// The places at which the part has panicked, in its own words.
    pub places: Vec<String>,
    /// How many threads write the records of panics, if the part has counted them.
    pub writers: Option<usize>,
    /// Status and id of the answers that clients got.
    pub answers: Vec<(u16, String)>,
    pub status: ExitStatus,
}

impl Heard {
    /// The only record, and that it has the place of the only panic.
    #[track_caller]
    pub fn one(&self) -> &Value {
        assert_eq!((self.records.len(), self.places.len()), (1, 1), "{self:#?}");
        assert_eq!(self.records[0]["fields"]["location"], self.places[0].as_str());
        &self.records[0]["fields"]
    }

    #[track_caller]
    pub fn assert_silent(&self) {
        assert_eq!(self.stderr, "", "{self:#?}");
    }

    /// What the records say, sorted.
    pub fn messages(&self) -> Vec<&str> {
        let messages = self.records.iter().map(|it| &it["fields"]["exception.message"]);
        let mut messages: Vec<&str> = messages.map(|it| it.as_str().unwrap()).collect();
        messages.sort_unstable();
        messages
    }
}

/// Lets a child play a part; `hook` says how it installs ours.
pub fn play(hook: &str, part: &str) -> Heard {
    play_with(hook, part, "0")
}

pub fn play_with(hook: &str, part: &str, backtrace: &str) -> Heard {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "child::the_child_plays_its_part",
            "--exact",
            "--nocapture",
            "--test-threads=1",
        ])
        .envs([(PART, part), (HOOK, hook), ("RUST_BACKTRACE", backtrace)])
        .env_remove("RUST_LIB_BACKTRACE");
    let output = command.output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let log: Vec<&str> = stdout.lines().filter(|line| line.starts_with('{')).collect();
    let places = stdout.lines().filter_map(|line| line.strip_prefix("panics at "));
    let answers = stdout
        .lines()
        .filter_map(|line| line.strip_prefix("answers ")?.split_once(' '));
    Heard {
        answers: answers
            .map(|(status, id)| (status.parse().unwrap(), id.to_owned()))
            .collect(),
        records: sink::records(&log.join("\n")),
        writers: stdout
            .lines()
            .find_map(|line| line.strip_prefix("writers ")?.parse().ok()),
        stderr: String::from_utf8(output.stderr).unwrap(),
        places: places.map(str::to_owned).collect(),
        status: output.status,
    }
}

/// Not a test of its own: the parts that the tests let a child play.
#[test]
fn the_child_plays_its_part() {
    let (Ok(part), Ok(hook)) = (std::env::var(PART), std::env::var(HOOK)) else {
        return;
    };
    // The harness has begun a line.
    println!();
    match hook.as_str() {
        "none" => {}
        "beside" => PanicHook::install(),
        "quiet" => PanicHook::install_quiet(),
        "beside, then quiet, twice" => {
            PanicHook::install();
            PanicHook::install_quiet();
            PanicHook::install_quiet();
        }
        "quiet, then beside" => {
            PanicHook::install_quiet();
            PanicHook::install();
        }
        "beside, twice" => {
            PanicHook::install();
            PanicHook::install();
        }
        "previous, then beside" => {
            previous();
            PanicHook::install();
        }
        "previous, then quiet" => {
            previous();
            PanicHook::install_quiet();
        }
        other => panic!("no way to install a hook: {other}"),
    }
    parts::play(&part);
}

/// A hook that says that it was called, and by whose panic.
fn previous() {
    std::panic::set_hook(Box::new(|info| {
        let payload = info.payload().downcast_ref::<&str>().copied().unwrap_or("no constant");
        eprintln!("previous hook: {payload}");
    }));
}
