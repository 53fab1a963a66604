//! Whether the times of two kinds of logins that fail can be told apart: many samples of each, at rest and under load.

use crate::arguments::Statistics;
use crate::login;
use std::time::{Duration, Instant};
use ureq::Agent;

/// Connections under load, each of which asks as fast as it can.
const CONNECTIONS: usize = 48;

/// What is compared: where to ask, and the two bodies.
struct Comparison {
    what: &'static str,
    url: String,
    bodies: [&'static str; 2],
}

/// Prints a line for each comparison. `server` is that of this program.
pub fn print(server: &str, wanted: &Statistics) -> Result<(), ureq::Error> {
    let comparisons: Vec<_> = match &wanted.accounts {
        Some(accounts) => vec![Comparison {
            what: "accounts",
            url: format!("{accounts}/login"),
            bodies: [
                r#"{"email":"nobody@example.com","password":"guess"}"#,
                r#"{"email":"alice@example.com","password":"guess"}"#,
            ],
        }],
        None => login::ROUTES
            .iter()
            .map(|(path, what)| Comparison {
                what,
                url: format!("{server}{path}"),
                bodies: [
                    r#"{"user":"bob","password":"guess"}"#,
                    r#"{"user":"alice","password":"guess"}"#,
                ],
            })
            .collect(),
    };
    println!(
        "Unknown user and known user, {} samples of each, Kolmogorov-Smirnov:\n",
        wanted.samples
    );
    println!(
        "{:<44}{:>13}{:>11}{:>11}{:>8}{:>12}",
        "", "connections", "unknown ms", "known ms", "D", "p"
    );
    for it in &comparisons {
        for connections in [1, CONNECTIONS] {
            let [mut unknown, mut known] = samples(it, connections, wanted.samples)?;
            let difference = largest_difference(&mut unknown, &mut known);
            println!(
                "{:<44}{connections:>13}{:>11.1}{:>11.1}{difference:>8.4}{:>12.2e}",
                it.what,
                unknown[unknown.len() / 2] * 1000.0,
                known[known.len() / 2] * 1000.0,
                probability(difference, unknown.len(), known.len()),
            );
        }
    }
    println!("\np is how often chance alone makes a difference D as large as this one. Compare several runs.");
    Ok(())
}

/// The times of both kinds in seconds, asked in turn, so that whatever else the machine does meets both.
fn samples(it: &Comparison, connections: usize, wanted: usize) -> Result<[Vec<f64>; 2], ureq::Error> {
    let each = wanted.div_ceil(connections);
    std::thread::scope(|scope| {
        let visitors: Vec<_> = (0..connections)
            .map(|visitor| {
                scope.spawn(move || {
                    let config = Agent::config_builder().http_status_as_error(false).proxy(None);
                    let client = Agent::new_with_config(config.build());
                    let mut times = [Vec::new(), Vec::new()];
                    // The first one connects.
                    time(&client, &it.url, it.bodies[0])?;
                    for turn in 0..each {
                        for kind in [(turn + visitor) % 2, (turn + visitor + 1) % 2] {
                            times[kind].push(time(&client, &it.url, it.bodies[kind])?.as_secs_f64());
                        }
                    }
                    Ok::<_, ureq::Error>(times)
                })
            })
            .collect();
        let mut all = [Vec::new(), Vec::new()];
        for visitor in visitors {
            let times = visitor.join().expect("no visitor panics")?;
            all.iter_mut().zip(times).for_each(|(all, times)| all.extend(times));
        }
        Ok(all)
    })
}

fn time(client: &Agent, url: &str, body: &str) -> Result<Duration, ureq::Error> {
    let begin = Instant::now();
    let mut answer = client.post(url).header("content-type", "application/json").send(body)?;
    let taken = begin.elapsed();
    let text = answer.body_mut().read_to_string()?;
    assert_eq!(answer.status(), 401, "{text}");
    Ok(taken)
}

/// The largest difference between the two distribution functions. Sorts both samples.
fn largest_difference(a: &mut [f64], b: &mut [f64]) -> f64 {
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let below = |times: &[f64], limit: f64| times.partition_point(|time| *time <= limit) as f64 / times.len() as f64;
    let differences = a
        .iter()
        .chain(b.iter())
        .map(|limit| (below(a, *limit) - below(b, *limit)).abs());
    differences.fold(0.0, f64::max)
}

/// The probability of a difference of at least this if both samples have one distribution: Kolmogorov's, for large samples
/// (Stephens 1970).
fn probability(difference: f64, a: usize, b: usize) -> f64 {
    let effective = (a as f64 * b as f64 / (a + b) as f64).sqrt();
    let lambda = (effective + 0.12 + 0.11 / effective) * difference;
    if lambda < 0.3 {
        // There the series does not converge, and nothing differs.
        return 1.0;
    }
    let term = |k: i32| (-1_f64).powi(k - 1) * (-2.0 * f64::from(k * k) * lambda * lambda).exp();
    (2.0 * (1..=100).map(term).sum::<f64>()).clamp(0.0, 1.0)
}
