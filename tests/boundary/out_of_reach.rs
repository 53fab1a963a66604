//! What the layer cannot see. None of it tells a client anything; this pins down that servers keep it so.

use crate::leaky::DSN;
use crate::server::{get, hyper as serve, request};
use crate::sink;
use axum::body::Body;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use secure_error::SecureErrorLayer;
use std::convert::Infallible;
use std::io;
use tokio::net::{TcpListener, TcpStream};
use tower::{Layer as _, service_fn};

async fn fine(_: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    Ok(Response::new(Body::from("fine")))
}

#[test]
fn what_hyper_refuses_before_a_request_exists_has_no_body_and_no_record() {
    let long = format!("/{}", "a".repeat(70_000));
    let many: Vec<String> = (0..200).map(|number| format!("X-{number}: 1")).collect();
    let many: Vec<&[u8]> = many.iter().map(|line| line.as_bytes()).collect();
    let refused = [
        (b"nonsense\r\n\r\n".to_vec(), 400),
        (get(&long), 414),
        (request("GET", "/", &many), 431),
    ];
    for (request, status) in refused {
        let (answers, records) = serve(SecureErrorLayer::new().layer(service_fn(fine)), &[request]);
        let answer = answers[0].as_ref().unwrap();
        assert_eq!(
            (answer.status(), answer.body.as_slice()),
            (status, &b""[..]),
            "{answer:?}"
        );
        assert_eq!(answer.header("x-request-id"), None);
        assert!(records.is_empty(), "{records:?}");
    }
}

#[test]
fn on_http_2_an_error_of_the_service_resets_its_stream_and_is_one_record() {
    let fails =
        |_: Request<Incoming>| async { Err::<Response<Body>, _>(io::Error::other(format!("no connection to {DSN}"))) };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, error) = sink::json(|| {
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let (served, _) = listener.accept().await.unwrap();
            let service = TowerToHyperService::new(SecureErrorLayer::new().layer(service_fn(fails)));
            let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            tokio::spawn(server.serve_connection(TokioIo::new(served), service));
            let (mut client, connection) =
                hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
                    .await
                    .unwrap();
            tokio::spawn(connection);
            let request = Request::builder().uri("http://localhost/");
            let request = request.body(Empty::<Bytes>::new().boxed()).unwrap();
            client.send_request(request).await.unwrap_err()
        })
    });
    assert!(!format!("{error:?}").contains(DSN), "{error:?}");
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{records:?}");
    assert!(
        records[0]["fields"]["exception.message"]
            .as_str()
            .unwrap()
            .contains(DSN)
    );
}
