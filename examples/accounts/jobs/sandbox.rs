//! A payment gateway to try things with, on a port of its own. What it does depends on the last digits of the card.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Form, Router};
use serde::Deserialize;
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;

#[derive(Deserialize)]
struct Payment {
    card: String,
}

/// How often each card was asked for.
type Asked = Arc<Mutex<HashMap<String, u32>>>;

/// Its address.
pub async fn start() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = Router::new().route("/payments", post(pay)).with_state(Asked::default());
    tokio::spawn(axum::serve(listener, router).into_future());
    Ok(url)
}

async fn pay(State(asked): State<Asked>, Form(payment): Form<Payment>) -> Response {
    let times = {
        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        let times = asked.entry(payment.card.clone()).or_insert(0);
        *times += 1;
        *times
    };
    match payment.card.get(payment.card.len().saturating_sub(4)..) {
        // Stolen: the reason is for the bank only.
        Some("0002") => (
            StatusCode::PAYMENT_REQUIRED,
            "card is on the stolen list of issuer 4242",
        )
            .into_response(),
        // Busy at first.
        Some("0003") if times == 1 => (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "1")]).into_response(),
        // Paid perhaps, but without a response.
        Some("0004") => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            StatusCode::OK.into_response()
        }
        // Something else.
        Some("0005") => (
            StatusCode::IM_A_TEAPOT,
            "NullPointerException at /srv/gateway/Pay.java:42",
        )
            .into_response(),
        _ => StatusCode::OK.into_response(),
    }
}
