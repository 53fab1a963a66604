//! A small bank over a real database, whose requests really fail: what the client sees, and what the operators see.
//!
//! ```sh
//! cargo run --example quickstart             # prints the requests to try with curl, then the log
//! cargo run --example quickstart -- --demo   # makes them itself and shows both sides
//! ```
//!
//! - `errors.rs`: the errors, with `#[derive(SecureError)]`. Read this one.
//! - `routes.rs`, `store.rs`, `forms.rs`, `passwords.rs`: a service like any other.
//! - `tour.rs`, `demo.rs`: what shows it.

mod demo;
mod errors;
mod forms;
mod passwords;
mod routes;
mod store;
mod tour;

use secure_error_examples::operators_log::{OperatorsLog, Record};
use secure_error_examples::terminal;
use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::sync::mpsc;
use store::Store;
use tokio::net::TcpListener;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::prelude::*;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let demo = match arguments.as_slice() {
        [] => false,
        [argument] if argument == "--demo" => true,
        _ => {
            eprintln!("usage: quickstart [--demo]");
            return Ok(ExitCode::from(2));
        }
    };
    // The database is in a folder of its own, which goes away when this function ends.
    let folder = tempfile::tempdir()?;
    let store = Store::create(folder.path().join("bank.sqlite"))?;
    tokio::select! {
        ended = serve(store.clone()), if !demo => ended,
        ended = demonstrate(store), if demo => ended,
        stopped = tokio::signal::ctrl_c() => {
            stopped?;
            terminal::say("\nStopped; the database is gone.");
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn serve(store: Store) -> Result<ExitCode, Box<dyn Error>> {
    let log = OperatorsLog(|record: Record| terminal::print(&record.lines()));
    tracing_subscriber::registry().with(LevelFilter::INFO).with(log).init();

    let listener = match TcpListener::bind("127.0.0.1:3000").await {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind("127.0.0.1:0").await?, // taken: any other port
    };
    let server = format!("http://{}", listener.local_addr()?);
    terminal::say(&format!(
        "Listening on {server}. Try these in another terminal; what the operators learn is logged here.\n"
    ));
    for request in tour::REQUESTS {
        terminal::say(&format!("# {}\n{}\n", request.title, request.curl(&server)));
    }
    terminal::say("Ctrl-C ends it.\n");

    axum::serve(listener, routes::router(store)).await?;
    Ok(ExitCode::SUCCESS)
}

async fn demonstrate(store: Store) -> Result<ExitCode, Box<dyn Error>> {
    let (sender, log) = mpsc::channel();
    let keep = OperatorsLog(move |record: Record| drop(sender.send(record)));
    tracing_subscriber::registry().with(LevelFilter::INFO).with(keep).init();

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let server = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, routes::router(store)).into_future());
    let as_expected = tokio::task::spawn_blocking(move || demo::run(&server, &log)).await??;
    Ok(if as_expected {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
