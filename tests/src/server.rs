//! Real servers on real sockets, and a client that keeps the exact bytes of what comes back.

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::{Body, Incoming};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use secure_error::SecureErrorLayer;
use std::convert::Infallible;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tower::Service;

/// An answer as it came over the wire.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status line and headers.
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// Nothing if the server closed the connection without a word.
    fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return None;
        }
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).expect("a head is ASCII");
        let body = bytes[end + 4..].to_vec();
        Some(Self { head, body })
    }

    pub fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    pub fn all(&self, name: &str) -> Vec<&str> {
        let pairs = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        pairs
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).first().copied()
    }

    /// The id, which is there once.
    #[track_caller]
    pub fn id(&self) -> &str {
        let ids = self.all("x-request-id");
        assert_eq!(ids.len(), 1, "{self:?}");
        ids[0]
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    /// Head and body.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    /// The same, byte for byte.
    pub fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), b"\r\n\r\n", &self.body].concat()
    }
}

/// One connection a request. No answer where the server closed the connection without one.
async fn talk(address: SocketAddr, requests: &[Vec<u8>]) -> Vec<Option<Answer>> {
    let mut answers = Vec::new();
    for request in requests {
        answers.push(ask(address, request).await);
    }
    answers
}

pub async fn ask(address: SocketAddr, request: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut bytes = Vec::new();
    // A server that refuses a body resets the connection after its answer.
    let _ = stream.read_to_end(&mut bytes).await;
    Answer::parse(&bytes)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .unwrap()
}

/// What a service, such as a router, answers without the layer.
pub fn without<S>(service: S, requests: &[Vec<u8>]) -> Vec<Option<Answer>>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    made(|| service, requests)
}

/// The same, where each request has an answer of a known length.
pub fn exchange(router: Router, requests: &[Vec<u8>]) -> Vec<Answer> {
    let whole = |answer: Option<Answer>| {
        let answer = answer.expect("every request is answered");
        let length: usize = answer.header("content-length").expect("a length").parse().unwrap();
        assert_eq!(answer.body.len(), length, "nothing is missing and nothing follows");
        answer
    };
    without(router, requests).into_iter().map(whole).collect()
}

/// What [`without`] does, for a service that can be made in a runtime only.
pub fn made<S>(make: impl FnOnce() -> S, requests: &[Vec<u8>]) -> Vec<Option<Answer>>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    runtime().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = axum::ServiceExt::<Request>::into_make_service(make());
        tokio::spawn(async { axum::serve(listener, service).await });
        talk(address, requests).await
    })
}

/// What a router answers behind the layer, which is always something, and the records in the log.
pub fn behind(router: Router, requests: &[Vec<u8>]) -> (Vec<Answer>, Vec<serde_json::Value>) {
    within(router.layer(SecureErrorLayer::new()), requests)
}

/// What a service answers that has its layers already, and the records in the log.
pub fn within<S>(service: S, requests: &[Vec<u8>]) -> (Vec<Answer>, Vec<serde_json::Value>)
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let (log, answers) = crate::sink::json(|| without(service, requests));
    let answers = answers
        .into_iter()
        .map(|answer| answer.expect("every request is answered"));
    (answers.collect(), crate::sink::records(&log))
}

/// One request, one answer, one record.
#[track_caller]
pub fn one(router: Router, request: Vec<u8>) -> (Answer, serde_json::Value) {
    let (mut answers, mut records) = behind(router, &[request]);
    assert_eq!(records.len(), 1, "{records:?}");
    (answers.remove(0), records.remove(0)["fields"].take())
}

/// What a service answers on plain hyper, and the records in the log.
pub fn hyper<S, B>(service: S, requests: &[Vec<u8>]) -> (Vec<Option<Answer>>, Vec<serde_json::Value>)
where
    S: Service<http::Request<Incoming>, Response = http::Response<B>> + Clone + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::Future: 'static,
    B: Body + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let run = || {
        let local = tokio::task::LocalSet::new();
        local.block_on(&runtime(), async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::task::spawn_local(async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let service = TowerToHyperService::new(service.clone());
                    let connection = hyper::server::conn::http1::Builder::new();
                    tokio::task::spawn_local(connection.serve_connection(TokioIo::new(stream), service));
                }
            });
            talk(address, requests).await
        })
    };
    let (log, answers) = crate::sink::json(run);
    (answers, crate::sink::records(&log))
}

/// A request without a body; `headers` are whole lines.
pub fn request(method: &str, path: &str, headers: &[&[u8]]) -> Vec<u8> {
    with_body(method, path, headers, b"")
}

pub fn with_body(method: &str, path: &str, headers: &[&[u8]], body: &[u8]) -> Vec<u8> {
    let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    let mut request = head.into_bytes();
    if !body.is_empty() {
        request.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    for line in headers {
        request.extend_from_slice(line);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    request.extend_from_slice(body);
    request
}

/// A request with a header of these bytes and a body of those.
pub fn post(path: &str, header: &[u8], body: &[u8]) -> Vec<u8> {
    with_body("POST", path, &[&[b"X-Anything: ", header].concat()], body)
}

pub fn get(path: &str) -> Vec<u8> {
    request("GET", path, &[])
}
