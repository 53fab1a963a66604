//! What the time of a failed login reveals: measures four ways to respond to it, over the network, and prints the medians.
//!
//! ```sh
//! cargo run --example login_time
//! cargo run --release --example login_time -- --statistics   # whether chance explains the difference
//! ```

mod arguments;
mod login;
#[path = "../quickstart/passwords.rs"]
mod passwords;
mod statistics;

use login::Users;
use std::error::Error;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use ureq::Agent;

const REQUESTS: usize = 15;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let statistics = arguments::parse().map_err(|error| format!("{error}\n\n{}", arguments::USAGE))?;
    let users = Users::with("alice", "correct horse")?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let server = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, login::router(users)).into_future());
    let measuring = tokio::task::spawn_blocking(move || match statistics {
        Some(wanted) => statistics::print(&server, &wanted),
        None => measure(&server),
    });
    measuring.await??;
    Ok(())
}

fn measure(server: &str) -> Result<(), ureq::Error> {
    let client = Agent::new_with_config(Agent::config_builder().http_status_as_error(false).proxy(None).build());
    println!("Median of {REQUESTS} logins that fail, in milliseconds:\n");
    println!(
        "{:<44}{:>14}{:>16}{:>13}",
        "", "unknown user", "wrong password", "difference"
    );
    for (path, what) in login::ROUTES {
        let url = format!("{server}{path}");
        let unknown = median(&client, &url, r#"{"user":"bob","password":"guess"}"#)?;
        let wrong = median(&client, &url, r#"{"user":"alice","password":"guess"}"#)?;
        let difference = millis(wrong) - millis(unknown);
        println!(
            "{what:<44}{:>14.1}{:>16.1}{difference:>13.1}",
            millis(unknown),
            millis(wrong)
        );
    }
    println!("\nThe third row hides what the second shows only as long as the hash takes less than the quantum.");
    Ok(())
}

fn median(client: &Agent, url: &str, body: &str) -> Result<Duration, ureq::Error> {
    let mut times = Vec::new();
    for _ in 0..REQUESTS {
        let begin = Instant::now();
        let mut answer = client.post(url).header("content-type", "application/json").send(body)?;
        times.push(begin.elapsed());
        assert_eq!(answer.status(), 401, "{}", answer.body_mut().read_to_string()?);
        answer.body_mut().read_to_vec()?;
    }
    times.sort();
    Ok(times[REQUESTS / 2])
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
