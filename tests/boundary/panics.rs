//! Panics of requests, and of the tasks that they start.

use crate::leaky::DSN;
use crate::server::{self, behind, get, one};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::get as on_get;
use http::Response;
use secure_error::work::TaskFailed;
use secure_error::{Fault, RequestId, SecureErrorLayer, problem, render, spawn_reported};
use std::convert::Infallible;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tower::{Layer as _, Service, ServiceExt, service_fn};

fn serve(handler: impl axum::handler::Handler<((),), ()>) -> Router {
    Router::new().route("/", on_get(handler))
}

struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        panic!("in drop: {DSN}");
    }
}

#[test]
fn a_panic_in_what_a_finished_request_leaves_is_logged_beside_it() {
    // On plain hyper: the futures of axum drop what is in them before they are done.
    let service = service_fn(|_| {
        let left = PanicsInDrop;
        poll_fn(move |_| {
            let _ = &left;
            let answer: Response<Body> = Fault::problem(&problem::CONFLICT).into();
            Poll::Ready(Ok::<_, Infallible>(answer))
        })
    });
    let (answers, records) = server::hyper(SecureErrorLayer::new().layer(service), &[get("/")]);
    let answer = answers[0].as_ref().unwrap();
    assert_eq!(answer.status(), 409);
    assert_eq!(types(&records), ["Panic", "Fault"]);
    assert_eq!(records[0]["fields"]["request_id"], answer.id());
}

/// On HTTP/2 a client that gives one request up would end the others of its connection by that.
#[test]
fn a_panic_in_what_an_abandoned_request_leaves_is_logged_under_its_id() {
    let abandon = || {
        let handler = async |_: http::Request<()>| {
            let _left = PanicsInDrop;
            std::future::pending::<Result<Response<Body>, Infallible>>().await
        };
        let mut service = SecureErrorLayer::new().layer(service_fn(handler));
        let mut request = Box::pin(service.call(http::Request::new(())));
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(request.as_mut().poll(&mut cx).is_pending());
        drop(request);
    };
    let (log, ()) = crate::sink::json(abandon);
    let records = crate::sink::records(&log);
    assert_eq!(types(&records), ["Panic"]);
    assert_eq!(records[0]["fields"]["request_id"].as_str().unwrap().len(), 32);
}

fn types(records: &[serde_json::Value]) -> Vec<&str> {
    let types = records.iter().map(|record| &record["fields"]["exception.type"]);
    types.map(|it| it.as_str().unwrap()).collect()
}

#[test]
fn the_id_of_the_request_is_there_for_the_application_only() {
    assert_eq!(RequestId::current(), None);
    let handler = || async {
        let own = RequestId::current().unwrap().to_string();
        tokio::task::yield_now().await;
        assert_eq!(RequestId::current().unwrap().as_str(), own);
        let reported = spawn_reported("own", async { Ok::<_, Fault>(RequestId::current()) });
        assert_eq!(reported.await.unwrap().unwrap().unwrap().as_str(), own);
        assert_eq!(tokio::spawn(async { RequestId::current() }).await.unwrap(), None);
        own
    };
    let (answers, records) = behind(serve(handler), &[get("/"), get("/")]);
    assert!(records.is_empty(), "{records:?}");
    for answer in &answers {
        assert_eq!(answer.body, answer.id().as_bytes());
    }
    assert_ne!(answers[0].id(), answers[1].id());
}

fn panics() -> JoinHandle<Result<Infallible, TaskFailed>> {
    spawn_reported("mail", async {
        tokio::task::yield_now().await;
        panic!("no mail for {DSN}\nERROR forged \u{1b}[31m")
    })
}

#[test]
fn a_panicking_task_is_logged_once_under_its_request_which_goes_on() {
    let handler = || async {
        let failed = panics().await.unwrap().unwrap_err();
        format!("{failed} {failed:?}")
    };
    let (answer, record) = one(serve(handler), get("/"));
    assert_eq!(answer.status(), 200);
    assert!(answer.text().contains("the task `mail` has failed") && !answer.text().contains(DSN));
    assert_eq!(record["request_id"], answer.id());
    assert_eq!(record["exception.type"], "Panic");
    assert_eq!(
        record["exception.message"],
        format!("no mail for {DSN}\\nERROR forged \\u{{1b}}[31m")
    );
    assert_eq!(record["fields"], "task=mail");
}

#[test]
fn without_us_a_panicking_task_is_not_logged_and_its_handle_leaks() {
    let handler = || async {
        let plain = tokio::spawn(async { panic!("no mail for {DSN}") as () });
        plain.await.unwrap_err().to_string()
    };
    let (answers, records) = behind(serve(handler), &[get("/")]);
    assert!(answers[0].text().contains(DSN));
    assert!(records.is_empty(), "{records:?}");
}

#[test]
fn a_task_outlives_its_request_and_keeps_its_id() {
    let begin = |State(answered): State<Arc<Notify>>| async {
        spawn_reported("late", async move {
            answered.notified().await;
            Err::<(), _>(Fault::internal(format!("late: {DSN}")))
        });
    };
    let end = |State(answered): State<Arc<Notify>>| async move {
        answered.notify_one();
        tokio::task::yield_now().await;
    };
    let router = Router::new()
        .route("/begin", on_get(begin))
        .route("/end", on_get(end))
        .with_state(Arc::default());
    let (answers, records) = behind(router, &[get("/begin"), get("/end")]);
    assert_eq!(records.len(), 1, "{records:?}");
    let record = &records[0]["fields"];
    assert_eq!(record["request_id"], answers[0].id());
    assert_eq!(record["exception.message"], format!("late: {DSN}"));
    assert_eq!(record["fields"], "task=late");
}

/// An answer that the application rendered is logged only if nothing was: what its tasks log is not its business.
#[test]
fn a_failed_task_does_not_count_as_the_record_of_its_request() {
    let handler = || async {
        assert!(panics().await.unwrap().is_err());
        let answer: Response<Body> =
            render::respond(&Fault::problem(&problem::GONE).public(), &RequestId::current().unwrap());
        answer
    };
    let (answers, records) = behind(serve(handler), &[get("/")]);
    assert_eq!(types(&records), ["Panic", "RenderedResponse"]);
    for record in &records {
        assert_eq!(record["fields"]["request_id"], answers[0].id());
    }
}

#[test]
fn a_panic_of_a_service_that_is_asked_whether_it_is_ready_is_answered() {
    #[derive(Clone)]
    struct NeverReady;
    impl Service<http::Request<hyper::body::Incoming>> for NeverReady {
        type Response = Response<Body>;
        type Error = Infallible;
        type Future = std::future::Ready<Result<Self::Response, Infallible>>;

        fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> Poll<Result<(), Infallible>> {
            panic!("no connection to {DSN}")
        }

        fn call(&mut self, _: http::Request<hyper::body::Incoming>) -> Self::Future {
            unreachable!("it was never ready")
        }
    }
    // What hyper calls asks no service whether it is ready.
    let asked = |service| service_fn(move |request| ServiceExt::oneshot(Clone::clone(&service), request));
    let (answers, records) = server::hyper(asked(SecureErrorLayer::new().layer(NeverReady)), &[get("/")]);
    let answer = answers[0].as_ref().unwrap();
    assert_eq!(answer.status(), 500);
    assert!(!answer.text().contains(DSN), "{answer:?}");
    assert_eq!(types(&records), ["Panic"]);
    assert_eq!(records[0]["fields"]["request_id"], answer.id());
}
