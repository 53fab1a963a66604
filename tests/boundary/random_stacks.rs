//! Whatever middleware is inside the layer and whatever the handler does: the log has exactly what was sent.

use crate::leaky::DSN;
use crate::sink;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use secure_error::layers::PassThrough;
use secure_error::{Fault, RequestId, SecureErrorLayer, problem, render};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tower::util::BoxCloneSyncService;
use tower::{Layer as _, Service as _, ServiceExt as _, service_fn};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

type Stack = BoxCloneSyncService<Request, Response, Infallible>;

/// One middleware.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Retry,
    Rebuild,
    Restatus,
    Clone,
    Cache,
    Buffer,
    TimeOut,
    Compress,
    Spawn,
    CatchPanic,
    Nested,
    Recover,
    FailFirst,
}

/// What a handler does.
#[derive(Debug, Clone, Copy)]
enum Outcome {
    Succeeds,
    Own,
    OwnUnavailable,
    SecondOfTwo,
    FirstOfTwo,
    Foreign,
    ForeignNotFound,
    PassesThrough,
    Renders,
    Panics,
    Hangs,
}

fn own() -> Response {
    Fault::problem_with(&problem::CONFLICT, "row 7 is locked").into_response()
}

fn unavailable() -> Response {
    Fault::problem(&problem::SERVICE_UNAVAILABLE).into_response()
}

async fn handle(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Succeeds => "fine".into_response(),
        Outcome::Own => own(),
        Outcome::OwnUnavailable => unavailable(),
        Outcome::SecondOfTwo => {
            drop(own());
            unavailable()
        }
        Outcome::FirstOfTwo => {
            let first = own();
            drop(unavailable());
            first
        }
        Outcome::Foreign => (StatusCode::INTERNAL_SERVER_ERROR, DSN).into_response(),
        Outcome::ForeignNotFound => StatusCode::NOT_FOUND.into_response(),
        Outcome::PassesThrough => {
            let mut response = (StatusCode::BAD_GATEWAY, "public").into_response();
            response.extensions_mut().insert(PassThrough);
            response
        }
        Outcome::Renders => {
            let id = RequestId::current().unwrap_or_else(RequestId::generate);
            render::respond(&Fault::problem(&problem::GONE).public(), &id)
        }
        Outcome::Panics => panic!("{DSN}"),
        Outcome::Hangs => std::future::pending().await,
    }
}

