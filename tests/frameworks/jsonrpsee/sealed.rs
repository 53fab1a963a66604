//! What no `SecureError` made, and panics.

use super::*;
use jsonrpsee::core::params::BatchRequestBuilder;
use secure_error_tests::server::{Answer, ask, with_body};

fn bad_params() -> Value {
    json!({"code": -32602, "message": "Invalid params", "data": {"code": "BAD_REQUEST", "status": 400}})
}

/// A body that is sent as it is.
pub async fn post(address: SocketAddr, body: &str) -> Option<Answer> {
    ask(
        address,
        &with_body("POST", "/", &[b"Content-Type: application/json"], body.as_bytes()),
    )
    .await
}

#[test]
fn without_us_every_one_of_these_tells_a_secret_or_nothing_at_all() {
    let (answers, _) = at_desk(false, async |address| {
        let client = http(address);
        let mut answers = Vec::new();
        for (method, param) in [
            ("role", "root"),
            ("foreign", ""),
            ("foreign", "internal"),
            ("foreign", "server"),
            ("foreign", "application"),
            ("rebuilt", ""),
        ] {
            answers.push(failure(&client, method, rpc_params![param]).await.to_string());
        }
        for call in [
            r#"{"jsonrpc":"2.0","id":1,"method":"panic"}"#,
            r#"[{"jsonrpc":"2.0","id":1,"method":"fine"},{"jsonrpc":"2.0","id":2,"method":"panic"}]"#,
        ] {
            let panicked = post(address, call).await;
            assert!(panicked.is_none(), "{panicked:?}");
        }
        let socket = ws(address).await;
        let panicked = failure(&socket, "panic", rpc_params![]);
        let waited = tokio::time::timeout(std::time::Duration::from_millis(300), panicked).await;
        assert!(waited.is_err(), "nobody answers: {waited:?}");
        answers
    });
    for answer in answers {
        assert!(desk::SECRETS.iter().any(|secret| answer.contains(secret)), "{answer}");
    }
}

#[test]
fn params_that_cannot_be_read_say_so_and_nothing_else() {
    let record = assert_answer("role", "root", bad_params());
    let text = record["exception.message"].as_str().unwrap();
    assert!(
        text.starts_with("-32602 Invalid params: ") && text.contains("hidden_super_admin"),
        "{text}"
    );
    assert_eq!(method_of(&record), "role");
}

#[test]
fn a_foreign_error_says_what_its_code_says_and_its_text_is_in_the_log() {
    for (param, expected, text) in [
        ("", bad_params(), desk::DSN),
        ("internal", internal_error(), desk::DSN),
        ("server", internal_error(), "/srv/desk"),
        ("application", internal_error(), "1234 no row in accounts_v2"),
        ("positive", internal_error(), desk::DSN),
    ] {
        let record = assert_answer("foreign", param, expected);
        let message = record["exception.message"].as_str().unwrap();
        assert!(message.contains(text), "{record}");
        assert_eq!(method_of(&record), "foreign");
    }
}

#[test]
fn a_hostile_text_stays_one_line_of_the_log() {
    let record = assert_answer("foreign", "lines", internal_error());
    let message = record["exception.message"].as_str().unwrap();
    assert!(
        message.contains(r"forged\n") && !message.contains(['\n', '\u{202e}']),
        "{message}"
    );
}

#[test]
fn a_method_that_is_not_there_is_a_code_that_stays_with_an_id() {
    let expected = json!({"code": -32601, "message": "Method not found", "data": {"code": "NOT_FOUND", "status": 404}});
    let record = assert_answer("no_such\nmethod", "", expected);
    assert_eq!(method_of(&record), r"no_such\nmethod");
}

#[test]
fn a_panic_is_an_internal_error_its_message_is_logged_and_the_next_call_works() {
    for method in ["panic", "panic_later"] {
        let record = assert_answer(method, "", internal_error());
        assert_eq!(record["exception.message"], desk::DSN);
        assert_eq!(method_of(&record), method);
    }
    let (fine, _) = at_desk(true, async |address| {
        let client = ws(address).await;
        failure(&client, "panic", rpc_params![]).await;
        client.request::<String, _>("fine", rpc_params![]).await.unwrap()
    });
    assert_eq!(fine, "fine");
}

#[test]
fn an_answer_that_is_too_large_keeps_the_code_of_jsonrpsee() {
    let expected =
        json!({"code": -32008, "message": "Response is too big", "data": {"code": "INTERNAL_ERROR", "status": 500}});
    assert_answer("large", "", expected);
}

