//! Bodies that come bit by bit, trailers, and clients that wait before they send theirs.

use crate::leaky::DSN;
use crate::sink;
use axum::body::Body;
use axum::extract::Request;
use axum::response::sse::{Event, Sse};
use axum::{Router, routing};
use futures_util::stream;
use http_body_util::{BodyExt as _, Empty, StreamBody};
use hyper::body::{Bytes, Frame};
use hyper_util::rt::{TokioExecutor, TokioIo};
use secure_error::{Fault, SecureErrorLayer, problem};
use serde_json::Value;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// What a client does with a server, and the records in the log.
fn with_server<R>(router: Router, client: impl AsyncFnOnce(SocketAddr) -> R) -> (R, Vec<Value>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, result) = sink::json(|| {
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(async { axum::serve(listener, router).await });
            client(address).await
        })
    });
    (result, sink::records(&log))
}

/// Reads until the text is there, and returns all of it.
async fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let mut read = Vec::new();
    loop {
        let so_far = String::from_utf8_lossy(&read).into_owned();
        if so_far.contains(text) {
            return so_far;
        }
        let count = stream.read_buf(&mut read).await.unwrap();
        assert!(count > 0, "the server has closed the connection after {so_far}");
    }
}

#[test]
fn events_reach_the_client_one_by_one() {
    let (send, receive) = mpsc::unbounded_channel::<&str>();
    let receive = Arc::new(Mutex::new(Some(receive)));
    let events = move || {
        let receive = receive.lock().unwrap().take().unwrap();
        async {
            Sse::new(stream::unfold(receive, |mut receive| async {
                let text = receive.recv().await?;
                Some((Ok::<_, Infallible>(Event::default().data(text)), receive))
            }))
        }
    };
    let router = Router::new()
        .route("/", routing::get(events))
        .layer(SecureErrorLayer::new());
    let (rest, records) = with_server(router, async move |address| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .await
            .unwrap();
        send.send("one").unwrap();
        let first = read_until(&mut stream, "data: one").await;
        assert!(
            first.starts_with("HTTP/1.1 200 OK\r\n") && first.contains("x-request-id: "),
            "{first}"
        );
        // Not before the first has arrived.
        send.send("two").unwrap();
        drop(send);
        read_until(&mut stream, "\r\n0\r\n\r\n").await
    });
    assert!(rest.contains("data: two"), "{rest}");
    assert!(records.is_empty(), "{records:?}");
}

/// A body of one text, with this in the trailers.
fn with_trailers(status: u16) -> http::Response<Body> {
    let trailers = http::HeaderMap::from_iter([("x-state".parse().unwrap(), DSN.parse().unwrap())]);
    let frames = [Frame::data(Bytes::from_static(b"text")), Frame::trailers(trailers)];
    let body = Body::new(StreamBody::new(stream::iter(frames.map(Ok::<_, Infallible>))));
    http::Response::builder().status(status).body(body).unwrap()
}

/// Body and trailers, over HTTP/2.
async fn fetch(address: SocketAddr, path: &str) -> (String, Option<http::HeaderMap>) {
    let stream = TokioIo::new(TcpStream::connect(address).await.unwrap());
    let (mut client, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), stream)
        .await
        .unwrap();
    tokio::spawn(connection);
    let request = Request::builder().uri(format!("http://localhost{path}"));
    let answer = client
        .send_request(request.body(Empty::<Bytes>::new()).unwrap())
        .await
        .unwrap();
    let body = answer.into_body().collect().await.unwrap();
    let trailers = body.trailers().cloned();
    (String::from_utf8(body.to_bytes().to_vec()).unwrap(), trailers)
}

#[test]
fn trailers_of_a_success_are_kept_and_those_of_a_foreign_error_are_not() {
    let routes = || {
        Router::new()
            .route("/fine", routing::get(|| async { with_trailers(200) }))
            .route("/fails", routing::get(|| async { with_trailers(500) }))
    };
    let ((_, told), _) = with_server(routes(), async |address| fetch(address, "/fails").await);
    assert_eq!(told.unwrap()["x-state"], DSN);

    let both = async |address| (fetch(address, "/fine").await, fetch(address, "/fails").await);
    let ((fine, failed), records) = with_server(routes().layer(SecureErrorLayer::new()), both);
    assert_eq!(
        (fine.0.as_str(), &fine.1.unwrap()["x-state"]),
        ("text", &DSN.parse::<http::HeaderValue>().unwrap())
    );
    assert!(failed.0.contains("INTERNAL_ERROR") && failed.1.is_none(), "{failed:?}");
    assert_eq!(records.len(), 1, "{records:?}");
}

#[test]
fn a_client_waiting_for_100_continue_gets_it_or_the_error_first() {
    let echo = |body: String| async { body };
    let refuse = |_: Request| async { Fault::problem(&problem::CONFLICT) };
    let router = Router::new()
        .route("/echo", routing::post(echo))
        .route("/refuse", routing::post(refuse))
        .layer(SecureErrorLayer::new());
    let ((echoed, refused), records) = with_server(router, async |address| {
        let head = |path: &str| {
            format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        };
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(head("/echo").as_bytes()).await.unwrap();
        let go_on = read_until(&mut stream, "\r\n\r\n").await;
        assert_eq!(go_on, "HTTP/1.1 100 Continue\r\n\r\n");
        stream.write_all(b"body").await.unwrap();
        let echoed = read_until(&mut stream, "\r\n\r\nbody").await;

        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(head("/refuse").as_bytes()).await.unwrap();
        (echoed, read_until(&mut stream, "CONFLICT").await)
    });
    assert!(echoed.starts_with("HTTP/1.1 200 OK\r\n"), "{echoed}");
    assert!(refused.starts_with("HTTP/1.1 409 Conflict\r\n"), "{refused}");
    assert_eq!(records.len(), 1, "{records:?}");
}
