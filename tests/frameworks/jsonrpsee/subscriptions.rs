//! What subscriptions send by themselves, past every middleware.

use super::*;
use futures_util::{SinkExt as _, StreamExt as _};
use jsonrpsee::core::client::SubscriptionClientT;
use tokio_tungstenite::tungstenite::Message;

/// The messages that a WebSocket gets for one call, byte for byte: jsonrpsee's client keeps the last one to itself.
async fn messages(address: SocketAddr, method: &str, param: &str, count: usize) -> Vec<Value> {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async(format!("ws://{address}"), stream)
        .await
        .unwrap();
    let call = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": [param]});
    socket.send(Message::text(call.to_string())).await.unwrap();
    let mut messages = Vec::new();
    while messages.len() < count {
        if let Message::Text(text) = socket.next().await.unwrap().unwrap() {
            messages.push(serde_json::from_str(&text).unwrap());
        }
    }
    messages
}

/// The last message, and the one record.
fn last(method: &str, param: &str, count: usize) -> (Value, Value) {
    let (mut messages, mut records) = at_desk(true, async |address| messages(address, method, param, count).await);
    assert_eq!(records.len(), 1, "{records:#?}");
    (messages.pop().unwrap(), records.remove(0)["fields"].take())
}

#[test]
fn without_us_a_subscription_leaks_when_it_is_rejected_and_when_it_ends() {
    let (texts, _) = at_desk(false, async |address| {
        [
            messages(address, "watch", "foreign", 1).await,
            messages(address, "watch_text", "", 2).await,
        ]
    });
    for messages in texts {
        let last = messages.last().unwrap().to_string();
        assert!(desk::SECRETS.iter().any(|secret| last.contains(secret)), "{last}");
    }
}

#[test]
fn a_subscription_that_is_rejected_with_an_error_of_ours_says_so() {
    let (answer, record) = last("watch", "own", 1);
    assert_eq!(answer["id"], 7);
    assert_eq!(
        without_id(answer["error"].clone(), &record),
        json!({"code": -32014, "message": "Account not found", "data": {"code": "ACCOUNT_NOT_FOUND", "status": 404}})
    );
}

#[test]
fn a_subscription_rejected_with_a_foreign_error_says_only_its_code() {
    for param in ["foreign", "dropped", "panic"] {
        let (answer, record) = last("watch", param, 1);
        assert_eq!(answer["id"], 7);
        let code = if param == "foreign" { -32602 } else { -32603 };
        assert_eq!(answer["error"]["code"], code);
        without_id(answer["error"].clone(), &record);
        assert_no_secret(&answer.to_string());
        assert_eq!(method_of(&record), "watch");
    }
    let (error, records) = at_desk(true, async |address| {
        let subscribed = ws(address)
            .await
            .subscribe::<Value, _>("watch", rpc_params![1], "unwatch")
            .await;
        subscribed.unwrap_err().to_string()
    });
    assert!(
        error.contains("Invalid params") && !error.contains("invalid type"),
        "{error}"
    );
    assert_eq!(records.len(), 1, "{records:#?}");
}

#[test]
fn messages_arrive_in_order_and_a_final_error_is_its_public_face() {
    let (messages, records) = at_desk(true, async |address| messages(address, "watch", "accepted", 3).await);
    let subscription = &messages[0]["result"];
    assert_eq!(messages[1]["params"]["result"], "an \"error\" is only a word here");
    assert_eq!(
        (&messages[2]["method"], &messages[2]["params"]["subscription"]),
        (&json!("changes"), subscription)
    );
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(
        without_id(messages[2]["params"]["error"].clone(), &records[0]["fields"]),
        json!({"code": -32014, "message": "Account not found", "data": {"code": "ACCOUNT_NOT_FOUND", "status": 404}})
    );
}

#[test]
fn a_text_at_the_end_of_a_subscription_is_sealed() {
    let (message, record) = last("watch_text", "", 2);
    assert_eq!(
        without_id(message["params"]["error"].clone(), &record),
        internal_error()
    );
    assert_eq!(message["method"], "changes_text");
    assert!(record["exception.message"].as_str().unwrap().contains(desk::DSN));
    assert_no_secret(&message.to_string());
}

/// There it is sent twice: by itself, and as an answer of the batch.
#[test]
fn a_subscription_that_is_rejected_in_a_batch_is_sealed_there_too() {
    let batch = async |address| {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let (mut socket, _) = tokio_tungstenite::client_async(format!("ws://{address}"), stream)
            .await
            .unwrap();
        let call = |(id, param)| json!({"jsonrpc": "2.0", "id": id, "method": "watch", "params": [param]});
        let calls = json!([(1, "own"), (2, "foreign")].map(call)).to_string();
        socket.send(Message::text(calls)).await.unwrap();
        let mut answers = Vec::new();
        while answers.len() < 3 {
            if let Message::Text(text) = socket.next().await.unwrap().unwrap() {
                answers.push(serde_json::from_str::<Value>(&text).unwrap());
            }
        }
        answers
    };
    let (leaky, _) = at_desk(false, batch);
    assert!(leaky[2].to_string().contains("hunter2"), "{leaky:?}");
    let (answers, records) = at_desk(true, batch);
    assert_no_secret(&json!(answers).to_string());
    assert_eq!(records.len(), 2, "{records:#?}");
    for (index, record) in records.iter().enumerate() {
        let (alone, in_batch) = (&answers[index]["error"], &answers[2][index]["error"]);
        assert_eq!(alone["data"]["request_id"], record["fields"]["request_id"]);
        assert_eq!(alone, in_batch);
    }
}

#[test]
fn more_subscriptions_than_allowed_keep_the_code_of_jsonrpsee() {
    let (answers, records) = at_desk(true, async |address| {
        let client = ws(address).await;
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(
                client
                    .subscribe::<Value, _>("hold", rpc_params![], "unhold")
                    .await
                    .unwrap(),
            );
        }
        failure(&client, "hold", rpc_params![]).await
    });
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(
        without_id(answers, &records[0]["fields"]),
        json!({"code": -32006, "message": "Too many subscriptions on the connection", "data": {"code": "TOO_MANY_REQUESTS", "status": 429}})
    );
}

#[test]
fn a_subscription_learns_that_its_client_is_gone_and_may_be_ended_by_it() {
    let (held, records) = at_desk(true, async |address| {
        let client = ws(address).await;
        let mut held = client
            .subscribe::<usize, _>("hold", rpc_params![], "unhold")
            .await
            .unwrap();
        let first = held.next().await.unwrap().unwrap();
        held.unsubscribe().await.unwrap();
        let gone = ws(address)
            .await
            .subscribe::<usize, _>("hold", rpc_params![], "unhold")
            .await
            .unwrap();
        drop(gone);
        while desk::HELD.load(std::sync::atomic::Ordering::SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
        first
    });
    assert_eq!(held, 1);
    assert_eq!(records, [] as [Value; 0]);
}