/// A clone of a response whose body is there already.
async fn halves(response: Response) -> (Response, Response) {
    let (head, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let one = Response::from_parts(head.clone(), Body::from(bytes.clone()));
    (one, Response::from_parts(head, Body::from(bytes)))
}

fn around<F>(inner: Stack, what: impl Fn(Stack, Request) -> F + Clone + Send + Sync + 'static) -> Stack
where
    F: Future<Output = Response> + Send + 'static,
{
    let call = move |request| {
        let response = what(inner.clone(), request);
        async move { Ok(response.await) }
    };
    BoxCloneSyncService::new(service_fn(call))
}

async fn next(inner: Stack, request: Request) -> Response {
    inner.oneshot(request).await.unwrap()
}

fn unwrapped(error: tower::BoxError) -> Infallible {
    panic!("{error}")
}

impl Piece {
    fn put_around(self, inner: Stack) -> Stack {
        match self {
            Self::Retry => around(inner, |inner, request| async move {
                let first = next(inner.clone(), Request::new(Body::empty())).await;
                if first.status().is_server_error() {
                    next(inner, request).await
                } else {
                    first
                }
            }),
            Self::Rebuild => around(inner, |inner, request| async move {
                let status = next(inner, request).await.status();
                (status, "rebuilt").into_response()
            }),
            Self::Restatus => around(inner, |inner, request| async move {
                let mut response = next(inner, request).await;
                if response.status() == StatusCode::CONFLICT {
                    *response.status_mut() = StatusCode::NOT_FOUND;
                }
                response
            }),
            Self::Clone => around(inner, |inner, request| async move {
                halves(next(inner, request).await).await.1
            }),
            Self::Cache => {
                let cache: Arc<Mutex<Option<Response>>> = Arc::default();
                around(inner, move |inner, request| {
                    let cache = Arc::clone(&cache);
                    async move {
                        let cached = cache.lock().unwrap().take();
                        let response = match cached {
                            Some(response) => response,
                            None => next(inner, request).await,
                        };
                        let (one, other) = halves(response).await;
                        *cache.lock().unwrap() = Some(other);
                        one
                    }
                })
            }
            Self::Buffer => BoxCloneSyncService::new(tower::buffer::Buffer::new(inner, 8).map_err(unwrapped)),
            Self::TimeOut => around(inner, |inner, request| async move {
                let work = tokio::time::timeout(Duration::from_secs(1), next(inner, request));
                work.await.unwrap_or(StatusCode::GATEWAY_TIMEOUT.into_response())
            }),
            Self::Compress => BoxCloneSyncService::new(
                CompressionLayer::new()
                    .layer(inner)
                    .map_response(|response: Response<_>| response.map(Body::new)),
            ),
            Self::Spawn => around(inner, |inner, request| async move {
                let done = tokio::spawn(next(inner, request)).await;
                done.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
            }),
            Self::CatchPanic => BoxCloneSyncService::new(
                CatchPanicLayer::new()
                    .layer(inner)
                    .map_response(|response: Response<_>| response.map(Body::new)),
            ),
            Self::Nested => BoxCloneSyncService::new(SecureErrorLayer::new().layer(inner)),
            Self::Recover => around(inner, |inner, request| async move {
                let response = next(inner, request).await;
                if response.status() == StatusCode::SERVICE_UNAVAILABLE {
                    return "recovered".into_response();
                }
                response
            }),
            Self::FailFirst => around(inner, |inner, request| async move {
                drop(own());
                next(inner, request).await
            }),
        }
    }

    /// What fails behind it does so in a task, of which the boundary knows nothing.
    const fn leaves_the_task(self) -> bool {
        matches!(self, Self::Buffer | Self::Spawn)
    }
}

fn sent_and_logged(pieces: &[Piece], outcomes: &[Outcome]) -> (Vec<(u16, String)>, Vec<serde_json::Value>) {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let outcomes = Arc::new(Mutex::new(outcomes.to_vec()));
            let handler = service_fn(move |_: Request| {
                let mut outcomes = outcomes.lock().unwrap();
                let outcome = outcomes.pop().unwrap_or(Outcome::Succeeds);
                async move { Ok::<_, Infallible>(handle(outcome).await) }
            });
            let mut stack = BoxCloneSyncService::new(handler);
            for piece in pieces {
                stack = piece.put_around(stack);
            }
            let mut stack = SecureErrorLayer::new().layer(Piece::TimeOut.put_around(stack));
            let mut sent = Vec::new();
            for _ in 0..3 {
                let request = http::Request::builder().header("accept-encoding", "gzip");
                let request = request.body(Body::empty()).unwrap();
                let response = stack.ready().await.unwrap().call(request).await.unwrap();
                let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
                let status = response.status().as_u16();
                let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
                let text = String::from_utf8_lossy(&bytes);
                assert!(!text.contains("hunter2"), "{text}");
                if status >= 400 && text.starts_with('{') {
                    let body: serde_json::Value = serde_json::from_str(&text).unwrap();
                    assert_eq!(
                        (&body["request_id"], &body["status"]),
                        (&id.as_str().into(), &status.into())
                    );
                }
                sent.push((status, id));
            }
            sent
        })
    };
    let (log, sent) = sink::json(run);
    (sent, sink::records(&log))
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    use Piece::{
        Buffer, Cache, CatchPanic, Clone, Compress, FailFirst, Nested, Rebuild, Recover, Restatus, Retry, Spawn,
        TimeOut,
    };
    let all = [
        Retry, Rebuild, Restatus, Clone, Cache, Buffer, TimeOut, Compress, Spawn, CatchPanic, Nested, Recover,
        FailFirst,
    ];
    vec(prop::sample::select(all.to_vec()), 0..5)
}

fn outcomes() -> impl Strategy<Value = Vec<Outcome>> {
    use Outcome::{
        FirstOfTwo, Foreign, ForeignNotFound, Hangs, Own, OwnUnavailable, Panics, PassesThrough, Renders, SecondOfTwo,
        Succeeds,
    };
    let all = [
        Succeeds,
        Own,
        OwnUnavailable,
        SecondOfTwo,
        FirstOfTwo,
        Foreign,
        ForeignNotFound,
        PassesThrough,
        Renders,
        Panics,
        Hangs,
    ];
    vec(prop::sample::select(all.to_vec()), 6)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_failure_that_was_sent_has_one_record(pieces in pieces(), outcomes in outcomes()) {
        let (sent, records) = sent_and_logged(&pieces, &outcomes);
        let of = |id: &str| records.iter().filter(|record| record["fields"]["request_id"] == id).collect::<Vec<_>>();
        for (status, id) in &sent {
            let own = of(id);
            if *status < 400 {
                prop_assert_eq!(own.len(), 0, "{:?}", records);
            } else {
                prop_assert_eq!(own.len(), 1, "{} {}: {:?}", status, id, records);
                prop_assert_eq!(&own[0]["fields"]["http.response.status_code"], status);
            }
        }
        // What another task has made and nobody sent was written there, under an id of its own.
        if !pieces.iter().any(|piece| piece.leaves_the_task()) {
            let failed = sent.iter().filter(|(status, _)| *status >= 400).count();
            prop_assert_eq!(records.len(), failed, "{:?}", records);
        }
    }
}
