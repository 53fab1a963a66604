//! A client that wants no answer, or speaks no HTTP.

use super::tally::Tally;
use crate::judge;
use crate::requests::{RUDE, Rude, Then};
use crate::wire::{Answer, connect};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

/// Between two connections, so that the others have most of the service.
const PAUSE: Duration = Duration::from_millis(5);
/// How long a server may take to refuse something.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) async fn run(address: SocketAddr, first: u64, until: Instant) -> Tally {
    let mut tally = Tally::default();
    let mut number = first;
    for rude in RUDE.iter().cycle() {
        if Instant::now() >= until {
            break;
        }
        number += 1;
        *tally.rude.entry(rude.name).or_default() += 1;
        if let Err(error) = once(address, rude, number, &mut tally).await {
            // The server may close first.
            let expected = matches!(
                error.kind(),
                io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::NotConnected
            );
            if !expected {
                tally.complaints.add("no connection", || error.to_string());
            }
        }
        sleep(PAUSE).await;
    }
    tally
}

async fn once(address: SocketAddr, rude: &Rude, number: u64, tally: &mut Tally) -> io::Result<()> {
    let mut stream = connect(address).await?;
    // What is not yet sent or read is thrown away when the stream is dropped, and the other side is told.
    stream.set_zero_linger()?;
    stream.write_all(&(rude.write)(number)).await?;
    match rude.then {
        Then::Vanish => tally.gone += 1,
        Then::VanishLater => {
            tally.gone += 1;
            sleep(PAUSE).await;
        }
        Then::Listen => listen(stream, rude, tally).await,
    }
    Ok(())
}

async fn listen(mut stream: TcpStream, rude: &Rude, tally: &mut Tally) {
    let mut said = Vec::new();
    let ended = timeout(PATIENCE, stream.read_to_end(&mut said)).await;
    let judged = match Answer::parse(&said, false) {
        _ if ended.is_err() => Err("what is no request got no end"),
        Ok(Some(answer)) => judge::refusal(&answer),
        Ok(None) if said.is_empty() => Ok(()),
        _ => Err("what is no request got no answer of HTTP"),
    };
    if let Err(wrong) = judged {
        let text = String::from_utf8_lossy(&said);
        tally.complaints.add(wrong, || format!("{}: {text}", rude.name));
    }
}
