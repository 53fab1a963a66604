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
use secure_error::{Fault, PublicError, RequestId, SecureErrorLayer, problem, render};
use serde_json::Value;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

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
fn an_error_that_became_an_answer_is_one_record_wherever_the_answer_was_held_back() {
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
    let large = async || secure_error::answer_with::<axum::body::Body>(&fails(), &Large);
    let router = Router::new()
        .route("/", routing::get(large))
        .layer(SecureErrorLayer::new());
    assert_one(&records_after_a_client_has_gone(router, None));
}
