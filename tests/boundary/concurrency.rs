//! Many requests at once, on several threads.

use crate::server::{ask, request};
use crate::sink::Written;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing;
use secure_error::{Fault, SecureErrorLayer, problem};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Barrier;

const REQUESTS: usize = 256;

/// Fails in every way, after all the others have begun and the thread has changed a few times.
async fn fail(State(barrier): State<Arc<Barrier>>, Path(number): Path<usize>) -> Response {
    barrier.wait().await;
    for _ in 0..number % 17 {
        tokio::task::yield_now().await;
    }
    match number % 4 {
        0 => panic!("request {number}"),
        1 => Fault::problem_with(&problem::CONFLICT, format!("request {number}")).into_response(),
        2 => (http::StatusCode::BAD_GATEWAY, format!("request {number}")).into_response(),
        _ => "fine".into_response(),
    }
}

#[test]
fn requests_that_run_at_once_keep_their_own_ids() {
    let written = Written::default();
    let subscriber = tracing_subscriber::fmt().json().with_writer(written.clone()).finish();
    let dispatch = tracing::Dispatch::new(subscriber);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        // For as long as the thread lives.
        .on_thread_start(move || {
            std::mem::forget(tracing::dispatcher::set_default(&dispatch));
            // Other tests of this process panic too, and all panics share a budget.
            std::mem::forget(secure_error::testing::log_in_full());
        })
        .build()
        .unwrap();
    let router = Router::new()
        .route("/{number}", routing::get(fail))
        .with_state(Arc::new(Barrier::new(REQUESTS)))
        .layer(SecureErrorLayer::new());

    let answers = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async { axum::serve(listener, router).await });
        let mut asked = Vec::new();
        for number in 0..REQUESTS {
            asked.push(tokio::spawn(async move {
                let own = format!("X-Request-Id: client-{number}");
                let request = request("GET", &format!("/{number}"), &[own.as_bytes()]);
                ask(address, &request).await.unwrap()
            }));
        }
        let mut answers = Vec::new();
        for task in asked {
            answers.push(task.await.unwrap());
        }
        answers
    });

    let log = written.take();
    let mut by_id = HashMap::new();
    for record in crate::sink::records(&log) {
        let id = record["fields"]["request_id"].as_str().unwrap().to_owned();
        assert!(by_id.insert(id, record).is_none(), "an id is logged once");
    }
    for (number, answer) in answers.iter().enumerate() {
        let Some(record) = by_id.remove(answer.id()) else {
            assert_eq!((number % 4, answer.status()), (3, 200));
            continue;
        };
        assert_eq!(record["fields"]["exception.message"], format!("request {number}"));
        assert_eq!(record["fields"]["client_request_id"], format!("client-{number}"));
        assert_eq!(answer.json()["request_id"], answer.id());
    }
    assert!(by_id.is_empty(), "{by_id:?}");
}
