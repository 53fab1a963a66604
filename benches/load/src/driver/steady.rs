//! A client that keeps its connection and waits for each answer.

use super::tally::Tally;
use crate::judge::{self, Answered};
use crate::requests::Kind;
use crate::wire::{Connection, Lost};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Who does not get a connection waits so long before it tries again.
const PAUSE: Duration = Duration::from_millis(10);

/// One client.
pub(super) struct Steady {
    pub address: SocketAddr,
    /// What it asks.
    pub kinds: &'static [Kind],
    /// The number of its first request.
    pub number: u64,
}

pub(super) async fn run(client: Steady, until: Instant) -> Tally {
    let mut tally = Tally::default();
    let mut random = fastrand::Rng::with_seed(client.number);
    let mut connection = None;
    let mut number = client.number;
    while Instant::now() < until {
        let Some(open) = &mut connection else {
            match Connection::open(client.address).await {
                Ok(open) => connection = Some(open),
                Err(error) => {
                    tally.complaints.add("no connection", || error.to_string());
                    sleep(PAUSE).await;
                }
            }
            continue;
        };
        number += 1;
        let kind = pick(client.kinds, &mut random);
        let kept = ask(open, kind, number, &mut tally).await;
        if !kept || kind.closes {
            connection = None;
        }
    }
    tally
}

/// Whether the connection is still there.
async fn ask(connection: &mut Connection, kind: &'static Kind, number: u64, tally: &mut Tally) -> bool {
    let message = (kind.write)(number);
    let answer = match connection.ask(&message.bytes(), message.is_head()).await {
        Ok(answer) => answer,
        Err(lost) => {
            let what = match lost {
                Lost::Connection(_) => "a connection was lost instead of an answer",
                Lost::Broken(_) => "something came that is not one answer",
                Lost::Silence => "a request got no answer in time",
            };
            tally.complaints.add(what, || format!("{}: {lost}", kind.name));
            tally.gone += 1;
            return false;
        }
    };
    match judge::answer(kind, number, message.is_head(), &answer) {
        Ok(id) => tally.answered.push(Answered { id, number, kind }),
        Err(wrong) => {
            tally.gone += 1;
            let text = String::from_utf8_lossy(answer.bytes);
            tally.complaints.add(wrong, || format!("{}: {text}", kind.name));
        }
    }
    true
}

fn pick(kinds: &'static [Kind], random: &mut fastrand::Rng) -> &'static Kind {
    let all: u32 = kinds.iter().map(|kind| kind.weight).sum();
    let mut rest = random.u32(..all);
    let here = |kind: &&Kind| {
        let here = rest < kind.weight;
        rest = rest.saturating_sub(kind.weight);
        here
    };
    kinds.iter().find(here).unwrap_or(&kinds[0])
}
