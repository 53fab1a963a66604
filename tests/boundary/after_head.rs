//! What fails after the head of a response was sent: clients see that it is incomplete, operators see why.

use crate::leaky::{DSN, KEY};
use crate::server::{Answer, behind, get, hyper as serve, without};
use crate::sink;
use axum::body::Body;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use futures_util::{Stream, StreamExt as _, stream};
use http::Request;
use http_body_util::StreamBody;
use hyper::body::{Bytes, Frame, Incoming};
use secure_error::layers::SecureErrorBody;
use secure_error::stream::{Close, data, line, reported};
use secure_error::{Fault, RequestId, ResultExt as _, SecureErrorLayer, problem};
use serde_json::Value;
use std::convert::Infallible;
use std::io;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::{self, protocol::frame::coding::CloseCode};
use tower::{Layer as _, service_fn};

/// Sends the id of its request, and then these items; between them the server sends what it has.
fn rows<E>(items: Vec<Result<&'static str, E>>) -> impl Stream<Item = Result<String, E>> {
    let first = stream::once(async { Ok(format!("{:?};", RequestId::current().map(|id| id.to_string()))) });
    first.chain(stream::iter(items).then(|item| async {
        tokio::task::yield_now().await;
        item.map(str::to_owned)
    }))
}

fn fault() -> Fault {
    Fault::problem_with(&problem::SERVICE_UNAVAILABLE, format!("no connection to {DSN}"))
}

fn routes() -> Router {
    Router::new()
        .route(
            "/foreign",
            routing::get(async || {
                Body::from_stream(rows(vec![
                    Ok("half"),
                    Err(io::Error::other(format!("cannot read {KEY}"))),
                ]))
            }),
        )
        .route(
            "/reported",
            routing::get(async || Body::from_stream(reported(rows(vec![Ok("half"), Err(fault())])))),
        )
        .route(
            "/own",
            routing::get(async || Body::from_stream(rows(vec![Ok("half"), Err(fault())]))),
        )
        .route(
            "/logged",
            routing::get(async || {
                Body::from_stream(
                    rows(vec![Ok("half"), Err(fault())]).map(|item| item.inspect_err(|fault| fault.report().log())),
                )
            }),
        )
        .route("/lines", routing::get(lines))
        .route("/events", routing::get(events))
        .route(
            "/panic",
            routing::get(async || {
                Body::from_stream(rows(vec![Ok("half"), Ok("panic")]).map(|item: Result<_, Infallible>| {
                    assert!(item != Ok("panic".to_owned()), "no connection to {DSN}");
                    item
                }))
            }),
        )
        .route(
            "/panic/reported",
            routing::get(async || {
                Body::from_stream(reported(rows(vec![Ok("half"), Ok("panic")]).map(
                    |item: Result<_, Fault>| {
                        assert!(!matches!(&item, Ok(text) if text == "panic"), "no connection to {DSN}");
                        item
                    },
                )))
            }),
        )
}

/// Both errors come in one poll of the body.
async fn lines() -> Response {
    let id = RequestId::current().unwrap();
    let rows = stream::iter([Ok("row"), Err(fault()), Err(Fault::problem(&problem::CONFLICT))]);
    let lines: Vec<_> = vec![];
    let all = stream::once(async move {
        let mut lines = lines;
        let mut rows = std::pin::pin!(reported(rows));
        while let Some(row) = rows.next().await {
            lines.push(row.map_or_else(|fault| line(&fault.public(), &id), |row| format!("\"{row}\"\n")));
        }
        Ok::<_, Infallible>(lines.concat())
    });
    Body::from_stream(all).into_response()
}

async fn events() -> impl IntoResponse {
    let id = RequestId::current().unwrap();
    let rows = reported(rows(vec![Ok("row"), Err(fault())]));
    Sse::new(rows.map(move |row| {
        Ok::<_, Infallible>(match row {
            Ok(row) => Event::default().data(row),
            Err(fault) => Event::default().event("error").data(data(&fault.public(), &id)),
        })
    }))
}

