//! A bank over SQLite: the whole practice of secure error handling as one service that can be copied.
//!
//! ```sh
//! cargo run --example accounts             # serves on 127.0.0.1:3000, logs JSON to standard output
//! cargo run --example accounts -- --demo   # makes every request itself and shows both sides
//! ```
//!
//! - `domain/`: what can go wrong, for this program (`thiserror`).
//! - `errors/`: what of it clients learn, and what operators do (`SecureError`). Read this one.
//! - `http/`, `jobs/`, `store/`, `security/`: a service like any other.
//! - `service.rs`: how the parts are put together, with the boundary around them.

mod demo;
mod domain;
mod errors;
mod http;
mod jobs;
mod log;
mod security;
mod service;
mod settings;
mod store;

use service::Service;
use settings::Settings;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let settings = match Settings::parse() {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("{error}\n\n{}", settings::USAGE);
            return ExitCode::from(2);
        }
    };
    let outcome = if settings.demo {
        demo::run(settings).await
    } else {
        serve(settings).await
    };
    match outcome {
        Ok(code) => code,
        // No client is served yet, or any more: this is for the operator who started the program.
        Err(error) => {
            eprintln!("accounts: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(settings: Settings) -> Result<ExitCode, service::StartError> {
    log::to_stdout();
    let service = Service::start(settings).await?;
    tracing::info!(address = %service.address(), "listening");
    service.stopped_by_signal().await?;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}
