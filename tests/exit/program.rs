//! A program whose `main` fails in the way that its first argument names; the second one names the log.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use secure_error::{Exit, Fault, OptionExt as _, PanicHook, ResultExt as _, SecureError, problem};
use std::fmt;
use std::io::{self, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

#[derive(SecureError)]
enum Failure {
    #[public(status = 404, code = "NO_TERMS", message = "There are no terms")]
    #[internal("no file {path}", level = "warn")]
    NoTerms {
        path: &'static str,
    },
    #[internal("the database {host} is away", retry = transient)]
    Away {
        host: &'static str,
        password: &'static str,
    },
    #[public(status = 403)]
    Denied,
    #[internal("trapped by {trap}")]
    Trapped {
        trap: Trap,
    },
    Port(#[from] io::Error),
}

/// Its text cannot be had.
struct Trap;

impl fmt::Display for Trap {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("in Display")
    }
}

fn taken() -> io::Result<()> {
    let first = TcpListener::bind("127.0.0.1:0")?;
    TcpListener::bind(first.local_addr()?)?;
    Ok(())
}

fn fault(part: &str) -> Result<(), Fault> {
    match part {
        "port" => taken().or_internal(),
        "option" => None.or_problem(&problem::CONFLICT),
        _ => Ok(()),
    }
}

fn failure(part: &str) -> Result<(), Failure> {
    match part {
        "not found" => Err(Failure::NoTerms { path: "/etc/terms" }),
        "transient" => Err(Failure::Away {
            host: "postgres://10.0.0.5",
            password: "hunter2",
        }),
        "denied" => Err(Failure::Denied),
        "trapped" => Err(Failure::Trapped { trap: Trap }),
        "own port" => Ok(taken()?),
        _ => panic!("{part}"),
    }
}

#[tokio::main]
async fn asynchronous(part: &str) -> Exit {
    tokio::task::yield_now().await;
    fault(part).into()
}

/// Writes what the log has received when it goes out of scope, as writer threads do.
#[derive(Clone, Default)]
struct Late(Arc<Mutex<Vec<u8>>>);

impl io::Write for Late {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Guard(Late);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = io::stdout().write_all(&self.0.0.lock().unwrap());
    }
}

fn main() -> Exit {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, log, part] = arguments.as_slice() else {
        panic!("{arguments:?}")
    };
    let late = Late::default();
    let _guard = Guard(late.clone());
    if let Some(filter) = log.strip_prefix("log ") {
        let filter: Targets = filter.parse().unwrap();
        let writer = tracing_subscriber::fmt::layer()
            .json()
            .with_writer(move || late.clone());
        tracing_subscriber::registry().with(filter).with(writer).init();
    }
    PanicHook::install_quiet();
    match part.as_str() {
        "panic" => panic!("hunter2"),
        "port" | "option" | "nothing" => fault(part).into(),
        "async" => asynchronous("port"),
        "boxed" => Err::<(), Box<dyn SecureError>>(Box::new(Failure::Denied)).into(),
        _ => failure(part).into(),
    }
}
