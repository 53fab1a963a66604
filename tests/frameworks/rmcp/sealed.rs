//! What no `SecureError` made, and panics.

use super::*;
use rmcp::model::{
    GetSkillRequestParams, GetSkillResult, ListSkillsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig,
    Skill, SkillFrontmatter, SkillResources,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use std::time::Duration;

fn invalid_params() -> Value {
    json!({"code": "BAD_REQUEST", "status": 400})
}

#[test]
fn without_us_every_one_of_these_tells_the_model_a_secret() {
    let (answers, _) = logged(async || {
        let client = over_tcp(|| Desk).await;
        let mut answers = Vec::new();
        for (tool, arguments) in [
            ("text", json!({})),
            ("lines", json!({})),
            ("result", json!({})),
            ("role", json!({"role": "root"})),
            ("foreign", json!({"kind": "params"})),
            ("foreign", json!({"kind": "internal"})),
            ("foreign", json!({})),
        ] {
            answers.push(failure(&client, tool, arguments).await.to_string());
        }
        answers
    });
    for answer in answers {
        assert!(desk::SECRETS.iter().any(|secret| answer.contains(secret)), "{answer}");
    }
}

#[test]
fn without_us_a_panic_is_not_answered_at_all() {
    let (answer, _) = logged(async || {
        let client = over_tcp(|| Desk).await;
        tokio::time::timeout(Duration::from_millis(300), call(&client, "panic", json!({})))
            .await
            .is_ok()
    });
    assert!(!answer);
}

#[test]
fn text_that_a_tool_returns_as_its_error_is_sealed_and_in_the_log() {
    for tool in ["text", "result"] {
        let record = assert_tool_error(tool, json!({}), INTERNAL, internal_error());
        assert!(
            record["exception.message"].as_str().unwrap().contains(desk::DSN),
            "{record}"
        );
        assert_eq!(method_of(&record), format!("tools/call {tool}"));
        assert_eq!(record["exception.type"], "ForeignResponse");
    }
}

#[test]
fn a_hostile_text_stays_one_line_of_the_log() {
    let record = assert_tool_error("lines", json!({}), INTERNAL, internal_error());
    let message = record["exception.message"].as_str().unwrap();
    assert!(
        message.contains(r"forged\n") && !message.contains(['\n', '\u{202e}']),
        "{message}"
    );
}

#[test]
fn arguments_that_cannot_be_read_say_so_and_nothing_else() {
    let record = assert_tool_error("role", json!({"role": "root"}), "Invalid params", invalid_params());
    let text = record["exception.message"].as_str().unwrap();
    assert!(text.contains("hidden_super_admin"), "{text}");
}

#[test]
fn a_foreign_protocol_error_says_what_its_code_says() {
    for (kind, code, message, data) in [
        ("params", -32602, "Invalid params", invalid_params()),
        ("internal", -32603, INTERNAL, internal_error()),
        ("lines", -32603, INTERNAL, internal_error()),
    ] {
        let expected = json!({"code": code, "message": message, "data": data});
        assert_protocol_error("foreign", json!({"kind": kind}), expected);
    }
}

#[test]
fn an_error_by_which_versions_are_negotiated_is_made_anew() {
    let (answer, records) =
        logged(async || failure(&over_tcp(secured).await, "foreign", json!({"kind": "version"})).await);
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(answer["error"]["code"], -32022);
    assert_eq!(answer["error"]["message"], "Unsupported protocol version");
    assert_no_secret(&answer.to_string());
}

#[test]
fn a_capability_that_is_missing_is_told_by_its_name_alone() {
    let (answer, records) =
        logged(async || failure(&over_tcp(secured).await, "foreign", json!({"kind": "capability"})).await);
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(answer["error"]["code"], -32021);
    let required = json!({
        "extensions": {"io.modelcontextprotocol/tasks": {}},
        "experimental": {},
        "sampling": {"tools": {}},
        "roots": {"listChanged": true},
    });
    assert_eq!(answer["error"]["data"]["requiredCapabilities"], required, "{answer}");
    assert_no_secret(&answer.to_string());
}

/// Skills as rmcp does not want them, which it finds after the handler.
struct Skills;

impl ServerHandler for Skills {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_resources().enable_skills();
        ServerConfig::new(capabilities.build())
    }

    async fn list_skills(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListSkillsResult, ErrorData> {
        Ok(ListSkillsResult::with_all_items(vec![skill(
            "file:///srv/desk/hunter2.md",
        )]))
    }

    async fn get_skill(
        &self,
        request: GetSkillRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetSkillResult, ErrorData> {
        let uri = match request.uri.as_str() {
            "skill://desk/pay/SKILL.md" => request.uri,
            _ => "file:///srv/desk/pay/SKILL.md".to_owned(),
        };
        Ok(GetSkillResult::new(skill(&uri)))
    }
}

fn skill(uri: &str) -> Skill {
    Skill::new(uri, SkillFrontmatter::new("pay", "How to pay"), SkillResources::Dynamic)
}

async fn skills(client: Client) -> Vec<Value> {
    let mut answers = Vec::new();
    let mut tell = |answer: Result<Value, ServiceError>| match answer {
        Err(ServiceError::McpError(error)) => answers.push(serde_json::to_value(error).unwrap()),
        other => answers.push(other.unwrap()),
    };
    tell(
        client
            .list_skills(None)
            .await
            .map(|it| serde_json::to_value(it).unwrap()),
    );
    for uri in ["skill://desk/stolen/SKILL.md", "skill://desk/pay/SKILL.md"] {
        let got = client.get_skill(GetSkillRequestParams::new(uri)).await;
        tell(got.map(|it| serde_json::to_value(it).unwrap()));
    }
    answers
}

#[test]
fn what_is_wrong_with_the_skills_of_a_handler_is_for_operators() {
    let (leaky, _) = logged(async || skills(over_tcp(|| Skills).await).await);
    assert!(leaky[0].to_string().contains("hunter2") && leaky[1].to_string().contains("/srv/desk"));
    let (answers, records) = logged(async || skills(over_tcp(|| SecureServerHandler::new(Skills)).await).await);
    assert_eq!(records.len(), 2, "{records:#?}");
    for ((mut answer, record), secret) in answers.into_iter().zip(&records).zip(["hunter2", "/srv/desk"]) {
        take_id(&mut answer["data"], &record["fields"]);
        assert_eq!(
            answer,
            json!({"code": -32603, "message": INTERNAL, "data": internal_error()})
        );
        assert!(record["fields"]["exception.message"].as_str().unwrap().contains(secret));
    }
}

#[test]
fn a_tool_that_is_not_there_is_told_to_the_model_with_an_id() {
    let not_found = json!({"code": "NOT_FOUND", "status": 404});
    let expected = json!({"code": -32602, "message": "Tool not found", "data": not_found});
    let record = assert_protocol_error("no_such\ntool", json!({}), expected);
    assert_eq!(method_of(&record), "tools/call", "the client invented the name");
}

#[test]
fn a_panic_of_a_tool_is_a_logged_internal_error_and_the_next_call_works() {
    let record = assert_tool_error("panic", json!({}), INTERNAL, internal_error());
    assert_eq!(record["exception.message"], desk::DSN);
    let (fine, _) = logged(async || {
        let client = over_tcp(secured).await;
        failure(&client, "panic", json!({})).await;
        texts(&call(&client, "fine", json!({})).await.unwrap())
    });
    assert_eq!(fine, ["fine"]);
}

#[test]
fn a_result_that_somebody_vouches_for_is_passed_on_and_that_is_logged() {
    for (answer, record) in both("vouched", json!({})) {
        assert_eq!(answer["result"]["content"], json!(["no rows match"]));
        assert_eq!(record["exception.type"], "PassedThrough");
        assert_eq!(record["exception.message"], "no rows match");
    }
}

#[test]
fn resources_are_sealed_as_tools_are() {
    let (answers, records) = logged(async || {
        let client = over_tcp(secured).await;
        let mut answers = Vec::new();
        for uri in ["desk:foreign", "desk:panic", "desk:fault", "desk:funds"] {
            match client
                .read_resource(ReadResourceRequestParams::new(uri))
                .await
                .unwrap_err()
            {
                ServiceError::McpError(error) => answers.push(serde_json::to_value(error).unwrap()),
                other => panic!("{other:?}"),
            }
        }
        answers
    });
    assert_eq!(records.len(), 4, "{records:#?}");
    let expected = [
        ("Resource not found", json!({"code": "NOT_FOUND", "status": 404})),
        (INTERNAL, internal_error()),
        (INTERNAL, internal_error()),
        (
            "At most 1300 cents can be withdrawn",
            json!({"code": "INSUFFICIENT_FUNDS", "status": 409, "available": 1300}),
        ),
    ];
    for ((mut answer, record), (message, data)) in answers.into_iter().zip(&records).zip(expected) {
        take_id(&mut answer["data"], &record["fields"]);
        assert_eq!((&answer["message"], &answer["data"]), (&json!(message), &data));
    }
}

#[test]
fn calls_at_the_same_time_each_have_their_own_id() {
    let (ids, records) = logged(async || {
        let client = over_tcp(secured).await;
        let calls = (0..8).map(|_| failure(&client, "own", json!({})));
        let answers = futures_util::future::join_all(calls).await;
        answers
            .iter()
            .map(|answer| {
                let view: Value = serde_json::from_str(answer["result"]["content"][1].as_str().unwrap()).unwrap();
                view["request_id"].as_str().unwrap().to_owned()
            })
            .collect::<std::collections::BTreeSet<_>>()
    });
    let logged = records
        .iter()
        .map(|record| record["fields"]["request_id"].as_str().unwrap().to_owned());
    assert_eq!((ids.len(), ids), (8, logged.collect()));
}
