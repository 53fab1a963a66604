//! Statuses that came from another service, and were forwarded by `?`.

use crate::desk::{self, Behind, Desk};
use crate::exchange::{LAYER, ONCE, STREAM, Seen, call, channel, one, talk};
use crate::golden::Golden;
use secure_error::ResultExt as _;
use secure_error_tests_frameworks::shop::DbError;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::client::Grpc;
use tonic::metadata::MetadataMap;
use tonic::transport::{Endpoint, Server};
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;
use tonic_types::{ErrorDetails, StatusExt as _};
use tower::Layer;

/// What a service tells its neighbours: in the message, in the metadata, and in the details.
pub fn telling() -> Status {
    saying(Code::PermissionDenied)
}

fn saying(code: Code) -> Status {
    let mut metadata = MetadataMap::new();
    metadata.insert("x-internal-host", "vault-3.hunter2.svc".parse().unwrap());
    let details = ErrorDetails::with_debug_info(vec!["at hunter2.rs:7".to_owned()], "hunter2 in a frame");
    let message = "vault policy kv/prod/hunter2 denied for role billing";
    Status::with_error_details_and_metadata(code, message, details, metadata)
}

/// Which service is called.
#[derive(Clone, Copy)]
enum Upstream {
    /// One of tonic alone.
    Bare,
    /// One behind the layer.
    Sealed,
    /// One that ends each connection.
    Crashing,
    /// None.
    Absent,
}

/// Starts it.
async fn start(upstream: Upstream, desk: Desk) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let incoming = TcpListenerStream::new(listener);
    match upstream {
        Upstream::Bare => drop(tokio::spawn(
            Server::builder().serve_with_incoming(desk.routes(), incoming),
        )),
        Upstream::Sealed => {
            let service = LAYER.layer(desk.routes());
            tokio::spawn(Server::builder().serve_with_incoming(service, incoming));
        }
        Upstream::Crashing => drop(tokio::spawn(async move {
            let mut connections = incoming;
            while let Some(Ok(connection)) = connections.next().await {
                let mut some = [0; 256];
                connection.readable().await.unwrap();
                let _ = connection.try_read(&mut some);
            }
        })),
        Upstream::Absent => {}
    }
    address
}

async fn client(address: &str) -> Grpc<tonic::transport::Channel> {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let mut grpc = Grpc::new(endpoint.connect_lazy());
    grpc.ready().await.unwrap();
    grpc
}

/// Calls the service, and forwards what it says.
async fn forwarded(address: String) -> Result<String, Status> {
    let codec = ProstCodec::<String, String>::default();
    let request = Request::new("1".to_owned());
    Ok(client(&address)
        .await
        .unary(request, ONCE.parse().unwrap(), codec)
        .await?
        .into_inner())
}

/// The same of a stream.
async fn all_forwarded(address: String) -> Result<String, Status> {
    let codec = ProstCodec::<String, String>::default();
    let request = Request::new("1".to_owned());
    let mut stream = client(&address)
        .await
        .server_streaming(request, STREAM.parse().unwrap(), codec)
        .await?
        .into_inner();
    let mut last = String::new();
    while let Some(message) = stream.message().await? {
        last = message;
    }
    Ok(last)
}

/// What the client of a service gets that calls another, and its records.
fn through(upstream: Upstream, of_upstream: Desk, desk: Desk, method: &'static str) -> (Seen, Vec<Value>) {
    talk(Server::builder(), LAYER.layer(desk.routes()), async |address| {
        let upstream = start(upstream, of_upstream).await;
        let call = call(method).message(upstream.to_string());
        call.make(&channel(address).await).await
    })
}

fn failing(code: Code) -> Desk {
    let mut desk = desk::once(move |_| async move { Err(saying(code)) });
    desk.stream = desk::stream(move || tokio_stream::iter([Ok("1".to_owned()), Err(saying(code))])).stream;
    desk
}

fn forwarding() -> Desk {
    desk::once(|request: Request<String>| forwarded(request.into_inner()))
}

#[track_caller]
fn assert_is_broken((seen, records): (Seen, Vec<Value>), code: Code) -> Value {
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(records[0]["level"], "ERROR", "{records:#?}");
    let (seen, record) = one(seen, records);
    assert_eq!(seen.failed().code, code, "{seen:?}");
    assert!(
        !seen.text().contains("hunter2") && !seen.text().contains("x-internal-host"),
        "{seen:?}"
    );
    record
}

#[test]
fn the_code_of_an_upstream_service_is_not_that_of_ours() {
    for number in 1..=16 {
        let code = Code::from_i32(number);
        let found = through(Upstream::Bare, failing(code), forwarding(), ONCE);
        let expected = match code {
            Code::Unknown | Code::DeadlineExceeded | Code::Unavailable | Code::DataLoss => code,
            _ => Code::Internal,
        };
        let record = assert_is_broken(found, expected);
        assert_eq!(record["exception.type"], "UpstreamStatus", "{record}");
        let text = record.to_string();
        assert!(
            text.contains("vault policy") && text.contains("upstream_code") && text.contains("x-internal-host"),
            "{record}"
        );
    }
    let found = through(Upstream::Bare, failing(Code::Unauthenticated), forwarding(), ONCE);
    let golden = Golden::new(Code::Internal, "An internal error occurred", "INTERNAL_ERROR");
    golden.assert(&found.0);
}

