//! What a client sees, and what operators read.

use crate::desk::Desk;
use bytes::Bytes;
use http_body::Body as HttpBody;
use secure_error::frameworks::tonic::SecureStatusLayer;
use secure_error_tests::sink;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::body::Body;
use tonic::client::Grpc;
use tonic::metadata::{KeyAndValueRef, MetadataMap};
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;
use tower::{Layer, Service};

/// What came back for a call.
#[derive(Debug)]
pub struct Seen {
    /// Of the head, if that was no status.
    pub initial: Option<Metadata>,
    pub messages: Vec<String>,
    /// What failed, if it did.
    pub status: Option<Failed>,
}

#[derive(Debug)]
pub struct Failed {
    pub code: Code,
    pub message: String,
    pub details: Vec<u8>,
    pub metadata: Metadata,
    pub status: Status,
}

pub type Metadata = BTreeMap<String, Vec<String>>;

impl Seen {
    #[track_caller]
    pub fn failed(&self) -> &Failed {
        self.status.as_ref().expect("a failure")
    }

    /// Everything, the bytes of the details as text.
    pub fn text(&self) -> String {
        let details = self.status.as_ref().map_or(&[][..], |status| &status.details);
        format!("{self:?} {}", String::from_utf8_lossy(details))
    }
}

impl Failed {
    /// The id, which is there once.
    #[track_caller]
    pub fn id(&self) -> &str {
        let ids = &self.metadata["x-request-id"];
        assert_eq!(ids.len(), 1, "{self:?}");
        &ids[0]
    }

    /// The names of the metadata, without those that the server itself writes into every head.
    pub fn names(&self) -> Vec<&str> {
        let names = self.metadata.keys().map(String::as_str);
        names.filter(|name| !["content-type", "date"].contains(name)).collect()
    }
}

fn metadata(map: &MetadataMap) -> Metadata {
    let mut metadata = Metadata::new();
    for entry in map.iter() {
        let (key, value) = match entry {
            KeyAndValueRef::Ascii(key, value) => (key.as_str(), value.to_str().unwrap().to_owned()),
            KeyAndValueRef::Binary(key, value) => {
                let bytes = value.to_bytes().unwrap();
                (key.as_str(), String::from_utf8_lossy(&bytes).into_owned())
            }
        };
        metadata.entry(key.to_owned()).or_default().push(value);
    }
    metadata
}

fn failed(status: Status) -> Failed {
    Failed {
        code: status.code(),
        message: status.message().to_owned(),
        details: status.details().to_vec(),
        metadata: metadata(status.metadata()),
        status,
    }
}

/// What a client says.
#[derive(Clone)]
pub struct Call {
    method: &'static str,
    message: String,
    metadata: Vec<(&'static str, &'static str)>,
}

pub fn call(method: &'static str) -> Call {
    Call {
        method,
        message: "1".to_owned(),
        metadata: Vec::new(),
    }
}

pub const ONCE: &str = "/desk.Desk/Once";
pub const STREAM: &str = "/desk.Desk/Stream";

impl Call {
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    pub fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.metadata.push((name, value));
        self
    }

    fn request(&self) -> Request<String> {
        let mut request = Request::new(self.message.clone());
        for (name, value) in &self.metadata {
            request.metadata_mut().append(*name, value.parse().unwrap());
        }
        request
    }

    /// Makes it. Everything is read as a stream: an answer of one message is one.
    pub async fn make(&self, channel: &Channel) -> Seen {
        let mut grpc = Grpc::new(channel.clone());
        grpc.ready().await.unwrap();
        let codec = ProstCodec::<String, String>::default();
        let path = self.method.parse().unwrap();
        let mut seen = Seen {
            initial: None,
            messages: Vec::new(),
            status: None,
        };
        match grpc.server_streaming(self.request(), path, codec).await {
            Err(status) => seen.status = Some(failed(status)),
            Ok(answer) => {
                seen.initial = Some(metadata(answer.metadata()));
                let mut messages = answer.into_inner();
                loop {
                    match messages.message().await {
                        Ok(Some(message)) => seen.messages.push(message),
                        Ok(None) => break,
                        Err(status) => {
                            seen.status = Some(failed(status));
                            break;
                        }
                    }
                }
            }
        }
        seen
    }
}

