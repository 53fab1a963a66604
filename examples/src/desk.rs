//! What the small services of `frameworks/` are about: a desk with two accounts, and files that are not there.

use crate::terminal::say;
use std::io;
use tracing_subscriber::filter::{EnvFilter, LevelFilter};

/// Where the services listen.
pub const ADDRESS: &str = "127.0.0.1:3000";

/// Who owns an account.
#[must_use]
pub fn owner(account: u64) -> Option<&'static str> {
    match account {
        1 => Some("Ada"),
        2 => Some("Grace"),
        _ => None,
    }
}

/// What is in an account, in cents.
#[must_use]
pub fn balance(account: u64) -> Option<u64> {
    owner(account).map(|_| 1300)
}

/// The statement of an account, from a file that is missing.
///
/// # Errors
/// Always, and with a path that clients must not see.
pub fn statement(account: u64) -> io::Result<String> {
    let path = format!("/srv/desk/statements-7f3a/{account}.csv");
    std::fs::read_to_string(&path).map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")))
}

/// The operators' side: one line a record on standard output. `RUST_LOG` chooses what is in it.
pub fn log_to_stdout() {
    // By itself the filter lets only `ERROR` through without `RUST_LOG`; the records of 4xx are `INFO` and `WARN`.
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into());
    tracing_subscriber::fmt()
        .with_env_filter(filter.from_env_lossy())
        .init();
}

/// Says what to try with curl.
pub fn open() {
    open_with(&[
        "/accounts/1",
        "/accounts/7",
        "/accounts/1/statement",
        "/accounts/1/withdrawals --json '{\"cents\":5000}'",
        "/accounts/1/withdrawals --json '{\"cents\":\"all\"}'",
        "/nowhere",
    ]);
}

/// The same for a service with other paths.
pub fn open_with(requests: &[&str]) {
    say("Listening. In another terminal:");
    for arguments in requests {
        say(&format!("  curl -i http://{ADDRESS}{arguments}"));
    }
    say("");
}

/// Says which GraphQL queries to try with curl.
pub fn open_for_queries() {
    say("Listening. In another terminal:");
    for query in [
        "{ owner(account: 1) }",
        "{ owner(account: 7) }",
        "{ statement(account: 1) }",
        "{ owner(account: 7) statement(account: 1) }",
        "mutation { withdraw(account: 1, cents: 5000) }",
        "{ owners }",
    ] {
        say(&format!("  curl http://{ADDRESS} --json '{{\"query\":\"{query}\"}}'"));
    }
    say("");
}
