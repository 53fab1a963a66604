//! Who asks what, and for how long.

use super::rude;
use super::steady::{self, Steady};
use super::tally::Tally;
use crate::requests::{KINDS, STORM};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How many clients of each sort there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clients {
    /// Ask everything, on connections that they keep.
    pub mixed: u32,
    /// Ask for the same two failures over and over, on connections that they keep.
    pub storming: u32,
    /// Go away, or speak no HTTP; a connection each time.
    pub rude: u32,
}

impl Clients {
    /// So many that keep their connections, a quarter of them storming, and an eighth as many rude ones.
    #[must_use]
    pub const fn new(connections: u32) -> Self {
        Self {
            mixed: connections - connections / 4,
            storming: connections / 4,
            rude: connections.div_ceil(8),
        }
    }
}

/// Lets all of them ask for so long. Each waits for the answer to its last request.
pub async fn drive(address: SocketAddr, clients: Clients, time: Duration) -> Tally {
    let until = Instant::now() + time;
    let mut tasks = JoinSet::new();
    // Every request has a number of its own; the client is in its upper half.
    let mut numbers = (0_u64..).map(|client| client << 32);
    for (count, kinds) in [(clients.mixed, KINDS), (clients.storming, STORM)] {
        for number in numbers.by_ref().take(count as usize) {
            let client = Steady { address, kinds, number };
            tasks.spawn(steady::run(client, until));
        }
    }
    for number in numbers.take(clients.rude as usize) {
        tasks.spawn(rude::run(address, number, until));
    }
    let mut all = Tally::default();
    while let Some(done) = tasks.join_next().await {
        match done {
            Ok(tally) => all.extend(tally),
            Err(error) => all.complaints.add("a client failed", || error.to_string()),
        }
    }
    all
}
