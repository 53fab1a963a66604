//! One measurement: one request over and over on many connections, for a moment.

use super::cases::Case;
use crate::child::Child;
use crate::requests::usual;
use crate::wire::Connection;
use std::io;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// What one measurement has shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    /// Answers in a second.
    pub rate: f64,
    /// Seconds of a processor that the service had for an answer.
    pub cost: f64,
    /// Which part of the time the service ran. If it is far from one, the rate is that of the clients.
    pub busy: f64,
}

pub(super) async fn measure(child: &Child, case: &Case, connections: u32, time: Duration) -> io::Result<Measured> {
    let mut clients = JoinSet::new();
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(Connection::open(child.address).await?);
    }
    let (start, busy) = (Instant::now(), child.busy()?);
    for connection in open {
        clients.spawn(ask(connection, *case, start + time));
    }
    let mut answers: u32 = 0;
    while let Some(done) = clients.join_next().await {
        answers += done.map_err(io::Error::other)??;
    }
    let (elapsed, busy) = (start.elapsed().as_secs_f64(), child.busy()?.saturating_sub(busy));
    Ok(Measured {
        rate: f64::from(answers) / elapsed,
        cost: busy.as_secs_f64() / f64::from(answers),
        busy: busy.as_secs_f64() / elapsed,
    })
}

/// How many answers there were.
async fn ask(mut connection: Connection, case: Case, until: Instant) -> io::Result<u32> {
    let request = usual(case.path).bytes();
    let mut answers = 0;
    while Instant::now() < until {
        let answer = connection.ask(&request, false).await.map_err(io::Error::other)?;
        if answer.status != case.status {
            return Err(io::Error::other(format!(
                "{} was answered with {}",
                case.path, answer.status
            )));
        }
        answers += 1;
    }
    Ok(answers)
}
