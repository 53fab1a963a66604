//! What to measure.

use lexopt::{Arg, Parser, ValueExt as _};

pub const USAGE: &str = "\
usage: login_time [--statistics [options]]

  --statistics     instead of medians, tests whether the times of two kinds can be told apart, at rest and under load
  --samples N      of each kind (500)
  --accounts URL   asks a running example `accounts` instead of the logins of this program; start it with
                   --sample-customers --login-quantum 1 --tries-per-minute 1000000 --wrong-passwords 1000000
                   (for a locked user instead of a wrong password, with --wrong-passwords 1)
";

pub struct Statistics {
    pub samples: usize,
    pub accounts: Option<String>,
}

/// Nothing for the medians.
pub fn parse() -> Result<Option<Statistics>, lexopt::Error> {
    let mut wanted = false;
    let mut statistics = Statistics {
        samples: 500,
        accounts: None,
    };
    let mut arguments = Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("statistics") => wanted = true,
            Arg::Long("samples") => statistics.samples = arguments.value()?.parse()?,
            Arg::Long("accounts") => statistics.accounts = Some(arguments.value()?.string()?),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(wanted.then_some(statistics))
}
