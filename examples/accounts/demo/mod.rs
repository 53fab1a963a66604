//! `--demo`: makes each request over the network, then shows what the client got beside what was logged.

mod script;
mod visitor;

use crate::service::{Service, StartError};
use crate::settings::Settings;
use secure_error_examples::operators_log::{OperatorsLog, Record};
use secure_error_examples::terminal;
use std::num::NonZeroU32;
use std::process::ExitCode;
use std::sync::mpsc;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;
use visitor::Visitor;

pub async fn run(settings: Settings) -> Result<ExitCode, StartError> {
    let (sender, log) = mpsc::channel();
    let keep = OperatorsLog(move |record: Record| drop(sender.send(record)));
    let ours = Targets::new()
        .with_target("secure_error", LevelFilter::INFO)
        .with_target("security", LevelFilter::INFO);
    tracing_subscriber::registry().with(ours).with(keep).init();

    let service = Service::start(Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        // So that a few tries are too many.
        tries_per_minute: NonZeroU32::MIN.saturating_add(5),
        wrong_passwords: 2,
        ..settings
    })
    .await?;
    let server = format!("http://{}", service.address());
    let made = tokio::task::spawn_blocking(move || {
        let mut visitor = Visitor::new(server, log);
        script::play(&mut visitor)?;
        Ok::<_, ureq::Error>(visitor.surprises)
    });
    let surprises = made.await?.map_err(Box::new)?;
    service.stop().await?;
    terminal::say(match surprises {
        0 => "Every answer and every record was the expected one.",
        _ => "Some answers or records were not the expected ones; see above.",
    });
    Ok(if surprises == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
