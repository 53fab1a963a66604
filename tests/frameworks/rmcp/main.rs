//! rmcp: real servers and rmcp's own client, over HTTP and over plain TCP.

mod desk;
mod http_level;
mod python;
mod records;
mod sealed;
mod tasks;

use desk::Desk;
use rmcp::model::{CallToolRequestParams, CallToolResult, ReadResourceRequestParams};
use rmcp::service::RunningService;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_server::StreamableHttpService;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::{RoleClient, ServerHandler, ServiceError, ServiceExt};
use secure_error::SecureErrorLayer;
use secure_error::frameworks::rmcp::{SecureHttpLayer, SecureServerHandler};
use secure_error_tests::sink;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpStream};

type Client = RunningService<RoleClient, ()>;

/// What the log has, and what `work` gives.
fn logged<R>(work: impl AsyncFnOnce() -> R) -> (R, Vec<Value>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, result) = sink::json(|| runtime.block_on(work()));
    (result, sink::records(&log))
}

/// A server of MCP over HTTP.
async fn open_http<H: ServerHandler>(make: fn() -> H, layered: bool) -> SocketAddr {
    let service: StreamableHttpService<H, LocalSessionManager> =
        StreamableHttpService::new(move || Ok(make()), Default::default(), Default::default());
    let router = if layered {
        let service = tower::Layer::layer(&SecureHttpLayer::new(), service);
        axum::Router::new()
            .nest_service("/mcp", service)
            .layer(SecureErrorLayer::new())
    } else {
        axum::Router::new().nest_service("/mcp", service)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, router).await });
    address
}

async fn over_http(address: SocketAddr) -> Client {
    let transport = StreamableHttpClientTransport::from_uri(format!("http://{address}/mcp"));
    ().serve(transport).await.unwrap()
}

/// A server of MCP on a plain connection, and its client.
async fn over_tcp<H: ServerHandler>(make: fn() -> H) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        make().serve(stream).await.unwrap().waiting().await.unwrap();
    });
    ().serve(TcpStream::connect(address).await.unwrap()).await.unwrap()
}

fn secured() -> SecureServerHandler<Desk> {
    SecureServerHandler::new(Desk)
}

async fn call(client: &Client, tool: &'static str, arguments: Value) -> Result<CallToolResult, ServiceError> {
    let arguments = arguments.as_object().unwrap().clone();
    client
        .call_tool(CallToolRequestParams::new(tool).with_arguments(arguments))
        .await
}

/// What a client learns of a tool that failed: `result` or `error`, as it was sent.
async fn failure(client: &Client, tool: &'static str, arguments: Value) -> Value {
    match call(client, tool, arguments).await {
        Ok(result) => {
            json!({"result": {"isError": result.is_error, "content": texts(&result), "structured": result.structured_content}})
        }
        Err(ServiceError::McpError(error)) => json!({"error": error}),
        Err(other) => panic!("{other:?}"),
    }
}

fn texts(result: &CallToolResult) -> Vec<String> {
    result
        .content
        .iter()
        .map(|block| block.as_text().unwrap().text.clone())
        .collect()
}

/// One call over HTTP and one over TCP, each with one record.
#[track_caller]
fn both(tool: &'static str, arguments: Value) -> [(Value, Value); 2] {
    let (answers, records) = logged(async || {
        let over_http = over_http(open_http(secured, true).await).await;
        let over_tcp = over_tcp(secured).await;
        [
            failure(&over_http, tool, arguments.clone()).await,
            failure(&over_tcp, tool, arguments.clone()).await,
        ]
    });
    assert_eq!(records.len(), 2, "{records:#?}");
    let [over_http, over_tcp] = answers;
    [
        (over_http, records[0]["fields"].clone()),
        (over_tcp, records[1]["fields"].clone()),
    ]
}

/// Takes the id out of an object: 32 digits, and those in the log.
#[track_caller]
fn take_id(object: &mut Value, record: &Value) {
    let id = object.as_object_mut().and_then(|members| members.remove("request_id"));
    let id = id.unwrap_or_else(|| panic!("no id in {object}"));
    assert_eq!(id.as_str().map(str::len), Some(32));
    assert_eq!(Some(&id), record.get("request_id"), "{record}");
}

/// A tool that failed, for both clients: its message and the object that follows. The record.
#[track_caller]
fn assert_tool_error(tool: &'static str, arguments: Value, message: &str, data: Value) -> Value {
    let [over_http, over_tcp] = both(tool, arguments);
    for (answer, record) in [&over_http, &over_tcp] {
        let result = &answer["result"];
        assert_eq!(
            (&result["isError"], &result["structured"]),
            (&json!(true), &Value::Null),
            "{answer}"
        );
        assert_eq!(result["content"].as_array().map(Vec::len), Some(2), "{answer}");
        assert_eq!(result["content"][0], message);
        let mut view: Value = serde_json::from_str(result["content"][1].as_str().unwrap()).unwrap();
        take_id(&mut view, record);
        assert_eq!(view, data);
        assert_no_secret(&answer.to_string());
        assert_eq!(over_http.1["exception.message"], over_tcp.1["exception.message"]);
    }
    over_http.1
}

