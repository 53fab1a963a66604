//! jsonrpsee: real servers and jsonrpsee's own clients, on sockets.

mod desk;
mod http_level;
mod limits;
mod recognised;
mod records;
mod sealed;
mod subscriptions;

use jsonrpsee::core::client::{ClientT, Error};
use jsonrpsee::core::params::ArrayParams;
use jsonrpsee::http_client::HttpClient;
use jsonrpsee::rpc_params;
use jsonrpsee::server::middleware::rpc::RpcServiceBuilder;
use jsonrpsee::server::{Methods, Server, ServerConfig};
use jsonrpsee::ws_client::{WsClient, WsClientBuilder};
use secure_error::SecureErrorLayer;
use secure_error::frameworks::jsonrpsee::{SecureRpcLayer, seal_subscriptions};
use secure_error_tests::sink;
use serde_json::{Value, json};
use std::net::SocketAddr;

/// What happens at a desk, and the records in the log.
fn at_desk<R>(secured: bool, visit: impl AsyncFnOnce(SocketAddr) -> R) -> (R, Vec<Value>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, result) = sink::json(|| runtime.block_on(async { visit(open(secured).await).await }));
    (result, sink::records(&log))
}

async fn open(secured: bool) -> SocketAddr {
    let module = desk::desk();
    let config = ServerConfig::builder()
        .max_request_body_size(16_384)
        .max_response_body_size(4_096)
        .max_subscriptions_per_connection(4)
        .build();
    let builder = Server::builder().set_config(config);
    if secured {
        let rpc = RpcServiceBuilder::new().layer(SecureRpcLayer::new());
        let http = tower::ServiceBuilder::new().layer(SecureErrorLayer::new());
        let server = builder.set_rpc_middleware(rpc).set_http_middleware(http);
        let server = server.build("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        serve(server.start(seal_subscriptions(module).unwrap()));
        address
    } else {
        let server = builder.build("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        serve(server.start(Methods::from(module)));
        address
    }
}

fn serve(handle: jsonrpsee::server::ServerHandle) {
    tokio::spawn(handle.stopped());
}

fn http(address: SocketAddr) -> HttpClient {
    HttpClient::builder().build(format!("http://{address}")).unwrap()
}

async fn ws(address: SocketAddr) -> WsClient {
    WsClientBuilder::default()
        .build(format!("ws://{address}"))
        .await
        .unwrap()
}

/// What the client learns of a failed call.
async fn failure(client: &impl ClientT, method: &str, params: ArrayParams) -> Value {
    match client.request::<Value, _>(method, params).await.unwrap_err() {
        Error::Call(error) => serde_json::to_value(error).unwrap(),
        other => json!(format!("{other:?}")),
    }
}

/// One call over HTTP and one over a WebSocket, each with one record.
fn both(method: &str, param: &str) -> [(Value, Value); 2] {
    let (answers, records) = at_desk(true, async |address| {
        [
            failure(&http(address), method, rpc_params![param]).await,
            failure(&ws(address).await, method, rpc_params![param]).await,
        ]
    });
    assert_eq!(records.len(), 2, "{records:#?}");
    let [over_http, over_ws] = answers;
    [
        (over_http, records[0]["fields"].clone()),
        (over_ws, records[1]["fields"].clone()),
    ]
}

/// The error, without its id: that is 32 digits, and the one in the log.
#[track_caller]
fn without_id(mut error: Value, record: &Value) -> Value {
    let id = error["data"].as_object_mut().and_then(|data| data.remove("request_id"));
    let id = id.unwrap_or_else(|| panic!("no id in {error}"));
    assert_eq!(id.as_str().map(str::len), Some(32));
    assert_eq!(Some(&id), record.get("request_id"), "{record}");
    error
}

/// What both clients get, but for the id, and both records.
#[track_caller]
fn assert_answer(method: &str, param: &str, expected: Value) -> Value {
    let [over_http, over_ws] = both(method, param);
    for (answer, record) in [&over_http, &over_ws] {
        assert_eq!(without_id(answer.clone(), record), expected, "{method} {param}");
        assert_no_secret(&answer.to_string());
    }
    over_http.1
}

/// What was called, as the record says.
fn method_of(record: &Value) -> String {
    record["rpc.method"].as_str().unwrap().to_owned()
}

#[track_caller]
fn assert_no_secret(text: &str) {
    for secret in desk::SECRETS {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

fn internal_error() -> Value {
    json!({"code": -32603, "message": "An internal error occurred", "data": {"code": "INTERNAL_ERROR", "status": 500}})
}

#[test]
fn an_error_is_its_public_face_and_is_logged_once_under_the_clients_id() {
    let record = assert_answer(
        "own",
        "account",
        json!({"code": -32014, "message": "Account not found", "data": {"code": "ACCOUNT_NOT_FOUND", "status": 404}}),
    );
    assert_eq!(record["exception.message"], "no row in accounts_v2 for account 7");
}

#[test]
fn public_fields_are_members_of_the_data() {
    assert_answer(
        "own",
        "funds",
        json!({
            "code": -32015,
            "message": "At most 1300 cents can be withdrawn",
            "data": {"code": "INSUFFICIENT_FUNDS", "status": 409, "available": 1300},
        }),
    );
}

#[test]
fn every_kind_of_error_is_answered_as_it_says() {
    let form =
        json!([{"pointer": "/email", "code": "MALFORMED", "detail": "This value does not have the expected form"}]);
    for (method, param, expected) in [
        (
            "own",
            "password",
            json!({"code": -32012, "message": "Invalid username or password", "data": {"code": "INVALID_CREDENTIALS", "status": 401}}),
        ),
        (
            "own",
            "limited",
            json!({"code": -32016, "message": "Too many withdrawals", "data": {"code": "SLOW_DOWN", "status": 429, "retry_after": 30}}),
        ),
        (
            "own",
            "transparent",
            json!({"code": -32019, "message": "The card was declined", "data": {"code": "CARD_DECLINED", "status": 402}}),
        ),
        (
            "own",
            "form",
            json!({"code": -32602, "message": "The form has mistakes", "data": {"code": "INVALID_FORM", "status": 422, "errors": form}}),
        ),
        ("own", "storage", internal_error()),
        (
            "own_later",
            "account",
            json!({"code": -32014, "message": "Account not found", "data": {"code": "ACCOUNT_NOT_FOUND", "status": 404}}),
        ),
        (
            "own_blocking",
            "account",
            json!({"code": -32014, "message": "Account not found", "data": {"code": "ACCOUNT_NOT_FOUND", "status": 404}}),
        ),
        (
            "generic",
            "",
            json!({"code": -32014, "message": "It is gone", "data": {"code": "GONE_FOR_GOOD", "status": 410}}),
        ),
        ("fault", "", internal_error()),
        (
            "violations",
            "",
            json!({"code": -32602, "message": "Unprocessable Content", "data": {"code": "UNPROCESSABLE_CONTENT", "status": 422, "errors": form}}),
        ),
        (
            "transaction",
            "",
            json!({"code": -32603, "message": "It is not known whether the request was carried out; check before you repeat it", "data": {"code": "OUTCOME_UNKNOWN", "status": 500}}),
        ),
    ] {
        assert_answer(method, param, expected);
    }
}

#[test]
fn without_the_layer_an_error_is_answered_the_same_and_logged_once() {
    let (answer, records) = at_desk(false, async |address| {
        failure(&http(address), "own", rpc_params!["funds"]).await
    });
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(
        without_id(answer, &records[0]["fields"]),
        json!({
            "code": -32015,
            "message": "At most 1300 cents can be withdrawn",
            "data": {"code": "INSUFFICIENT_FUNDS", "status": 409, "available": 1300},
        })
    );
}

#[test]
fn what_succeeds_or_was_handled_is_not_touched_and_not_logged() {
    let (answers, records) = at_desk(true, async |address| {
        let client = http(address);
        let fine: String = client.request("fine", rpc_params![]).await.unwrap();
        let handled: bool = client.request("handled", rpc_params![]).await.unwrap();
        (fine, handled)
    });
    assert_eq!(answers, ("fine".to_owned(), true));
    assert_eq!(records, [] as [Value; 0]);
}