#[test]
fn the_code_of_an_upstream_service_is_not_that_of_a_stream() {
    let desk = || {
        let mut desk = desk::stream(tokio_stream::empty::<Result<String, Status>>);
        desk.stream = Arc::new(|request: Request<String>| {
            let address = request.into_inner();
            let messages: desk::Messages = Box::pin(tokio_stream::once(()).then(move |()| forwarded(address.clone())));
            Box::pin(async { Ok(messages) })
        });
        desk
    };
    assert_is_broken(
        through(Upstream::Bare, failing(Code::NotFound), desk(), STREAM),
        Code::Internal,
    );
}

#[test]
fn an_upstream_service_that_crashes_or_is_not_there_is_an_alarm() {
    for upstream in [Upstream::Crashing, Upstream::Absent] {
        let (seen, records) = through(upstream, failing(Code::Ok), forwarding(), ONCE);
        let code = seen.failed().code;
        assert!(
            [Code::Internal, Code::Unknown, Code::Unavailable].contains(&code),
            "{seen:?}"
        );
        let record = assert_is_broken((seen, records), code);
        assert_eq!(record["exception.type"], "UpstreamStatus", "{record}");
    }
}

#[test]
fn the_id_of_an_upstream_service_is_in_the_record() {
    let named = |id: &'static str| {
        let mut status = saying(Code::NotFound);
        status.metadata_mut().insert("x-request-id", id.parse().unwrap());
        let end = status.clone();
        Desk {
            once: desk::once(move |_| std::future::ready(Err(status.clone()))).once,
            stream: desk::stream(move || tokio_stream::iter([Ok("1".to_owned()), Err(end.clone())])).stream,
        }
    };
    let all = || desk::once(|request: Request<String>| all_forwarded(request.into_inner()));
    for desk in [forwarding(), all()] {
        let record = assert_is_broken(
            through(Upstream::Bare, named("of-the-vault"), desk, ONCE),
            Code::Internal,
        );
        assert!(told(&record).contains("of-the-vault"), "{record}");
    }
    let found = through(Upstream::Bare, named("{hostile}"), forwarding(), ONCE);
    let record = assert_is_broken(found, Code::Internal);
    assert!(!record.to_string().contains("hostile"), "{record}");

    // Both are in one process here, so the log has the records of both.
    let (seen, records) = through(Upstream::Sealed, failing(Code::NotFound), forwarding(), ONCE);
    let [upstream, ours] = &records[..] else {
        panic!("{records:#?}")
    };
    let id = upstream["fields"]["request_id"].as_str().unwrap();
    assert!(told(&ours["fields"]).contains(id), "{records:#?}");
    assert_ne!(seen.failed().id(), id);
}

/// The part of a record after the name of the field.
#[track_caller]
fn told(record: &Value) -> String {
    let text = record.to_string();
    let (_, rest) = text
        .split_once("upstream_request_id")
        .unwrap_or_else(|| panic!("{text}"));
    rest.to_owned()
}

#[test]
fn a_status_found_behind_an_error_is_foreign_and_its_causes_are_logged() {
    let desk = desk::once(|_| async { Err(Status::from_error(Box::new(Behind(telling())))) });
    let record = assert_is_broken(through(Upstream::Absent, failing(Code::Ok), desk, ONCE), Code::Internal);
    assert!(record.to_string().contains("the billing service said"), "{record}");
}

#[test]
fn a_status_of_a_handler_keeps_its_code_whatever_its_cause() {
    let desk = desk::once(|_| async {
        let mut status = Status::not_found("hunter2");
        status.set_source(Arc::new(DbError));
        Err(status)
    });
    let (seen, records) = through(Upstream::Absent, failing(Code::Ok), desk, ONCE);
    let (seen, record) = one(seen, records);
    Golden::new(Code::NotFound, "Not found", "NOT_FOUND").assert(&seen);
    assert!(record.to_string().contains("hunter2"), "{record}");
}

/// What cannot be seen: tonic keeps nothing but code, message and details of what ends a stream.
#[test]
fn the_end_of_an_upstream_stream_needs_or_internal() {
    let desk = desk::once(|request: Request<String>| all_forwarded(request.into_inner()));
    let (seen, _) = through(Upstream::Bare, failing(Code::PermissionDenied), desk, ONCE);
    assert_eq!(seen.failed().code, Code::PermissionDenied);
    let desk =
        desk::once(|request: Request<String>| async { Ok(all_forwarded(request.into_inner()).await.or_internal()?) });
    let record = assert_is_broken(
        through(Upstream::Bare, failing(Code::PermissionDenied), desk, ONCE),
        Code::Internal,
    );
    assert!(record.to_string().contains("vault policy"), "{record}");
}
