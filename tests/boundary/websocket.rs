//! WebSocket: a connection that is handed over, and one that is refused.

use crate::server::{Answer, behind, get, request, without};
use axum::Router;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::routing;
use futures_util::{SinkExt as _, StreamExt as _};
use secure_error::SecureErrorLayer;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::{Error, Message};

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if socket.send(message).await.is_err() {
            return;
        }
    }
}

fn routes() -> Router {
    let upgrade = |upgrade: WebSocketUpgrade| async { upgrade.on_upgrade(echo) };
    let refuse = |_: WebSocketUpgrade| async { (http::StatusCode::FORBIDDEN, "no seat for tenant-42") };
    Router::new()
        .route("/echo", routing::any(upgrade))
        .route("/refuse", routing::any(refuse))
}

/// A real client does a real handshake behind the layer.
async fn connect(path: &str) -> Result<(Message, http::HeaderMap), Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, routes().layer(SecureErrorLayer::new())).await });
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut socket, answer) = client_async(format!("ws://localhost{path}"), stream).await?;
    assert_eq!(answer.status(), 101);
    socket.send(Message::text("hello")).await?;
    let echoed = socket.next().await.unwrap()?;
    socket.close(None).await?;
    Ok((echoed, answer.headers().clone()))
}

fn records_of<R>(run: impl Future<Output = R>) -> (Vec<serde_json::Value>, R) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, result) = crate::sink::json(|| runtime.block_on(run));
    (crate::sink::records(&log), result)
}

#[test]
fn a_connection_is_handed_over_and_talks_through_the_layer() {
    let (records, result) = records_of(connect("/echo"));
    let (echoed, headers) = result.unwrap();
    assert_eq!(echoed, Message::text("hello"));
    assert_eq!(headers["x-request-id"].len(), 32);
    assert_eq!(headers["upgrade"], "websocket");
    assert!(records.is_empty(), "{records:?}");
}

#[test]
fn a_handler_that_refuses_a_handshake_is_sealed() {
    let (records, result) = records_of(connect("/refuse"));
    let Err(Error::Http(answer)) = result else {
        panic!("the handshake is refused")
    };
    let body = String::from_utf8(answer.body().clone().unwrap_or_default()).unwrap();
    assert_eq!(answer.status(), 403);
    assert!(body.contains("FORBIDDEN") && !body.contains("tenant-42"), "{body}");
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["exception.message"], "no seat for tenant-42");
    assert_eq!(
        records[0]["fields"]["request_id"],
        answer.headers()["x-request-id"].to_str().unwrap()
    );
}

fn handshake(method: &str, headers: &[&str]) -> String {
    let lines: Vec<&[u8]> = headers.iter().map(|line| line.as_bytes()).collect();
    let request = String::from_utf8(request(method, "/echo", &lines)).unwrap();
    request.replace("Connection: close", "Connection: close, upgrade")
}

#[test]
fn a_handshake_that_is_none_is_sealed_and_nothing_is_made_up() {
    let key = [
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];
    // HTTP/1.0 has no such thing.
    let outdated = handshake("GET", &key).replace("HTTP/1.1", "HTTP/1.0");
    let refused = [
        (get("/echo"), 400, "Connection header did not include"),
        (handshake("GET", &key[..1]).into_bytes(), 400, "Sec-WebSocket-Key"),
        (handshake("POST", &key).into_bytes(), 405, "Request method must be"),
        (outdated.into_bytes(), 426, "WebSocket request couldn't be upgraded"),
    ];
    for (request, status, told) in refused {
        let plain = without(routes(), std::slice::from_ref(&request)).remove(0).unwrap();
        assert_eq!(
            (plain.status(), plain.text().contains(told)),
            (status, true),
            "{plain:?}"
        );

        let (answers, records) = behind(routes(), &[request]);
        let answer: &Answer = &answers[0];
        assert_eq!(answer.json()["status"], status);
        assert!(!answer.text().contains(told), "{answer:?}");
        for name in ["upgrade", "connection", "sec-websocket-version", "allow"] {
            assert_eq!(answer.all(name), plain.all(name), "as axum has it, and not made up");
        }
        assert_eq!(records.len(), 1, "{records:?}");
        assert_eq!(records[0]["fields"]["request_id"], answer.id());
    }
}
