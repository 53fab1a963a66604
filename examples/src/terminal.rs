//! Text in columns, as wide as the terminal.

use std::env;
use std::io::{self, IsTerminal, Write};
use textwrap::{Options, WordSplitter};

const BETWEEN: &str = " │ ";

/// What `COLUMNS` says, else what the terminal says, else 120.
pub fn width() -> usize {
    let wanted = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let real = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    wanted.or_else(real).unwrap_or(120).max(40)
}

pub fn bold(text: &str) -> String {
    let plain = env::var_os("NO_COLOR").is_some() || !io::stdout().is_terminal();
    if plain {
        text.to_owned()
    } else {
        format!("\x1b[1m{text}\x1b[0m")
    }
}

/// A line of text. A closed pipe, as behind `| head`, is not a failure.
pub fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// The first line is a headline.
pub fn print(lines: &[String]) {
    for (number, line) in wrap(lines, width()).iter().enumerate() {
        say(&if number == 0 { bold(line) } else { line.clone() });
    }
    say("");
}

/// The first line of each side is a headline.
pub fn print_side_by_side(left: &[String], right: &[String]) {
    let room = width() - BETWEEN.chars().count();
    let column = room.div_ceil(2);
    let (left, right) = (wrap(left, column), wrap(right, room - column));
    for number in 0..left.len().max(right.len()) {
        let line = |side: &[String]| side.get(number).cloned().unwrap_or_default();
        let row = format!("{:<column$}{BETWEEN}{}", line(&left), line(&right));
        let row = row.trim_end();
        say(&if number == 0 { bold(row) } else { row.to_owned() });
    }
    say("");
}

/// Lines that are too long go on two spaces further in.
fn wrap(lines: &[String], width: usize) -> Vec<String> {
    let wrapped = lines.iter().flat_map(|line| {
        let indent = line.len() - line.trim_start().len() + 2;
        let indent = " ".repeat(indent);
        let options = Options::new(width)
            .subsequent_indent(&indent)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::wrap(line, options)
            .into_iter()
            .map(String::from)
            .collect::<Vec<_>>()
    });
    wrapped.collect()
}