#[test]
fn each_call_of_a_batch_is_answered_for_itself() {
    let (answers, records) = at_desk(true, async |address| {
        let mut batch = BatchRequestBuilder::new();
        for (method, param) in [
            ("fine", ""),
            ("panic", ""),
            ("own", "funds"),
            ("foreign", ""),
            ("nothing", ""),
        ] {
            batch.insert(method, rpc_params![param]).unwrap();
        }
        let answers = ws(address).await.batch_request::<String>(batch).await.unwrap();
        answers
            .into_iter()
            .map(|answer| answer.map_err(|error| serde_json::to_value(error).unwrap()))
            .collect::<Vec<_>>()
    });
    assert_eq!(records.len(), 4, "{records:#?}");
    assert_eq!(answers[0], Ok("fine".to_owned()));
    let codes: Vec<_> = answers[1..]
        .iter()
        .map(|it| it.as_ref().unwrap_err()["code"].as_i64().unwrap())
        .collect();
    assert_eq!(codes, [-32603, -32015, -32602, -32601]);
    for (answer, record) in answers[1..].iter().zip(&records) {
        let answer = answer.clone().unwrap_err();
        without_id(answer.clone(), &record["fields"]);
        assert_no_secret(&answer.to_string());
    }
}

#[test]
fn the_calls_of_one_http_request_have_its_id() {
    let body = r#"[{"jsonrpc":"2.0","id":1,"method":"own"},{"jsonrpc":"2.0","id":2,"method":"foreign"}]"#;
    let (answer, records) = at_desk(true, async |address| post(address, body).await.unwrap());
    let answers = answer.json();
    let ids = [&answers[0], &answers[1]].map(|it| it["error"]["data"]["request_id"].as_str().unwrap());
    assert_eq!(ids, [answer.id(); 2]);
    assert_eq!(records.len(), 2, "{records:#?}");
    assert!(
        records
            .iter()
            .all(|record| record["fields"]["request_id"] == answer.id())
    );
}

#[test]
fn entries_of_a_batch_that_are_no_calls_are_answered_and_notifications_are_not() {
    let body = r#"[1,{"jsonrpc":"2.0","method":"own"},{"jsonrpc":"2.0","id":9,"method":7}]"#;
    let (answer, records) = at_desk(true, async |address| post(address, body).await.unwrap());
    let answers = answer.json();
    assert_eq!(answers.as_array().unwrap().len(), 2, "{answers}");
    for (index, id) in [Value::Null, json!(9)].into_iter().enumerate() {
        assert_eq!(answers[index]["id"], id);
        assert_eq!(
            without_id(answers[index]["error"].clone(), &records[index]["fields"]),
            json!({"code": -32600, "message": "Invalid request", "data": {"code": "BAD_REQUEST", "status": 400}})
        );
    }
    assert_eq!(records.len(), 2, "{records:#?}");
}

#[test]
fn a_batch_of_notifications_has_no_answer_and_an_empty_one_is_an_invalid_request() {
    let (answers, records) = at_desk(true, async |address| {
        let notifications = post(address, r#"[{"jsonrpc":"2.0","method":"own"}]"#).await.unwrap();
        (notifications, post(address, "[]").await.unwrap())
    });
    assert_eq!((answers.0.status(), answers.0.json()), (200, Value::Null));
    assert_eq!(answers.1.json()["error"]["code"], -32600);
    assert_eq!(records, [] as [Value; 0]);
}

#[test]
fn a_batch_whose_answer_is_too_large_says_so() {
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"own","params":["funds"]}"#;
    let body = format!("[{}]", [call; 40].join(","));
    let (answer, records) = at_desk(true, async |address| post(address, &body).await.unwrap());
    let error = &answer.json()["error"];
    assert_eq!(
        (&error["code"], &error["message"]),
        (&json!(-32011), &json!("The batch response was too large"))
    );
    assert_eq!(error["data"]["request_id"], answer.id());
    assert_eq!(
        records.last().unwrap()["fields"]["exception.type"],
        "ForeignResponse",
        "{records:#?}"
    );
}

#[test]
fn hostile_ids_of_calls_come_back_as_they_are_and_break_nothing() {
    for id in [
        r#""\n\u202e\"},{\"jsonrpc\"""#.to_owned(),
        "18446744073709551615".to_owned(),
        format!("\"{}\"", "x".repeat(3_000)),
        "null".to_owned(),
    ] {
        for method in ["own", "foreign", "panic", "nothing"] {
            let body = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}"}}"#);
            let (answer, records) = at_desk(true, async |address| post(address, &body).await.unwrap());
            let expected: Value = serde_json::from_str(&id).unwrap();
            assert_eq!(answer.json()["id"], expected, "{method}");
            assert_eq!(records.len(), 1, "{records:#?}");
            assert!(!records[0].to_string().contains("xxxx"));
        }
    }
}
