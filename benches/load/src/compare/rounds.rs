//! The rounds: in each, everybody is measured once, one directly after the other.

use super::cases::{CASES, Case};
use super::measure::{Measured, measure};
use super::ratios::Ratios;
use crate::child::Child;
use crate::service::{Routes, Serve, Stack};
use std::io;
use std::iter;
use std::time::Duration;

/// So much of the time of a measurement goes before it.
const WARM_UP: u32 = 5;

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compare {
    /// How often everybody is measured.
    pub rounds: u32,
    /// For how long each time.
    pub time: Duration,
    /// How many connections ask at once.
    pub connections: u32,
}

/// Prints a table: secure-error in ratio to the others.
///
/// # Errors
///
/// When a service does not start, or an answer has another status than it should have.
pub async fn compare(how: &Compare) -> io::Result<()> {
    println!(
        "{:<13} {:<18} {:<24} {:<24} busy",
        "", "compared with", "requests a second", "processor a request"
    );
    for case in CASES {
        let mut rounds = Vec::new();
        for round in 0..how.rounds {
            rounds.push(one_round(how, case, round).await?);
        }
        print(case, &rounds);
    }
    Ok(())
}

/// Everybody once, secure-error in the first place of the result. Who is first in one round is last in the next.
async fn one_round(how: &Compare, case: &Case, round: u32) -> io::Result<Vec<Measured>> {
    let stacks: Vec<Stack> = iter::once(Stack::SecureError)
        .chain(case.others.iter().map(|other| other.stack()))
        .collect();
    let mut order: Vec<usize> = (0..stacks.len()).collect();
    if round % 2 == 1 {
        order.reverse();
    }
    let mut measured = vec![None; stacks.len()];
    for place in order {
        measured[place] = Some(once(how, case, stacks[place]).await?);
    }
    Ok(measured.into_iter().flatten().collect())
}

/// In a process of its own, so that no luck with memory or processors lasts for longer than one measurement.
///
/// One thread answers, so that one processor is left for the clients. The log goes where writing costs what it costs and
/// no disk is in the way.
async fn once(how: &Compare, case: &Case, stack: Stack) -> io::Result<Measured> {
    let child = Child::start(&Serve {
        stack,
        routes: Routes::Plain,
        threads: 1,
        log: "/dev/null".into(),
    })
    .await?;
    measure(&child, case, how.connections, how.time / WARM_UP).await?;
    let measured = measure(&child, case, how.connections, how.time).await?;
    child.stop().await?;
    Ok(measured)
}

fn print(case: &Case, rounds: &[Vec<Measured>]) {
    for (place, other) in case.others.iter().enumerate() {
        let ratios = |of: fn(&Measured) -> f64| -> Ratios {
            let ratio = |round: &Vec<Measured>| of(&round[0]) / of(&round[1 + place]);
            rounds.iter().map(ratio).collect()
        };
        let busy = rounds.iter().map(|round| round[0].busy.min(round[1 + place].busy));
        println!(
            "{:<13} {other:<18} {:<24} {:<24} {:.2}",
            case.name,
            ratios(|it| it.rate),
            ratios(|it| it.cost),
            busy.fold(f64::INFINITY, f64::min),
        );
    }
}