/// The response and its records, after a check that neither secret was sent, and that both are of one request.
fn fetch(path: &str) -> (Answer, Vec<Value>) {
    let (mut answers, records) = behind(routes().layer(SecureErrorLayer::new()), &[get(path)]);
    let answer = answers.remove(0);
    assert_eq!(answer.status(), 200);
    assert!(
        !answer.text().contains(DSN) && !answer.text().contains(KEY),
        "{answer:?}"
    );
    for record in &records {
        assert_eq!(record["fields"]["request_id"], answer.id(), "{path}");
    }
    (
        answer,
        records.into_iter().map(|mut record| record["fields"].take()).collect(),
    )
}

fn is_complete(answer: &Answer) -> bool {
    answer.body.ends_with(b"0\r\n\r\n")
}

#[test]
fn without_us_a_body_that_fails_leaves_no_record() {
    let (log, answers) = sink::json(|| without(routes(), &[get("/foreign")]));
    let answer = answers[0].as_ref().unwrap();
    assert!(
        answer.text().contains("None;") && answer.text().contains("half"),
        "{answer:?}"
    );
    assert!(sink::records(&log).is_empty());
}

#[test]
fn a_body_that_fails_after_its_head_is_one_record_of_its_request() {
    for (path, kind, message) in [
        ("/foreign", "axum_core::error::Error", format!("cannot read {KEY}")),
        ("/own", "axum_core::error::Error", format!("no connection to {DSN}")),
        ("/reported", "Fault", format!("no connection to {DSN}")),
        ("/logged", "Fault", format!("no connection to {DSN}")),
    ] {
        let (answer, records) = fetch(path);
        assert!(!is_complete(&answer) && answer.text().contains("half"), "{answer:?}");
        // The scope of the request is there while the body is sent.
        assert!(
            answer.text().contains(&format!("Some(\"{}\");", answer.id())),
            "{answer:?}"
        );
        let [record] = records.as_slice() else {
            panic!("{path}: {records:#?}")
        };
        assert_eq!(
            (record["exception.type"].as_str(), record["exception.message"].as_str()),
            (Some(kind), Some(message.as_str()))
        );
    }
}

#[test]
fn a_panic_in_a_body_is_one_record_and_the_body_is_not_complete() {
    for path in ["/panic", "/panic/reported"] {
        let (answer, records) = fetch(path);
        assert!(!is_complete(&answer) && answer.text().contains("half"), "{answer:?}");
        let [record] = records.as_slice() else {
            panic!("{path}: {records:#?}")
        };
        assert_eq!(record["exception.type"], "Panic");
        assert_eq!(record["exception.message"], format!("no connection to {DSN}"));
    }
}

#[test]
fn an_error_between_lines_is_a_line_and_a_record_each() {
    let (answer, records) = fetch("/lines");
    assert!(is_complete(&answer));
    let text = answer.text();
    let lines: Vec<Value> = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let codes: Vec<_> = lines.iter().filter_map(|line| line["code"].as_str()).collect();
    assert_eq!(codes, ["SERVICE_UNAVAILABLE", "CONFLICT"], "{text}");
    let logged: Vec<_> = records
        .iter()
        .map(|record| record["error.type"].as_str().unwrap())
        .collect();
    assert_eq!(logged, codes);
    assert!(
        lines
            .iter()
            .filter(|line| line.is_object())
            .all(|line| line["request_id"] == answer.id())
    );
}

#[test]
fn an_error_among_events_is_an_event_with_the_public_view() {
    let (answer, records) = fetch("/events");
    assert!(is_complete(&answer));
    let text = answer.text();
    let (_, event) = text.split_once("event: error\ndata: ").unwrap();
    let details: Value = serde_json::from_str(event.lines().next().unwrap()).unwrap();
    assert_eq!(details["code"], "SERVICE_UNAVAILABLE");
    assert_eq!(details["request_id"], answer.id());
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(records[0]["exception.message"], format!("no connection to {DSN}"));
}

