//! The load test: drive, stop, read the log, judge.

use crate::child::Child;
use crate::driver::{Clients, Tally, drive};
use crate::judge::{self, Complaints, Memory, Records};
use crate::service::{Routes, Serve, Stack};
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader};
use std::time::Duration;
use tokio::time::{interval, timeout};

/// Enough that requests change threads, on small machines too.
const THREADS: usize = 4;

/// At most this long between two samples of memory.
const SAMPLES_EVERY: Duration = Duration::from_secs(1);
/// At least so many samples.
const SAMPLES: u32 = 40;

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// For how long.
    pub time: Duration,
    /// How many connections are kept.
    pub connections: u32,
    /// What is around the service.
    pub stack: Stack,
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// What was done.
    pub load: Load,
    /// What the clients saw.
    pub tally: Tally,
    /// What was in the log.
    pub records: Records,
    /// The memory of the service.
    pub memory: Memory,
}

impl Found {
    /// What was wrong.
    #[must_use]
    pub fn complaints(&self) -> &Complaints {
        &self.tally.complaints
    }
}

/// Runs the load test.
///
/// # Errors
///
/// When there is nothing to judge: the service did not start, or the log cannot be read.
pub async fn load(load: Load) -> io::Result<Found> {
    let folder = tempfile::tempdir()?;
    let serve = Serve {
        stack: load.stack,
        routes: Routes::Mixed,
        threads: THREADS,
        log: folder.path().join("log.jsonl"),
    };
    let child = Child::start(&serve).await?;
    let samples = RefCell::new(Vec::new());
    let every = SAMPLES_EVERY.min(load.time / SAMPLES);
    let driven = drive(child.address, Clients::new(load.connections), load.time);
    let mut tally = tokio::select! {
        tally = driven => tally,
        error = sample(&child, every, load.time, &samples) => return Err(error),
    };
    let memory = Memory(samples.into_inner());
    if !memory.is_flat() {
        tally
            .complaints
            .add("the memory of the service grows", || memory.to_string());
    }
    if let Err(error) = child.stop().await {
        tally
            .complaints
            .add("the service did not end well", || error.to_string());
    }
    let log = BufReader::new(File::open(&serve.log)?);
    let answered = tally.answered.clone();
    let records = judge::compare(answered, tally.gone, log, &mut tally.complaints)?;
    Ok(Found {
        load,
        tally,
        records,
        memory,
    })
}

/// Takes samples while there is load, and then waits. It ends only with an error.
async fn sample(child: &Child, every: Duration, time: Duration, samples: &RefCell<Vec<u64>>) -> io::Error {
    let take = async {
        let mut ticks = interval(every);
        loop {
            ticks.tick().await;
            match child.resident() {
                Ok(resident) => samples.borrow_mut().push(resident),
                Err(error) => return error,
            }
        }
    };
    match timeout(time, take).await {
        Ok(error) => error,
        Err(_) => std::future::pending().await,
    }
}
