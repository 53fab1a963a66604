//! How long a call may take until its response begins.

use crate::request::unwind::contained;
use http::HeaderMap;
use std::pin::Pin;
use std::task::Context;
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};

/// A client that gives up does so at its own deadline, which is a little before ours or after it. Closer than this part of
/// the time, or than this, a call that is dropped was given up for that reason.
const NEAR: u32 = 10;
const LEAST_NEAR: Duration = Duration::from_millis(50);

/// The end of the time that the client gives ("Timeout" in gRPC's protocol over HTTP/2), or the server, whichever is less.
///
/// tonic does the same around all layers. This one is made before tonic's and polled before it, so it comes first.
pub(super) struct Deadline {
    sleep: Pin<Box<Sleep>>,
    near: Duration,
}

impl Deadline {
    pub(super) fn of(headers: &HeaderMap, server: Option<Duration>) -> Option<Self> {
        let client = headers.get("grpc-timeout").and_then(|value| parse(value.as_bytes()));
        let time = client.into_iter().chain(server).min()?;
        // tokio panics where it has no timer; tonic, around this, would too.
        let sleep = contained(|| Box::pin(sleep(time)))?;
        Some(Self {
            sleep,
            near: (time / NEAR).max(LEAST_NEAR),
        })
    }

    pub(super) fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        self.sleep.as_mut().poll(cx).is_ready()
    }

    pub(super) fn is_near(&self) -> bool {
        self.sleep.deadline().saturating_duration_since(Instant::now()) <= self.near
    }
}

/// One to eight digits and a unit.
fn parse(value: &[u8]) -> Option<Duration> {
    let (unit, digits) = value.split_last()?;
    if !(1..=8).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number: u64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some(match unit {
        b'H' => Duration::from_secs(number * 3600),
        b'M' => Duration::from_secs(number * 60),
        b'S' => Duration::from_secs(number),
        b'm' => Duration::from_millis(number),
        b'u' => Duration::from_micros(number),
        b'n' => Duration::from_nanos(number),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_digits_and_a_unit() {
        for (value, expected) in [
            ("1H", Some(Duration::from_secs(3600))),
            ("2M", Some(Duration::from_secs(120))),
            ("03S", Some(Duration::from_secs(3))),
            ("4m", Some(Duration::from_millis(4))),
            ("5u", Some(Duration::from_micros(5))),
            ("6n", Some(Duration::from_nanos(6))),
            ("99999999H", Some(Duration::from_secs(99_999_999 * 3600))),
            ("999999999S", None),
            ("S", None),
            ("", None),
            ("-1S", None),
            ("1", None),
            ("1s", None),
            ("1 S", None),
        ] {
            assert_eq!(parse(value.as_bytes()), expected, "{value}");
        }
    }
}
