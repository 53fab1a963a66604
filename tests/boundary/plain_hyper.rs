//! The layer on hyper, without a framework.

use crate::leaky::DSN;
use crate::server::{get, hyper as serve, request};
use axum::body::Body;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use secure_error::{Fault, SecureErrorLayer, problem};
use std::convert::Infallible;
use std::io;
use tower::{Layer as _, Service, ServiceExt as _, service_fn};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

async fn answer(request: Request<Incoming>) -> Result<Response<Body>, BoxError> {
    let status = |status: u16| Response::builder().status(status);
    Ok(match request.uri().path() {
        "/text" => status(500).body(Body::from(DSN))?,
        "/own" => secure_error::respond(&Fault::problem_with(&problem::CONFLICT, "row 7 is locked")),
        "/into" => Response::from(Fault::problem(&problem::GONE)),
        "/panic" => panic!("cannot reach {DSN}"),
        "/switch" => status(101)
            .header("upgrade", "other")
            .header("connection", "upgrade")
            .body(Body::empty())?,
        "/error" => {
            return Err(Box::new(io::Error::other(
                anyhow::anyhow!("root: {DSN}").context("no connection"),
            )));
        }
        _ => Response::new(Body::from("fine")),
    })
}

#[test]
fn a_service_without_a_framework_is_as_safe() {
    let service = SecureErrorLayer::new().layer(service_fn(answer));
    let requests = [
        get("/text"),
        get("/own"),
        get("/into"),
        get("/panic"),
        get("/"),
        request("HEAD", "/text", &[]),
    ];
    let (answers, records) = serve(service, &requests);
    let answers: Vec<_> = answers.into_iter().map(Option::unwrap).collect();
    assert_eq!(
        answers.iter().map(|it| it.status()).collect::<Vec<_>>(),
        [500, 409, 410, 500, 200, 500]
    );
    assert_eq!(records.len(), 5);
    let failed = answers.iter().filter(|answer| answer.status() >= 400);
    for (answer, record) in failed.zip(&records) {
        assert!(!answer.text().contains(DSN), "{answer:?}");
        assert_eq!(record["fields"]["request_id"], answer.id());
    }
    assert_eq!(answers[4].body, b"fine");
    assert!(answers[5].body.is_empty());
    assert_eq!(answers[5].header("content-length"), answers[0].header("content-length"));
}

#[test]
fn a_switch_of_protocols_passes() {
    let service = SecureErrorLayer::new().layer(service_fn(answer));
    let (answers, records) = serve(service, &[get("/switch")]);
    let answer = answers[0].as_ref().unwrap();
    assert_eq!((answer.status(), answer.header("upgrade")), (101, Some("other")));
    assert!(records.is_empty());
}

#[test]
fn an_error_of_the_service_goes_on_and_is_logged_once_with_its_causes() {
    let service = SecureErrorLayer::new().layer(service_fn(answer));
    let (answers, records) = serve(service, &[get("/error"), get("/")]);
    assert!(answers[0].is_none(), "hyper closes the connection");
    assert_eq!(answers[1].as_ref().unwrap().body, b"fine");
    assert_eq!(records.len(), 1, "{records:?}");
    let fields = &records[0]["fields"];
    assert_eq!(fields["exception.message"], "no connection");
    assert!(
        fields["exception.stacktrace"].as_str().unwrap().contains(DSN),
        "{fields}"
    );
    assert_eq!(fields["request_id"].as_str().unwrap().len(), 32);
}

#[test]
fn an_error_that_goes_through_two_layers_is_logged_once() {
    let layer = SecureErrorLayer::new();
    let (_, records) = serve(layer.layer(layer.layer(service_fn(answer))), &[get("/error")]);
    assert_eq!(records.len(), 1, "{records:?}");
}

/// Panics before there is a future.
#[derive(Clone)]
struct PanicsInCall;

impl Service<Request<()>> for PanicsInCall {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Infallible>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        panic!("before there is a future: {DSN}")
    }
}

