//! How many instructions it takes, as counted by `valgrind --tool=callgrind`: nearly the same in every run, on a busy
//! machine too. Without valgrind it says so and does nothing.

use secure_error_benches::callgrind;
use secure_error_benches::{ANSWERS, Case, PARTS};
use std::io;

fn main() {
    callgrind::main(run, table);
}

fn cases() -> impl Iterator<Item = &'static Case> {
    ANSWERS.iter().chain(PARTS)
}

fn run(rounds: u32, name: &str) {
    let Some(case) = cases().find(|case| case.name == name) else {
        return;
    };
    let _subscriber = case.subscriber();
    for _ in 0..rounds {
        (case.run)();
    }
}

fn table() -> io::Result<()> {
    println!("{:<25} {:>13} {:>8}", "", "instructions", "ratio");
    let mut first = None;
    for case in cases() {
        let each = callgrind::count(case.name)?;
        let ratio = each / *first.get_or_insert(each);
        println!("{:<25} {each:>13.0} {ratio:>7.2}x", case.name);
    }
    Ok(())
}
