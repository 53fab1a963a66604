//! Requests that panic, over real sockets, in a child.

use crate::parts::{NEEDLE, SECRET, panics, runtime};
use crate::server::{self, ask, get};
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get as on_get;
use secure_error::layers::PassThroughLayer;
use secure_error::{Fault, SecureErrorLayer, spawn_reported};
use std::panic::{catch_unwind, resume_unwind};
use tower_http::catch_panic::CatchPanicLayer;

pub fn play(part: &str) {
    let path = match part {
        "many requests" => return many(),
        "request" => "/panic",
        "request that catches" => "/catches",
        "request that catches and goes on" => "/resumes",
        "request that repeats itself" => "/repeats",
        "request that catches two" => "/catches_two",
        "request that panics twice" => "/drops",
        "request that starts a task" => "/starts",
        "request whose error panics" => "/display",
        part if part.starts_with("blocking ") => return blocking::play(part),
        "request whose panic an inner layer catches" => "/caught_inside",
        "request whose panic is answered in a dialect" => "/dialect",
        other => panic!("no such part: {other}"),
    };
    let caught = Router::new()
        .route("/caught_inside", on_get(|| async { panics!("{SECRET}") as () }))
        .layer(CatchPanicLayer::new());
    let dialect = Router::new()
        .route("/dialect", on_get(|| async { panics!("{SECRET}") as () }))
        .layer(CatchPanicLayer::custom(tells))
        .layer(PassThroughLayer::new("application/xml", &[500]));
    let router = router().merge(caught).merge(dialect).layer(SecureErrorLayer::new());
    for answer in server::without(router, &[get(path), get("/fine")])
        .into_iter()
        .flatten()
    {
        assert!(!answer.text().contains(NEEDLE), "{answer:?}");
        println!("answers {} {}", answer.status(), answer.id());
    }
}

fn router() -> Router {
    Router::new()
        .route("/fine", on_get(|| async { "fine" }))
        .route("/panic", on_get(|| async { panics!("{SECRET}") as () }))
        .route("/panic/{number}", on_get(numbered))
        .route("/catches", on_get(|| async { drop(catches()) }))
        .route("/resumes", on_get(|| async { resume_unwind(catches()) as () }))
        .route("/repeats", on_get(repeats))
        .route(
            "/catches_two",
            on_get(|| async { drop((catches(), catches(), catches())) }),
        )
        .route("/drops", on_get(drops))
        .route("/starts", on_get(starts))
        .route(
            "/display",
            on_get(|| async { Fault::internal(Unprintable).into_response() }),
        )
}

/// The payload, in a media type that passes.
fn tells(payload: Box<dyn std::any::Any + Send>) -> Response {
    let text = payload
        .downcast::<String>()
        .map_or_else(|_| NEEDLE.to_owned(), |text| *text);
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        [("content-type", "application/xml")],
        text,
    )
        .into_response()
}

async fn numbered(Path(number): Path<usize>) {
    tokio::task::yield_now().await;
    panic!("{NEEDLE} {number}")
}

/// Code that answers for its own panics.
fn catches() -> Box<dyn std::any::Any + Send> {
    catch_unwind(|| panics!("{SECRET}")).unwrap_err()
}

/// Says the same as a panic that it has caught.
async fn repeats() {
    drop(catches());
    panics!("{SECRET}")
}

/// A panic out of a `drop` while another one unwinds: the process ends.
async fn drops() {
    struct Panics;
    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("second {NEEDLE}")
        }
    }
    let _panics = Panics;
    panic!("first {NEEDLE}")
}

mod blocking {
    //! Requests that wait for blocking work, which fails.

    use super::{Router, on_get, server};
    use crate::parts::{NEEDLE, SECRET, panics};
    use axum::http::StatusCode;
    use secure_error::work::TaskFailed;
    use secure_error::{
        ContextExt as _, Fault, RequestId, ResultExt as _, SecureError, SecureErrorLayer, spawn_blocking_reported,
    };
    use tokio::task::JoinHandle;

    #[derive(SecureError)]
    #[secure_error(axum)]
    enum Failure {
        #[public(status = 409, code = "TAKEN", message = "Taken")]
        #[internal("taken by {user}")]
        Taken { user: &'static str },
        #[public(status = 503, code = "NO_HASH", message = "Try again")]
        #[internal("no hash")]
        NoHash(#[from] TaskFailed),
    }

    pub(super) fn play(part: &str) {
        let router = Router::new()
            .route(
                "/panic",
                on_get(|| async { Ok::<_, Fault>(panicking().await.or_internal()??) }),
            )
            .route(
                "/error",
                on_get(|| async { Ok::<_, Fault>(failing().await.or_internal()??) }),
            )
            .route(
                "/wrapped",
                on_get(|| async { Ok::<_, Failure>(panicking().await.expect("not cancelled")?) }),
            )
            .route(
                "/erased",
                on_get(|| async { panicking().await.or_internal()?.or_internal().context("hashing") }),
            )
            .route(
                "/foreign",
                on_get(|| async {
                    panicking()
                        .await
                        .unwrap()
                        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
                }),
            )
            .route(
                "/handled",
                on_get(|| async { format!("{}", failing().await.unwrap().is_err()) }),
            )
            .route("/detached", on_get(|| async { drop(late()) }))
            .layer(SecureErrorLayer::new());
        let path = part.replace("blocking ", "/");
        for answer in server::without(router, &[server::get(&path)]).into_iter().flatten() {
            assert!(!answer.text().contains(NEEDLE), "{answer:?}");
            println!("answers {} {}", answer.status(), answer.id());
        }
        // What the detached work waits for.
        std::thread::sleep(std::time::Duration::from_millis(300));
    }

    fn panicking() -> JoinHandle<Result<(), TaskFailed>> {
        spawn_blocking_reported("hash", || {
            assert!(RequestId::current().is_some());
            panics()
        })
    }

    fn panics() {
        panics!("{SECRET}")
    }

    fn failing() -> JoinHandle<Result<(), TaskFailed>> {
        spawn_blocking_reported("hash", || Err(Failure::Taken { user: SECRET }))
    }

    fn late() -> JoinHandle<Result<(), TaskFailed>> {
        spawn_blocking_reported("hash", || {
            std::thread::sleep(std::time::Duration::from_millis(100));
            panics()
        })
    }
}

async fn starts() {
    let task = spawn_reported("mail", async { panics!("{SECRET}") });
    assert!(task.await.unwrap().is_err());
}

#[derive(Debug)]
struct Unprintable;

impl std::error::Error for Unprintable {}

impl std::fmt::Display for Unprintable {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("{SECRET}")
    }
}

fn many() {
    let answers = runtime().block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = router().layer(SecureErrorLayer::new());
        tokio::spawn(async { axum::serve(listener, router).await });
        let asked: Vec<_> = (0..64)
            .map(|number| tokio::spawn(async move { ask(address, &get(&format!("/panic/{number}"))).await.unwrap() }))
            .collect();
        let mut answers = Vec::new();
        for task in asked {
            answers.push(task.await.unwrap());
        }
        answers
    });
    for answer in answers {
        println!("answers {} {}", answer.status(), answer.id());
    }
}