#[tokio::test]
async fn a_panic_before_there_is_a_future_is_answered_in_another_body_type() {
    let service = SecureErrorLayer::new().layer(PanicsInCall);
    let answer = service.oneshot(Request::new(())).await.unwrap();
    assert_eq!(answer.status(), 500);
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert!(body.starts_with(b"{\"type\":\"about:blank\""));
}

#[tokio::test]
async fn on_http_2_a_panic_is_an_answer_and_one_to_head_has_no_frames() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let service = TowerToHyperService::new(SecureErrorLayer::new().layer(service_fn(answer)));
        let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
        connection.serve_connection(TokioIo::new(stream), service).await
    });
    let stream = TokioIo::new(tokio::net::TcpStream::connect(address).await.unwrap());
    let (mut client, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), stream)
        .await
        .unwrap();
    tokio::spawn(connection);
    for (method, path, status) in [
        ("GET", "panic", 500),
        ("HEAD", "text", 500),
        ("HEAD", "own", 409),
        ("GET", "", 200),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://localhost/{path}"))
            .body(http_body_util::Empty::<Bytes>::new())
            .unwrap();
        let answer = client.send_request(request).await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        assert!(answer.headers().contains_key("x-request-id"), "{path}");
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body.is_empty(), method == "HEAD", "{path}: {body:?}");
        assert!(!String::from_utf8_lossy(&body).contains(DSN), "{path}");
    }
}

/// HTTP/2 frames a body by itself, so nothing but the layer can keep it from an answer to HEAD.
#[tokio::test]
async fn an_answer_to_head_has_no_body_for_any_server() {
    for path in ["text", "own", "panic"] {
        let inner = service_fn(move |_: Request<()>| async move {
            Ok::<_, Infallible>(match path {
                "text" => Response::builder().status(500).body(Full::from(DSN)).unwrap(),
                "own" => secure_error::respond::<Full<Bytes>>(&Fault::problem(&problem::GONE)),
                _ => panic!("{DSN}"),
            })
        });
        let head = Request::builder().method("HEAD").body(()).unwrap();
        let answer = SecureErrorLayer::new().layer(inner).oneshot(head).await.unwrap();
        let length: usize = answer.headers()["content-length"].to_str().unwrap().parse().unwrap();
        assert!(length > 50, "{path}");
        assert_eq!(
            answer.into_body().collect().await.unwrap().to_bytes().len(),
            0,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_body_that_a_panicking_service_leaves_behind_may_panic_too() {
    struct PanicsInDrop;
    impl Drop for PanicsInDrop {
        fn drop(&mut self) {
            if !std::thread::panicking() {
                panic!("in drop");
            }
        }
    }
    let inner = service_fn(|_: Request<()>| {
        // Dropped with the future, after the panic has been caught.
        let left = PanicsInDrop;
        std::future::poll_fn(move |_| -> std::task::Poll<Result<Response<Full<Bytes>>, Infallible>> {
            let _ = &left;
            panic!("in poll")
        })
    });
    let answer = SecureErrorLayer::new()
        .layer(inner)
        .oneshot(Request::new(()))
        .await
        .unwrap();
    assert_eq!(answer.status(), 500);
}

/// A service that falls back on another one.
#[test]
fn a_service_error_that_was_handled_has_no_record_of_its_own() {
    let backend = |name: &'static str| {
        let fails = move |_: Request<Incoming>| async move { Err::<Response<Body>, _>(std::io::Error::other(name)) };
        SecureErrorLayer::new().layer(service_fn(fails))
    };
    let service = service_fn(move |request: Request<Incoming>| async move {
        let _ = backend("the first is gone").oneshot(request).await;
        Err::<Response<Body>, _>(std::io::Error::other("the second is gone"))
    });
    let (_, records) = serve(SecureErrorLayer::new().layer(service), &[get("/")]);
    let messages: Vec<_> = records.iter().map(|it| &it["fields"]["exception.message"]).collect();
    assert_eq!(messages, ["the second is gone"]);
    assert_eq!(records[0]["fields"]["fields"], "earlier=INTERNAL_ERROR");
}
