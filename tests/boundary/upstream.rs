//! A proxy that hands on what its upstream says.

use crate::leaky::{DSN, KEY};
use crate::server::{Answer, get, hyper as serve};
use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use secure_error::SecureErrorLayer;
use secure_error::layers::SecureErrorBody;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tower::{ServiceBuilder, service_fn};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Tells too much in its status line, its headers and its body.
fn gossip(path: &str) -> String {
    let status = if path == "/fine" { 200 } else { 502 };
    format!("HTTP/1.1 {status} no route to {DSN}\r\netag: \"{KEY}\"\r\ncontent-length: 10\r\n\r\nvault-3 no")
}

async fn forward(request: Request<Incoming>) -> Result<Response<Incoming>, BoxError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let stream = TokioIo::new(TcpStream::connect(listener.local_addr()?).await?);
    let (mut upstream, _) = listener.accept().await?;
    upstream.write_all(gossip(request.uri().path()).as_bytes()).await?;
    let (mut client, connection) = hyper::client::conn::http1::handshake(stream).await?;
    tokio::spawn(connection);
    Ok(client.send_request(request).await?)
}

fn tells(answer: &Answer) -> Vec<&'static str> {
    let text = answer.text();
    let told = [DSN, KEY, "vault-3"];
    told.into_iter().filter(|secret| text.contains(secret)).collect()
}

#[test]
fn what_an_upstream_says_stops_at_the_layer_even_in_the_status_line() {
    let (answers, _) = serve(service_fn(forward), &[get("/")]);
    assert_eq!(tells(answers[0].as_ref().unwrap()), [DSN, KEY, "vault-3"]);

    let service = ServiceBuilder::new()
        .layer(SecureErrorLayer::new())
        .map_response(|answer: Response<Incoming>| answer.map(SecureErrorBody::new))
        .service_fn(forward);
    let (answers, records) = serve(service, &[get("/"), get("/fine")]);
    let [Some(sealed), Some(fine)] = &answers[..] else {
        panic!("both are answered")
    };
    assert_eq!(tells(sealed), [""; 0], "{sealed:?}");
    assert!(sealed.head.starts_with("HTTP/1.1 502 Bad Gateway\r\n"), "{sealed:?}");
    assert_eq!(sealed.json()["code"], "BAD_GATEWAY");
    assert_eq!((fine.status(), fine.body.as_slice()), (200, &b"vault-3 no"[..]));
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["request_id"], sealed.id());
}
