//! The Python SDK of MCP, as a client.

use super::*;
use secure_error_tests_frameworks::foreign::run;

/// What the client gets, and the records.
fn found(calls: Value) -> (Vec<Value>, Vec<Value>) {
    logged(async || {
        let port = open_http(secured, true).await.port();
        let client = tokio::task::spawn_blocking(move || run("mcp_calls.py", port, &calls));
        client.await.unwrap().as_array().unwrap().clone()
    })
}

#[test]
fn the_python_client_of_mcp_reads_results_and_errors() {
    let calls = json!([
        {"tool": "fine", "arguments": {}},
        {"tool": "own", "arguments": {"kind": "account"}},
        {"tool": "text", "arguments": {}},
        {"tool": "panic", "arguments": {}},
        {"tool": "role", "arguments": {"role": "root"}},
        {"tool": "vouched", "arguments": {}},
        {"tool": "protocol", "arguments": {"kind": "funds"}},
        {"tool": "foreign", "arguments": {"kind": "internal"}},
        {"tool": "nothing", "arguments": {}},
        {"resource": "desk:account"},
    ]);
    let (found, records) = found(calls);
    assert_eq!(found[0], json!({"is_error": false, "texts": ["fine"]}));
    assert_eq!(records.len(), found.len() - 1, "{records:#?}");
    let said = |index: usize| &found[index]["texts"][0];
    assert_eq!(said(1), "Account not found");
    assert_eq!(
        (said(2), said(3)),
        (
            &json!("An internal error occurred"),
            &json!("An internal error occurred")
        )
    );
    assert_eq!((said(4), said(5)), (&json!("Invalid params"), &json!("no rows match")));
    let code = |index: usize| &found[index]["error"]["code"];
    assert_eq!((code(6), code(7)), (&json!(-32015), &json!(-32603)), "{found:#?}");
    assert_eq!(code(8), -32602);
    assert!(
        [-32002, -32602].iter().any(|expected| code(9) == *expected),
        "{found:#?}"
    );
    assert_no_secret(&json!(found).to_string());
    for (found, record) in found[1..].iter().zip(&records) {
        assert!(
            found == &found[4]
                || found
                    .to_string()
                    .contains(record["fields"]["request_id"].as_str().unwrap())
                || found["texts"] == json!(["no rows match"]),
            "{found} {record}"
        );
    }
}
