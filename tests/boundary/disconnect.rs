//! Clients that are gone before they have their answer.

use crate::server::get;
use crate::sink;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::{Router, routing};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use secure_error::layers::SecureTimingLayer;
use secure_error::{Fault, PublicError, RequestId, SecureErrorLayer, problem, render};
use serde_json::Value;
use std::convert::Infallible;
use std::future::Ready;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tower::{Layer as _, Service, service_fn};

/// A client asks, and goes as soon as the server has got so far, or has sent the first bytes of its answer. The records
/// in the log when the server is done with the connection.
fn records_after_a_client_has_gone(router: Router, so_far: Option<&Notify>) -> Vec<Value> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let run = || {
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let (stream, _) = listener.accept().await.unwrap();
            let connection = hyper::server::conn::http1::Builder::new();
            let service = TowerToHyperService::new(router);
            let connection = tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
            client.write_all(&get("/")).await.unwrap();
            match so_far {
                Some(so_far) => so_far.notified().await,
                None => assert_eq!(client.read_exact(&mut [0; 12]).await.unwrap(), 12),
            }
            drop(client);
            connection.await.unwrap().unwrap_err();
        });
    };
    let (log, ()) = sink::json(run);
    sink::records(&log)
}

fn fails() -> Fault {
    Fault::problem_with(&problem::CONFLICT, "row 7 is locked")
}

/// Lets an answer through when hell freezes over.
fn hold_back<S: Clone + Send + Sync + 'static>(router: Router<S>, so_far: &Arc<Notify>) -> Router<S> {
    let so_far = Arc::clone(so_far);
    router.layer(middleware::from_fn(move |request: Request, next: Next| {
        let so_far = Arc::clone(&so_far);
        async move {
            let answer: Response = next.run(request).await;
            so_far.notify_one();
            std::future::pending::<()>().await;
            answer
        }
    }))
}

#[track_caller]
fn assert_one(records: &[Value]) {
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["exception.message"], "row 7 is locked");
    assert_eq!(records[0]["fields"]["request_id"].as_str().unwrap().len(), 32);
}

#[test]
fn before_the_handler_fails_nothing_has_failed() {
    let so_far = Arc::new(Notify::new());
    let entered = Arc::clone(&so_far);
    let handler = move || async move {
        entered.notify_one();
        std::future::pending::<()>().await;
        fails()
    };
    let router = Router::new()
        .route("/", routing::get(handler))
        .layer(SecureErrorLayer::new());
    let records = records_after_a_client_has_gone(router, Some(&so_far));
    assert!(records.is_empty(), "{records:?}");
}

#[test]
fn an_error_is_one_record_wherever_its_response_was_held_back() {
    let router = || Router::new().route("/", routing::get(async || fails()));
    let so_far = Arc::new(Notify::new());
    let inside = hold_back(router(), &so_far).layer(SecureErrorLayer::new());
    assert_one(&records_after_a_client_has_gone(inside, Some(&so_far)));
    let around = hold_back(router().layer(SecureErrorLayer::new()), &so_far);
    assert_one(&records_after_a_client_has_gone(around, Some(&so_far)));
}

/// The layer reads a foreign answer when it comes by.
#[test]
fn a_foreign_answer_that_never_reached_the_layer_is_no_record() {
    let router = Router::new().route("/", routing::get(async || (StatusCode::BAD_GATEWAY, "no route")));
    let so_far = Arc::new(Notify::new());
    let inside = hold_back(router.clone(), &so_far).layer(SecureErrorLayer::new());
    assert!(records_after_a_client_has_gone(inside, Some(&so_far)).is_empty());
    let around = hold_back(router.layer(SecureErrorLayer::new()), &so_far);
    assert_eq!(records_after_a_client_has_gone(around, Some(&so_far)).len(), 1);
}

/// More than all buffers of a connection hold.
struct Large;

impl render::Format for Large {
    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static("text/plain")
    }

    fn render(&self, _: &PublicError<'_>, _: &RequestId, out: &mut Vec<u8>) -> Result<(), render::FormatError> {
        out.resize(64 << 20, b' ');
        Ok(())
    }
}

#[test]
fn in_the_middle_of_a_large_answer_there_is_one_record() {
    let large = async || secure_error::respond_with::<axum::body::Body>(&fails(), &Large);
    let router = Router::new()
        .route("/", routing::get(large))
        .layer(SecureErrorLayer::new());
    assert_one(&records_after_a_client_has_gone(router, None));
}

type Body = http_body_util::Full<hyper::body::Bytes>;

/// The records of a request that nobody waits for any more after one poll, or after none.
fn records_of_a_request_that_is_dropped<S>(service: S, polls: usize) -> Vec<Value>
where
    S: Service<http::Request<()>, Response = http::Response<Body>, Error = Infallible>,
{
    let mut service = SecureErrorLayer::new().layer(service);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let _runtime = runtime.enter();
    let (log, ()) = sink::json(|| {
        let mut answer = Box::pin(service.call(http::Request::new(())));
        for _ in 0..polls {
            assert!(
                answer
                    .as_mut()
                    .poll(&mut Context::from_waker(Waker::noop()))
                    .is_pending()
            );
        }
    });
    sink::records(&log)
}

#[track_caller]
fn assert_panic(records: &[Value]) {
    assert_eq!(records.len(), 1, "{records:?}");
    let record = &records[0]["fields"];
    assert_eq!(
        (&record["exception.type"], &record["exception.message"]),
        (&"Panic".into(), &"row 7".into())
    );
    assert_eq!(record["request_id"].as_str().unwrap().len(), 32);
}

#[test]
fn a_panic_before_the_first_poll_is_logged_even_if_there_is_no_such() {
    let panics = |_| -> Ready<Result<http::Response<Body>, Infallible>> { panic!("row 7") };
    assert_panic(&records_of_a_request_that_is_dropped(service_fn(panics), 0));
}

#[test]
fn work_that_panics_when_dropped_is_logged_under_its_request() {
    struct PanicsInDrop;
    impl Drop for PanicsInDrop {
        fn drop(&mut self) {
            assert_eq!(RequestId::current().unwrap().as_str().len(), 32);
            panic!("row 7");
        }
    }
    let waits = |_| async {
        let _kept = PanicsInDrop;
        std::future::pending().await
    };
    assert_panic(&records_of_a_request_that_is_dropped(service_fn(waits), 1));
}

#[test]
fn a_panic_that_is_held_back_is_logged_under_its_request() {
    let panics = |_| async { panic!("row 7") };
    let padded = SecureTimingLayer::new(Duration::from_secs(100)).layer(service_fn(panics));
    assert_panic(&records_of_a_request_that_is_dropped(padded, 1));
}

/// Nobody should, and it must not look like another failure.
#[test]
fn what_is_polled_after_its_end_is_no_second_failure() {
    let fails = |_| async { Ok::<http::Response<Body>, Infallible>(secure_error::respond(&fails())) };
    let mut service = SecureErrorLayer::new().layer(service_fn(fails));
    let (log, ()) = sink::json(|| {
        let mut answer = Box::pin(service.call(http::Request::new(())));
        let mut poll = || answer.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(poll().is_ready());
        assert!(poll().is_pending());
    });
    assert_one(&sink::records(&log));
}
