//! What is refused before there is a request: the HTTP layer.

use super::*;
use secure_error_tests::server::{ask, request, with_body};

const BOTH: &[u8] = b"Accept: application/json, text/event-stream";

#[test]
fn without_us_a_body_that_cannot_be_read_tells_what_serde_says() {
    let (answer, _) = logged(async || {
        let address = open_http(|| Desk, false).await;
        let request = with_body(
            "POST",
            "/mcp",
            &[BOTH, b"Content-Type: application/json"],
            b"{\"hunter2\":",
        );
        ask(address, &request).await.unwrap()
    });
    assert!(
        answer.text().contains("fail to deserialize request body EOF"),
        "{}",
        answer.text()
    );
}

#[test]
fn what_rmcp_refuses_over_http_is_problem_details_and_logged_once() {
    for (request, status) in [
        (
            with_body(
                "POST",
                "/mcp",
                &[BOTH, b"Content-Type: application/json"],
                b"{\"hunter2\":",
            ),
            415,
        ),
        (
            with_body("POST", "/mcp", &[BOTH, b"Content-Type: text/plain"], b"{}"),
            415,
        ),
        (
            with_body("POST", "/mcp", &[b"Content-Type: application/json"], b"{}"),
            406,
        ),
        (request("PUT", "/mcp", &[]), 405),
        (request("GET", "/nowhere", &[]), 404),
    ] {
        let (answer, records) = logged(async || ask(open_http(secured, true).await, &request).await.unwrap());
        assert_eq!(answer.status(), status, "{}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(records.len(), 1, "{records:#?}");
        assert_eq!(records[0]["fields"]["request_id"], answer.id());
    }
}

#[test]
fn the_id_of_the_http_request_is_in_the_record_of_the_call() {
    let (_, records) = logged(async || {
        let client = over_http(open_http(secured, true).await).await;
        failure(&client, "own", json!({})).await
    });
    assert_eq!(records.len(), 1, "{records:#?}");
    let fields = &records[0]["fields"];
    assert_eq!(fields["client_request_id"].as_str().map(str::len), Some(32), "{fields}");
    assert_ne!(fields["client_request_id"], fields["request_id"]);
}

/// A request of MCP 2026-07-28, which needs no session.
fn modern(method: &str, version: &str) -> Vec<u8> {
    let body = json!({
        "jsonrpc": "2.0",
        "id": 2,
        "method": method,
        "params": {
            "name": "x",
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": version,
                "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1.0"},
                "io.modelcontextprotocol/clientCapabilities": {},
            },
        },
    });
    let headers = [
        format!("MCP-Protocol-Version: {version}"),
        format!("Mcp-Method: {method}"),
        "Mcp-Name: x".to_owned(),
        "Content-Type: application/json".to_owned(),
    ];
    let mut lines: Vec<&[u8]> = headers.iter().map(String::as_bytes).collect();
    lines.push(BOTH);
    with_body("POST", "/mcp", &lines, body.to_string().as_bytes())
}

#[test]
fn a_service_error_with_a_404_stays_one_of_mcp_and_is_logged_once() {
    let request = modern("prompts/get", "2026-07-28");
    let (answer, records) = logged(async || ask(open_http(secured, true).await, &request).await.unwrap());
    assert_eq!(
        (answer.status(), answer.header("content-type")),
        (404, Some("application/json"))
    );
    assert_eq!(records.len(), 1, "{records:#?}");
    let mut error = answer.json()["error"].take();
    assert_eq!(error["data"]["request_id"], answer.id());
    take_id(&mut error["data"], &records[0]["fields"]);
    let data = json!({"code": "NOT_FOUND", "status": 404});
    assert_eq!(
        error,
        json!({"code": -32601, "message": "Method not found", "data": data})
    );
    assert_eq!(method_of(&records[0]["fields"]), "prompts/get");
}

