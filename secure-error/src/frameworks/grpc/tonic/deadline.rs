//! How long a call may take until its response begins.

use crate::request::unwind::contained;
use http::HeaderMap;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::{Sleep, sleep};

/// What ends with the time that the client gives ("Timeout" in gRPC's protocol over HTTP/2), or the server, whichever is
/// less.
///
/// tonic does the same around all layers. This one is made before tonic's and polled before it, so it comes first.
pub(super) fn of(headers: &HeaderMap, server: Option<Duration>) -> Option<Pin<Box<Sleep>>> {
    let client = headers.get("grpc-timeout").and_then(|value| parse(value.as_bytes()));
    let time = client.into_iter().chain(server).min()?;
    // tokio panics where it has no timer; tonic, around this, would too.
    contained(|| Box::pin(sleep(time)))
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