/// The same for a protocol error.
#[track_caller]
fn assert_protocol_error(tool: &'static str, arguments: Value, expected: Value) -> Value {
    let [over_http, over_tcp] = both(tool, arguments);
    for (answer, record) in [&over_http, &over_tcp] {
        let mut error = answer["error"].clone();
        take_id(&mut error["data"], record);
        assert_eq!(error, expected, "{tool}");
        assert_no_secret(&answer.to_string());
    }
    over_http.1
}

#[track_caller]
fn assert_no_secret(text: &str) {
    for secret in desk::SECRETS {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// What was called, as the record says.
fn method_of(record: &Value) -> String {
    record["rpc.method"].as_str().unwrap().to_owned()
}

const INTERNAL: &str = "An internal error occurred";

fn internal_error() -> Value {
    json!({"code": "INTERNAL_ERROR", "status": 500})
}

fn account_not_found() -> Value {
    json!({"code": "ACCOUNT_NOT_FOUND", "status": 404})
}

#[test]
fn a_failing_tool_shows_the_model_its_public_face_and_is_logged_once() {
    let record = assert_tool_error("own", json!({}), "Account not found", account_not_found());
    assert_eq!(record["exception.message"], "no row in accounts_v2 for account 7");
}

#[test]
fn every_kind_of_error_is_answered_as_it_says() {
    let form =
        json!([{"pointer": "/email", "code": "MALFORMED", "detail": "This value does not have the expected form"}]);
    for (kind, message, data) in [
        (
            "funds",
            "At most 1300 cents can be withdrawn",
            json!({"code": "INSUFFICIENT_FUNDS", "status": 409, "available": 1300}),
        ),
        (
            "password",
            "Invalid username or password",
            json!({"code": "INVALID_CREDENTIALS", "status": 401}),
        ),
        (
            "limited",
            "Too many withdrawals",
            json!({"code": "SLOW_DOWN", "status": 429, "retry_after": 30}),
        ),
        (
            "transparent",
            "The card was declined",
            json!({"code": "CARD_DECLINED", "status": 402}),
        ),
        (
            "form",
            "The form has mistakes",
            json!({"code": "INVALID_FORM", "status": 422, "errors": form}),
        ),
        ("storage", INTERNAL, internal_error()),
    ] {
        assert_tool_error("own", json!({"kind": kind}), message, data);
    }
    let unknown = "It is not known whether the request was carried out; check before you repeat it";
    for (tool, message, data) in [
        ("own_elsewhere", "Account not found", account_not_found()),
        ("generic", "It is gone", json!({"code": "GONE_FOR_GOOD", "status": 410})),
        ("fault", INTERNAL, internal_error()),
        (
            "violations",
            "Unprocessable Content",
            json!({"code": "UNPROCESSABLE_CONTENT", "status": 422, "errors": form}),
        ),
        (
            "transaction",
            unknown,
            json!({"code": "OUTCOME_UNKNOWN", "status": 500}),
        ),
    ] {
        assert_tool_error(tool, json!({}), message, data);
    }
}

#[test]
fn an_error_that_becomes_a_protocol_error_has_a_code_for_its_status() {
    for (kind, code, message, data) in [
        (
            "funds",
            -32015,
            "At most 1300 cents can be withdrawn",
            json!({"code": "INSUFFICIENT_FUNDS", "status": 409, "available": 1300}),
        ),
        (
            "password",
            -32012,
            "Invalid username or password",
            json!({"code": "INVALID_CREDENTIALS", "status": 401}),
        ),
        ("storage", -32603, INTERNAL, internal_error()),
    ] {
        assert_protocol_error(
            "protocol",
            json!({"kind": kind}),
            json!({"code": code, "message": message, "data": data}),
        );
    }
}

/// rmcp's client speaks MCP 2026-07-28 over HTTP if the server does, where that is a -32602.
#[test]
fn a_thing_that_is_not_there_is_a_resource_that_was_not_found() {
    let [(answer, record), _] = both("protocol", json!({}));
    let mut error = answer["error"].clone();
    take_id(&mut error["data"], &record);
    assert!([json!(-32002), json!(-32602)].contains(&error["code"]), "{error}");
    assert_eq!(
        (&error["message"], &error["data"]),
        (&json!("Account not found"), &account_not_found())
    );
}

#[test]
fn without_the_service_an_error_is_answered_the_same_and_logged_once() {
    let (answer, records) = logged(async || failure(&over_tcp(|| Desk).await, "own", json!({"kind": "funds"})).await);
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(answer["result"]["content"][0], "At most 1300 cents can be withdrawn");
    let mut view: Value = serde_json::from_str(answer["result"]["content"][1].as_str().unwrap()).unwrap();
    take_id(&mut view, &records[0]["fields"]);
    assert_eq!(
        view,
        json!({"code": "INSUFFICIENT_FUNDS", "status": 409, "available": 1300})
    );
}

#[test]
fn what_succeeds_or_was_handled_is_not_touched_and_not_logged() {
    let (answers, records) = logged(async || {
        let client = over_http(open_http(secured, true).await).await;
        let tools = client.list_all_tools().await.unwrap().len();
        let fine = call(&client, "fine", json!({})).await.unwrap();
        let handled = call(&client, "handled", json!({})).await.unwrap();
        (tools, texts(&fine), fine.is_error, texts(&handled))
    });
    assert_eq!(
        answers,
        (16, vec!["fine".to_owned()], Some(false), vec!["true".to_owned()])
    );
    assert_eq!(records, [] as [Value; 0]);
}
