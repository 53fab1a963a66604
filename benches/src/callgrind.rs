//! Instructions as counted by `valgrind --tool=callgrind`: nearly the same in every run, on a busy machine too.

use std::process::Command;
use std::{env, io};

/// Two runs that differ in this alone also differ in nothing else, so starting the program does not count.
const FEW: u32 = 100;
const MANY: u32 = 1_100;

/// What this program is to do.
enum Task {
    /// Inside valgrind: this case, so many times.
    Run {
        /// How often.
        rounds: u32,
        /// The name of the case.
        name: String,
    },
    /// What `cargo bench` asks for.
    Count,
    /// What `cargo test --all-targets` asks for.
    Nothing,
}

impl Task {
    /// Reads the command line.
    fn from_arguments() -> Self {
        let arguments: Vec<String> = env::args().skip(1).collect();
        match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["--rounds", rounds, name] => Self::Run {
                rounds: rounds.parse().unwrap_or_default(),
                name: (*name).to_owned(),
            },
            arguments if arguments.contains(&"--bench") => Self::Count,
            _ => Self::Nothing,
        }
    }
}

/// The `main` of a program that counts: it runs a case inside valgrind, or prints a table of all.
pub fn main(run: impl FnOnce(u32, &str), table: impl FnOnce() -> io::Result<()>) {
    match Task::from_arguments() {
        Task::Run { rounds, name } => run(rounds, &name),
        Task::Count => {
            if let Err(error) = table() {
                println!("no instruction counts: {error} (is valgrind installed?)");
            }
        }
        Task::Nothing => {}
    }
}

/// The instructions of one round of a case, by running this program in valgrind.
///
/// # Errors
///
/// When there is no valgrind.
pub fn count(name: &str) -> io::Result<f64> {
    Ok((all(name, MANY)? - all(name, FEW)?) / f64::from(MANY - FEW))
}

/// The instructions of this many rounds and of starting the program.
fn all(name: &str, rounds: u32) -> io::Result<f64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe()?)
        .args(["--rounds", &rounds.to_string(), name])
        .output()?;
    String::from_utf8_lossy(&output.stderr)
        .lines()
        .find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
        .ok_or_else(|| io::Error::other("callgrind did not count"))
}
