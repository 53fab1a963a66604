//! A real axum server on a real socket, and a client that keeps the exact bytes of what comes back.

use axum::Router;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// An answer as it came over the wire.
#[derive(Debug)]
pub struct Answer {
    /// Status line and headers.
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .expect("a head and an empty line");
        let head = String::from_utf8(bytes[..end].to_vec()).expect("a head is ASCII");
        let answer = Self {
            head,
            body: bytes[end + 4..].to_vec(),
        };
        let length: usize = answer.header("content-length").expect("a length").parse().unwrap();
        assert_eq!(answer.body.len(), length, "nothing is missing and nothing follows");
        answer
    }

    pub fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Head and body.
    pub fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), b"\r\n\r\n", &self.body].concat()
    }
}

/// Serves `router` on this thread while the requests are made, one connection each.
pub fn exchange(router: Router, requests: &[Vec<u8>]) -> Vec<Answer> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async { axum::serve(listener, router).await });
        let mut answers = Vec::new();
        for request in requests {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(request).await.unwrap();
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await.unwrap();
            answers.push(Answer::parse(&bytes));
        }
        answers
    })
}

/// A request for a page, without a body.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").into_bytes()
}

/// A request with a header of these bytes and a body of those.
pub fn post(path: &str, header: &[u8], body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut request =
        format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n")
            .into_bytes();
    request.extend_from_slice(b"X-Anything: ");
    request.extend_from_slice(header);
    request.extend_from_slice(b"\r\n\r\n");
    request.extend_from_slice(body);
    request
}
