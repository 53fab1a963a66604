//! The client of the payment gateway. Every way in which it fails says what is known about the money.

use crate::domain::{Cents, GatewayError};
use std::time::Duration;
use ureq::Agent;
use ureq::http::header::RETRY_AFTER;
use ureq::http::{HeaderMap, StatusCode};

/// How long the gateway may take to accept a connection, and then to respond.
const CONNECT: Duration = Duration::from_secs(1);
const ANSWER: Duration = Duration::from_secs(2);
/// And all of it together, a slowly sent response included.
const WHOLE: Duration = Duration::from_secs(5);
/// The longest wait that a gateway may ask for.
const LONGEST_WAIT: u64 = 3_600;

/// Cheap to clone.
#[derive(Clone)]
pub struct Gateway {
    client: Agent,
    url: String,
}

impl Gateway {
    pub fn new(url: String) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            // A card number goes to no other host, and the page that a redirect leads to has paid nothing.
            .max_redirects(0)
            .timeout_global(Some(WHOLE))
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER))
            .build();
        Self {
            client: Agent::new_with_config(config),
            url,
        }
    }

    /// Blocks its thread. The gateway knows the key, so the same payout is made once.
    pub fn pay(&self, key: i64, cents: Cents, card: &str) -> Result<(), GatewayError> {
        let form = [("cents", cents.to_string()), ("card", card.to_owned())];
        let sent = self
            .client
            .post(format!("{}/payments", self.url))
            .header("idempotency-key", key.to_string())
            .send_form(form.iter().map(|(name, value)| (*name, value.as_str())));
        let mut answer = sent.map_err(|error| match error {
            // Nothing was sent yet.
            ureq::Error::ConnectionFailed
            | ureq::Error::HostNotFound
            | ureq::Error::Timeout(ureq::Timeout::Connect) => GatewayError::Unreachable(Box::new(error)),
            ureq::Error::Io(ref source) if source.kind() == std::io::ErrorKind::ConnectionRefused => {
                GatewayError::Unreachable(Box::new(error))
            }
            // It may have arrived.
            _ => GatewayError::NoAnswer(Box::new(error)),
        })?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            StatusCode::PAYMENT_REQUIRED => Err(GatewayError::Refused {
                reason: text(&mut answer),
            }),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => Err(GatewayError::Busy {
                retry_after: retry_after(answer.headers()),
            }),
            status => Err(GatewayError::Unexpected {
                status: status.as_u16(),
                text: text(&mut answer),
            }),
        }
    }
}

fn text(answer: &mut ureq::http::Response<ureq::Body>) -> String {
    let body = answer.body_mut().with_config().limit(1024);
    body.read_to_string().unwrap_or_else(|_| "(no text)".to_owned())
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds.min(LONGEST_WAIT)))
}
