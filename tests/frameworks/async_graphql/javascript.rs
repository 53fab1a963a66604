//! Clients in JavaScript: graphql-ws, and the persisted queries of Apollo Client.

use crate::http::service;
use crate::schema::{Events, Query, Shop, sealed};
use async_graphql::extensions::apollo_persisted_queries::{ApolloPersistedQueries, LruCacheStorage};
use async_graphql::futures_util::{SinkExt as _, StreamExt as _};
use async_graphql::http::{WebSocket, WsMessage};
use async_graphql::{Data, EmptyMutation, Schema};
use secure_error::SecureErrorLayer;
use secure_error::frameworks::async_graphql::{SecureErrorExtension, seal};
use secure_error_tests::sink;
use secure_error_tests_frameworks::foreign::run;
use secure_error_tests_frameworks::shop::DbError;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Message, http::HeaderValue};

/// What a client prints that talks to this server, and the records.
fn found(program: &'static str, serve: impl AsyncFnOnce(TcpListener), asked: &Value) -> (Vec<Value>, Vec<Value>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let asked = asked.clone();
    let (log, found) = sink::json(|| {
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = listener.local_addr().unwrap().port();
            let client = tokio::task::spawn_blocking(move || run(program, port, &asked));
            tokio::select! {
                found = client => found.unwrap(),
                () = serve(listener) => unreachable!("a server does not end"),
            }
        })
    });
    (found.as_array().unwrap().clone(), sink::records(&log))
}

async fn serve_sockets(listener: TcpListener) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(serve_socket(stream));
    }
}

/// As an integration of a web framework does it.
async fn serve_socket(stream: TcpStream) {
    #[allow(clippy::result_large_err, reason = "the type is tungstenite's")]
    let choose = |_: &Request, mut response: Response| {
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        response.headers_mut().insert("sec-websocket-protocol", protocol);
        Ok(response)
    };
    let socket = tokio_tungstenite::accept_hdr_async(stream, choose).await.unwrap();
    let (mut out, incoming) = socket.split();
    let texts = incoming.filter_map(async |message| message.ok()?.into_text().ok().map(|text| text.to_string()));
    let mut messages = std::pin::pin!(
        WebSocket::new(sealed(), texts, async_graphql::http::WebSocketProtocols::GraphQLWS).on_connection_init(
            async |init: Value| {
                if init["token"] == "wrong" {
                    return Err(seal(DbError.into()));
                }
                Ok(Data::default())
            }
        )
    );
    while let Some(message) = messages.next().await {
        let message = match message {
            WsMessage::Text(text) => Message::text(text),
            WsMessage::Close(code, reason) => Message::Close(Some(CloseFrame {
                code: code.into(),
                reason: reason.into(),
            })),
        };
        if out.send(message).await.is_err() {
            return;
        }
    }
}

#[track_caller]
fn assert_id(error: &Value, record: &Value) {
    assert_eq!(
        error["extensions"]["request_id"], record["fields"]["request_id"],
        "{error} {record}"
    );
}

#[test]
fn graphql_ws_reads_events_and_errors() {
    let asked = json!([
        { "query": "{ ok }" },
        { "query": "subscription { own }" },
        { "query": "subscription { events { number } }" },
        { "query": "subscription { refused }" },
        { "query": "subscription { nope }" },
        { "query": "subscription {" },
        { "query": "{ ok }", "init": { "token": "wrong" } },
    ]);
    let (found, records) = found("graphql_ws.mjs", serve_sockets, &asked);
    assert!(!json!(found).to_string().contains("hunter2"), "{found:#?}");
    assert_eq!(found[0]["events"], json!([{ "data": { "ok": "fine" } }]));
    let codes: Vec<_> = found[1..6]
        .iter()
        .map(|found| {
            let of_event = |event: &Value| event["errors"][0].clone();
            let errors = found["events"].as_array().unwrap().iter().map(of_event);
            let mut errors = errors.chain(found["errors"].get(0).cloned());
            errors
                .find(|error| !error.is_null())
                .unwrap_or_else(|| panic!("{found}"))
        })
        .collect();
    for (error, (code, record)) in codes.iter().zip(
        [
            "UNPROCESSABLE_CONTENT",
            "INTERNAL_ERROR",
            "INTERNAL_ERROR",
            "GRAPHQL_VALIDATION_FAILED",
            "GRAPHQL_PARSE_FAILED",
        ]
        .into_iter()
        .zip(&records),
    ) {
        assert_eq!(error["extensions"]["code"], code, "{found:#?}");
        assert_id(error, record);
    }
    assert_eq!(found[2]["events"].as_array().unwrap().len(), 3);
    assert_eq!(found[6]["closed"], json!([1002, "An internal error occurred"]));
    assert_eq!(records.len(), 6, "{records:#?}");
}

fn persisting() -> Shop {
    Schema::build(Query, EmptyMutation, Events)
        .extension(SecureErrorExtension::new())
        .extension(ApolloPersistedQueries::new(LruCacheStorage::new(8)))
        .finish()
}

async fn serve_persisting(listener: TcpListener) {
    let service = service(persisting()).layer(SecureErrorLayer::new());
    axum::serve(listener, service).await.unwrap();
}

#[test]
fn apollo_client_negotiates_persisted_queries() {
    let asked = json!([
        { "query": "{ ok }" },
        { "query": "{ ok }" },
        { "query": "{ id }", "hash": "0".repeat(64) },
        { "query": "{ ok }", "version": 2 },
        { "query": "{ constant }" },
    ]);
    let (found, records) = found("apollo.mjs", serve_persisting, &asked);
    let fine = json!({ "ok": "fine" });
    // Whether a request has the query, and whether it has the hash.
    let (hash, both, query) = (json!([false, true]), json!([true, true]), json!([true, false]));
    assert_eq!((&found[0]["data"], &found[0]["sent"]), (&fine, &json!([hash, both])));
    assert_eq!((&found[1]["data"], &found[1]["sent"]), (&fine, &json!([hash])));
    assert_eq!(
        found[2]["errors"][0]["extensions"]["code"],
        "PERSISTED_QUERY_HASH_MISMATCH"
    );
    assert_eq!(
        (&found[3]["data"], &found[3]["sent"]),
        (&fine, &json!([hash, query])),
        "{found:#?}"
    );
    assert_eq!(found[4]["errors"][0]["extensions"]["code"], "ACCOUNT_NOT_FOUND");
    assert!(records.iter().all(|record| record["level"] == "INFO"), "{records:#?}");
}
