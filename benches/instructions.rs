//! How many instructions it takes, as counted by `valgrind --tool=callgrind`: nearly the same in every run, on a busy
//! machine too. Without valgrind it says so and does nothing.

use std::process::Command;
use std::{env, io};

use secure_error_benches::{ANSWERS, Case, PARTS};

/// Two runs that differ in this alone also differ in nothing else, so starting the program does not count.
const FEW: u32 = 100;
const MANY: u32 = 1_100;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--rounds", rounds, name] => run(rounds, name),
        // What `cargo bench` says, unlike `cargo test --all-targets`.
        arguments if arguments.contains(&"--bench") => {
            if let Err(error) = table() {
                println!("no instruction counts: {error} (is valgrind installed?)");
            }
        }
        _ => {}
    }
}

fn cases() -> impl Iterator<Item = &'static Case> {
    ANSWERS.iter().chain(PARTS)
}

/// In valgrind.
fn run(rounds: &str, name: &str) {
    let Some(case) = cases().find(|case| case.name == name) else {
        return;
    };
    let _subscriber = case.subscriber();
    for _ in 0..rounds.parse().unwrap_or(0_u32) {
        (case.run)();
    }
}

fn table() -> io::Result<()> {
    println!("{:<25} {:>13} {:>8}", "", "instructions", "ratio");
    let mut first = None;
    for case in cases() {
        let each = (count(case, MANY)? - count(case, FEW)?) / f64::from(MANY - FEW);
        let ratio = each / *first.get_or_insert(each);
        println!("{:<25} {each:>13.0} {ratio:>7.2}x", case.name);
    }
    Ok(())
}

/// The instructions of this many rounds and of starting the program.
fn count(case: &Case, rounds: u32) -> io::Result<f64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe()?)
        .args(["--rounds", &rounds.to_string(), case.name])
        .output()?;
    String::from_utf8_lossy(&output.stderr)
        .lines()
        .find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
        .ok_or_else(|| io::Error::other("callgrind did not count"))
}
