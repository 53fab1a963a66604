//! What can be chosen at the start. Every value has a safe default, and none of them is read from the environment.

use lexopt::{Arg, Parser, ValueExt as _};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

pub const USAGE: &str = "\
usage: accounts [--demo] [options]

  --demo                    start the service, make every request itself, and show both sides
  --listen ADDRESS          where to listen (127.0.0.1:3000)
  --database FILE           the database (a new one in a temporary folder, with sample customers)
  --sample-customers        put alice, bob and the admin into the database
  --gateway URL             the payment gateway (a sandbox of its own)
  --fingerprint-key FILE    at least 32 bytes, so that fingerprints in the log can be compared between runs
  --login-quantum MS        logins are answered at multiples of this (500)
  --login-queue N           how many may wait until their password is hashed (128), which takes some seconds
  --tries-per-minute N      for one address (10); one peer has ten times as many
  --wrong-passwords N       in a row, before a user is locked (5)
  --lock-seconds N          for how long (900)
  --development             show reports to clients on this machine (needs the feature `dev-details`)
";

pub struct Settings {
    pub demo: bool,
    pub listen: SocketAddr,
    pub database: Option<PathBuf>,
    pub sample_customers: bool,
    pub gateway: Option<String>,
    pub fingerprint_key: Option<PathBuf>,
    pub login_quantum: Duration,
    pub login_queue: u16,
    pub tries_per_minute: NonZeroU32,
    pub wrong_passwords: u32,
    pub lock_seconds: u32,
    pub development: bool,
}

impl Settings {
    pub fn parse() -> Result<Self, lexopt::Error> {
        let mut it = Self {
            demo: false,
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            database: None,
            sample_customers: false,
            gateway: None,
            fingerprint_key: None,
            login_quantum: Duration::from_millis(500),
            login_queue: 128,
            tries_per_minute: NonZeroU32::MIN.saturating_add(9),
            wrong_passwords: 5,
            lock_seconds: 900,
            development: false,
        };
        let mut arguments = Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("demo") => it.demo = true,
                Arg::Long("listen") => it.listen = arguments.value()?.parse()?,
                Arg::Long("database") => it.database = Some(arguments.value()?.into()),
                Arg::Long("sample-customers") => it.sample_customers = true,
                Arg::Long("gateway") => it.gateway = Some(arguments.value()?.string()?),
                Arg::Long("fingerprint-key") => it.fingerprint_key = Some(arguments.value()?.into()),
                Arg::Long("login-quantum") => it.login_quantum = Duration::from_millis(arguments.value()?.parse()?),
                Arg::Long("login-queue") => it.login_queue = arguments.value()?.parse()?,
                Arg::Long("tries-per-minute") => it.tries_per_minute = arguments.value()?.parse()?,
                Arg::Long("wrong-passwords") => it.wrong_passwords = arguments.value()?.parse()?,
                Arg::Long("lock-seconds") => it.lock_seconds = arguments.value()?.parse()?,
                Arg::Long("development") => it.development = true,
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(it)
    }
}