/// A server with this service, and what somebody makes of its address; and the records in the log. All on one thread.
pub fn talk<S, B, R>(server: Server, service: S, client: impl AsyncFnOnce(SocketAddr) -> R) -> (R, Vec<Value>)
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>> + Send,
    S::Future: Send,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (log, result) = sink::json(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let incoming = TcpListenerStream::new(listener);
            let server = tokio::spawn(async move { server.serve_with_incoming(service, incoming).await });
            let result = client(address).await;
            // What the server still does for a call that is over, it does now.
            for _ in 0..16 {
                tokio::task::yield_now().await;
            }
            server.abort();
            result
        })
    });
    (result, sink::records(&log))
}

pub async fn channel(address: SocketAddr) -> Channel {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    endpoint.connect().await.unwrap()
}

/// What the calls get from a service that has its layers already.
pub fn exchange<S, B>(service: S, calls: &[Call]) -> (Vec<Seen>, Vec<Value>)
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>> + Send,
    S::Future: Send,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    talk(Server::builder(), service, async |address| {
        let channel = channel(address).await;
        let mut seen = Vec::new();
        for call in calls {
            seen.push(call.make(&channel).await);
        }
        seen
    })
}

pub fn without(desk: Desk, call: Call) -> (Seen, Vec<Value>) {
    let (mut seen, records) = exchange(desk.routes(), &[call]);
    (seen.remove(0), records)
}

pub const LAYER: SecureStatusLayer = SecureStatusLayer::new();

pub fn behind(desk: Desk, call: Call) -> (Seen, Vec<Value>) {
    let (mut seen, records) = exchange(LAYER.layer(desk.routes()), &[call]);
    (seen.remove(0), records)
}

/// One call, one failure, one record, under the id that the client has.
#[track_caller]
pub fn one(seen: Seen, mut records: Vec<Value>) -> (Seen, Value) {
    assert_eq!(records.len(), 1, "{records:#?}");
    let record = records.remove(0)["fields"].take();
    assert_eq!(record["request_id"], seen.failed().id(), "{record}");
    (seen, record)
}

/// An answer as any client of HTTP sees it.
#[derive(Debug)]
pub struct Raw {
    pub status: u16,
    pub headers: Metadata,
    pub body: String,
    pub trailers: Option<Metadata>,
    /// The head was everything, and said so.
    pub head_only: bool,
}

fn header_metadata(headers: &http::HeaderMap) -> Metadata {
    metadata(&MetadataMap::from_headers(headers.clone()))
}

/// One request of HTTP/2.
pub async fn raw(address: SocketAddr, request: http::request::Builder, body: &'static [u8]) -> Raw {
    use http_body_util::{BodyExt as _, Full};
    use hyper_util::rt::{TokioExecutor, TokioIo};

    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let request = request.body(Full::new(Bytes::from_static(body))).unwrap();
    let (head, body) = sender.send_request(request).await.unwrap().into_parts();
    let head_only = body.is_end_stream();
    let collected = body.collect().await.unwrap();
    let trailers = collected.trailers().map(header_metadata);
    Raw {
        status: head.status.as_u16(),
        headers: header_metadata(&head.headers),
        body: String::from_utf8_lossy(&collected.to_bytes()).into_owned(),
        trailers,
        head_only,
    }
}

/// The head of a call, and its message, which is empty.
pub fn grpc(path: &str) -> (http::request::Builder, &'static [u8]) {
    let request = http::Request::post(format!("http://localhost{path}"));
    let request = request
        .header("content-type", "application/grpc")
        .header("te", "trailers");
    (request, &[0; 5])
}