#[test]
fn clients_can_still_negotiate_a_version_and_that_is_logged_once() {
    let request = modern("tools/list", "1999-01-01");
    let (answer, records) = logged(async || ask(open_http(secured, true).await, &request).await.unwrap());
    assert_eq!(
        (answer.status(), answer.header("content-type")),
        (400, Some("application/json"))
    );
    assert_eq!(records.len(), 1, "{records:#?}");
    let message = answer.json();
    let error = &message["error"];
    assert_eq!(
        (&message["id"], &error["code"], &error["data"]["requested"]),
        (&json!(2), &json!(-32022), &json!("1999-01-01"))
    );
    assert!(
        error["data"]["supported"]
            .as_array()
            .unwrap()
            .contains(&json!("2026-07-28"))
    );
}

#[test]
fn what_rmcp_says_of_headers_that_contradict_the_body_is_sealed() {
    let request = modern("tools/list", "2026-07-28");
    let request = String::from_utf8(request)
        .unwrap()
        .replace("Mcp-Method: tools/list", "Mcp-Method: hunter2");
    let asked = |secure: bool| {
        let (request, secure) = (request.as_bytes(), secure);
        logged(async move || {
            let address = if secure {
                open_http(secured, true).await
            } else {
                open_http(|| Desk, false).await
            };
            ask(address, request).await.unwrap()
        })
    };
    assert!(asked(false).0.text().contains("hunter2"));
    let (answer, records) = asked(true);
    assert_eq!((answer.status(), records.len()), (400, 1), "{records:#?}");
    let mut error = answer.json()["error"].take();
    take_id(&mut error["data"], &records[0]["fields"]);
    let data = json!({"code": "BAD_REQUEST", "status": 400});
    assert_eq!(
        error,
        json!({"code": -32020, "message": "Header mismatch", "data": data})
    );
}

/// What a client of MCP has to send instead.
#[test]
fn what_a_client_needs_in_order_to_negotiate_stays() {
    const JSON: &[u8] = b"Content-Type: application/json";
    let ping = br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let versioned: &[&[u8]] = &[BOTH, JSON, b"Mcp-Session-Id: nothing"];
    for (request, status, hint) in [
        (
            with_body("POST", "/mcp", &[b"Accept: application/json", JSON], ping),
            406,
            "The client must accept both application/json and text/event-stream",
        ),
        (
            request("GET", "/mcp", &[b"Accept: application/json"]),
            406,
            "The client must accept text/event-stream",
        ),
        (
            with_body("POST", "/mcp", &[BOTH, b"Content-Type: text/plain"], ping),
            415,
            "The content type must be application/json",
        ),
        (
            request("GET", "/mcp", &[BOTH]),
            400,
            "The request needs the header Mcp-Session-Id",
        ),
        (
            with_body("POST", "/mcp", versioned, ping),
            404,
            "There is no such session; begin a new one",
        ),
    ] {
        let (answer, records) = logged(async || ask(open_http(secured, true).await, &request).await.unwrap());
        assert_eq!(
            (answer.status(), &answer.json()["detail"]),
            (status, &json!(hint)),
            "{}",
            answer.text()
        );
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let [record] = &records[..] else { panic!("{records:#?}") };
        assert_eq!(
            (&record["level"], &record["fields"]["request_id"]),
            (&json!("INFO"), &json!(answer.id()))
        );
    }
}

/// The limit of rmcp itself, which is 4 MiB.
#[test]
fn the_limit_of_a_body_is_that_of_rmcp() {
    let body = |bytes| {
        let text = "x".repeat(bytes);
        json!({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"text": text}}).to_string()
    };
    for (bytes, is_refused) in [(1_000, false), (5 * 1024 * 1024, true)] {
        let request = with_body(
            "POST",
            "/mcp",
            &[BOTH, b"Content-Type: application/json"],
            body(bytes).as_bytes(),
        );
        let ask = |sealed: bool| {
            let request = request.clone();
            let ask = async move || {
                let address = if sealed {
                    open_http(secured, true).await
                } else {
                    open_http(|| Desk, false).await
                };
                ask(address, &request).await.unwrap()
            };
            logged(ask).0.status()
        };
        let (bare, sealed) = (ask(false), ask(true));
        assert_eq!((bare, bare == 413), (sealed, is_refused));
    }
}
