//! The example service from outside: each row of `secure-error-handling.md`, over sockets, as a program of its own.
//!
//! `tests/README.md` says which test stands for which row. What is wrong with ordinary code is shown first with
//! `accounts_before`, the exercise of that document; the same must be right in `accounts`.

mod attackers;
mod contexts;
mod crash;
mod crowds;
mod day;
mod enumeration;
mod environment;
mod exercise;
mod fail_securely;
mod information_disclosure;
mod logging;
mod patterns;
mod payouts;
mod program;
mod queue;
mod takeaways;
