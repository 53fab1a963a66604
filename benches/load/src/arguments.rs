//! The command line.

use crate::compare::Compare;
use crate::load::Load;
use crate::service::{Routes, Serve, Stack};
use lexopt::{Arg, Error, Parser, ValueExt as _};
use std::time::Duration;

/// What it says when it is asked.
pub const HELP: &str = "\
load [--seconds N] [--connections N] [--stack NAME]
    Drives a service at full speed and judges every answer and record. Fails if anything was wrong.

load compare [--rounds N] [--seconds N] [--connections N]
    Compares what SecureErrorLayer costs with what other layers cost, and with none.

Stacks: bare, empty, secure-error, tower-http, tower-http-logged";

/// What the program is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The load test.
    Load(Load),
    /// The comparison.
    Compare(Compare),
    /// To be the service; for the program itself.
    Serve(Serve),
    /// To print [`HELP`].
    Help,
}

/// Reads the command line.
///
/// # Errors
///
/// What cannot be understood.
pub fn parse(parser: Parser) -> Result<Command, Error> {
    let mut parser = parser;
    let mut load = Load {
        time: Duration::from_secs(60),
        connections: 64,
        stack: Stack::SecureError,
    };
    let mut compare = None;
    while let Some(argument) = parser.next()? {
        match (argument, &mut compare) {
            (Arg::Value(word), None) if word == "serve" => return serve(&mut parser),
            (Arg::Value(word), none @ None) if word == "compare" => {
                *none = Some(Compare {
                    rounds: 20,
                    time: Duration::from_secs(1),
                    connections: 16,
                });
            }
            (Arg::Short('h') | Arg::Long("help"), _) => return Ok(Command::Help),
            (Arg::Long("seconds"), None) => load.time = seconds(&mut parser)?,
            (Arg::Long("seconds"), Some(compare)) => compare.time = seconds(&mut parser)?,
            (Arg::Long("connections"), None) => load.connections = parser.value()?.parse()?,
            (Arg::Long("connections"), Some(compare)) => compare.connections = parser.value()?.parse()?,
            (Arg::Long("rounds"), Some(compare)) => compare.rounds = parser.value()?.parse()?,
            (Arg::Long("stack"), None) => load.stack = parser.value()?.parse()?,
            (argument, _) => return Err(argument.unexpected()),
        }
    }
    Ok(compare.map_or(Command::Load(load), Command::Compare))
}

fn seconds(parser: &mut Parser) -> Result<Duration, Error> {
    let seconds = parser.value()?.parse()?;
    Duration::try_from_secs_f32(seconds).map_err(|error| Error::Custom(error.into()))
}

/// As `Child::start` writes it: stack, routes, threads and file.
fn serve(parser: &mut Parser) -> Result<Command, Error> {
    let stack = parser.value()?.parse()?;
    let routes = match parser.value()?.string()?.as_str() {
        "mixed" => Routes::Mixed,
        "plain" => Routes::Plain,
        other => return Err(format!("no such routes: {other}").into()),
    };
    let threads = parser.value()?.parse()?;
    let log = parser.value()?.into();
    Ok(Command::Serve(Serve {
        stack,
        routes,
        threads,
        log,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, Error> {
        parse(Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn options_are_those_of_the_command_before_them() {
        let Command::Load(load) = parsed("--seconds 0.5 --stack bare").unwrap() else {
            panic!("that is a load test");
        };
        assert_eq!((load.time, load.stack), (Duration::from_millis(500), Stack::Bare));
        let Command::Compare(compare) = parsed("compare --rounds 3 --seconds 2").unwrap() else {
            panic!("that is a comparison");
        };
        assert_eq!((compare.rounds, compare.time), (3, Duration::from_secs(2)));
        assert_eq!(parsed("--help").unwrap(), Command::Help);
    }

    #[test]
    fn what_cannot_be_understood_is_an_error() {
        for line in [
            "--seconds",
            "--seconds -1",
            "--stack none",
            "--rounds 3",
            "compare --stack bare",
            "compare compare",
            "serve bare some 1 log",
            "x",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
