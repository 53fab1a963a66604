//! `load`: the load test and the comparison of `SecureErrorLayer`; see `../README.md`.

use lexopt::Parser;
use secure_error_load::arguments::{self, Command, HELP};
use secure_error_load::compare::compare;
use secure_error_load::load::load;
use secure_error_load::service::serve;
use std::io;
use std::process::ExitCode;
use tokio::runtime::Builder;

fn main() -> ExitCode {
    let done = match arguments::parse(Parser::from_env()) {
        Ok(command) => run(command),
        Err(error) => Err(io::Error::other(format!("{error}\n\n{HELP}"))),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> io::Result<ExitCode> {
    match command {
        Command::Help => println!("{HELP}"),
        Command::Serve(what) => serve(&what)?,
        Command::Compare(how) => Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(compare(&how))?,
        Command::Load(how) => {
            let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
            let found = runtime.block_on(load(how))?;
            println!("{found}");
            if !found.complaints().is_empty() {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