#[test]
fn a_stream_that_the_handler_reads_itself_is_up_to_the_handler() {
    let handled = async || {
        let all: Vec<_> = reported(rows(vec![Ok("row"), Err(fault())])).collect().await;
        all.len().to_string()
    };
    let failed = async || {
        let rows = reported(rows(vec![Err::<&str, _>(fault())]));
        let all: Vec<Result<String, Fault>> = rows.collect().await;
        all.into_iter().collect::<Result<String, _>>()
    };
    let router = Router::new()
        .route("/handled", routing::get(handled))
        .route("/failed", routing::get(failed))
        .layer(SecureErrorLayer::new());
    let (answers, records) = behind(router, &[get("/handled"), get("/failed")]);
    assert_eq!((answers[0].status(), answers[1].status()), (200, 503));
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(records[0]["fields"]["request_id"], answers[1].id());
}

#[test]
fn a_body_of_hyper_that_is_wrapped_belongs_to_its_request() {
    let fails = |_: Request<Incoming>| async {
        let rows = rows(vec![Ok("half"), Err(io::Error::other(format!("cannot read {KEY}")))]);
        let frames = rows.map(|row| row.map(|row| Frame::data(Bytes::from(row))));
        Ok::<_, Infallible>(http::Response::new(SecureErrorBody::new(Box::pin(StreamBody::new(
            frames,
        )))))
    };
    let (answers, records) = serve(SecureErrorLayer::new().layer(service_fn(fails)), &[get("/")]);
    let answer = answers[0].as_ref().unwrap();
    assert!(answer.text().contains("half") && !is_complete(answer), "{answer:?}");
    assert!(answer.text().contains(answer.id()) && !answer.text().contains(KEY));
    let [record] = records.as_slice() else {
        panic!("{records:#?}")
    };
    assert_eq!(record["fields"]["request_id"], answer.id());
    assert_eq!(record["fields"]["exception.message"], format!("cannot read {KEY}"));
    assert_eq!(record["fields"]["exception.type"], "std::io::error::Error");
}

/// Closes because of an error, with the record under the id of the handshake.
async fn closes(mut socket: WebSocket, id: RequestId) {
    let work: Result<(), Fault> = Err(io::Error::other(DSN)).or_internal();
    if let Err(fault) = work {
        fault.report().with_request_id(&id).log();
        let close = Close::of(&fault.public());
        let frame = CloseFrame {
            code: close.code,
            reason: close.reason.into(),
        };
        let _ = socket.send(Message::Close(Some(frame))).await;
    }
}

#[test]
fn a_websocket_closes_with_the_public_message_and_a_known_code() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, (frame, id)) = sink::json(|| {
        runtime.block_on(async {
            let upgrade = |upgrade: WebSocketUpgrade| async {
                let id = RequestId::current().unwrap();
                upgrade.on_upgrade(move |socket| closes(socket, id))
            };
            let router = Router::new()
                .route("/", routing::any(upgrade))
                .layer(SecureErrorLayer::new());
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(async { axum::serve(listener, router).await });
            let stream = TcpStream::connect(address).await.unwrap();
            let (mut socket, answer) = client_async("ws://localhost/", stream).await.unwrap();
            let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
            (socket.next().await.unwrap().unwrap(), id)
        })
    });
    let tungstenite::Message::Close(Some(frame)) = frame else {
        panic!("{frame:?}")
    };
    assert_eq!(
        (frame.code, frame.reason.as_str()),
        (CloseCode::Error, "An internal error occurred")
    );
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(records[0]["fields"]["request_id"], id.as_str());
    assert_eq!(records[0]["fields"]["exception.message"], DSN);
}
