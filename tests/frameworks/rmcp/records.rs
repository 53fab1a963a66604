//! The record is of what is sent, once, when it is sent.

use super::*;
use rmcp::model::{CallToolResponse, ContentBlock, ServerCapabilities, ServerConfig};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use secure_error::frameworks::rmcp::tool_result;
use secure_error::{PanicHook, SecureError};
use std::panic::catch_unwind;
use std::process::Command;
use std::sync::Mutex;

#[derive(SecureError)]
#[secure_error(rmcp)]
#[public(status = 404, code = "USER_NOT_FOUND", message = "User not found")]
#[internal("no such user", event = "authn_login_fail")]
struct NoUser;

/// A tool for each story of an error that is not simply returned.
struct Stories;

static RESULT: Mutex<Option<CallToolResult>> = Mutex::new(None);
static ERROR: Mutex<Option<ErrorData>> = Mutex::new(None);

impl ServerHandler for Stories {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let text = |text: &str| vec![ContentBlock::text(text)];
        let result = match &*request.name {
            "caught" => match catch_unwind(|| panic!("{}", desk::DSN)) {
                Ok(()) => CallToolResult::success(text("fine")),
                Err(_) => CallToolResult::error(text(desk::DSN)),
            },
            "shadowed" => {
                drop(tool_result(&NoUser));
                CallToolResult::error(text(desk::DSN))
            }
            "retried" => {
                drop((tool_result(&NoUser), ErrorData::from(NoUser)));
                CallToolResult::success(text("the second way"))
            }
            "cached" => RESULT
                .lock()
                .unwrap()
                .get_or_insert_with(|| tool_result(&NoUser))
                .clone(),
            _ => return Err(ERROR.lock().unwrap().get_or_insert_with(|| NoUser.into()).clone()),
        };
        Ok(result.into())
    }
}

/// What a client gets that calls these tools one after the other, and the log.
fn called(tools: &[&'static str]) -> (Vec<Value>, String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, answers) = sink::json(|| {
        runtime.block_on(async {
            let client = over_tcp(|| SecureServerHandler::new(Stories)).await;
            let mut answers = Vec::new();
            for tool in tools {
                answers.push(failure(&client, tool, json!({})).await);
            }
            answers
        })
    });
    (answers, log)
}

/// The object with the id that the result of a tool has, and the fields of the only record.
#[track_caller]
fn one(tool: &'static str) -> (Value, Value) {
    let (answers, log) = called(&[tool]);
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{records:#?}");
    let mut view = view(&answers[0]);
    take_id(&mut view, &records[0]["fields"]);
    (view, records[0]["fields"].clone())
}

fn view(answer: &Value) -> Value {
    serde_json::from_str(answer["result"]["content"][1].as_str().unwrap()).unwrap()
}

fn fields_of(record: &Value) -> Value {
    secure_error_tests::logfmt::values(&record["fields"])
}

#[test]
fn a_panic_that_a_tool_returns_as_text_is_one_record_with_the_id() {
    const CHILD: &str = "SECURE_ERROR_RMCP_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        PanicHook::install_quiet();
        let (view, record) = one("caught");
        assert_eq!(view, internal_error());
        assert_eq!(
            (&record["exception.type"], &record["exception.message"]),
            (&json!("Panic"), &json!(desk::DSN))
        );
        return;
    }
    // The hook is that of a whole process.
    let name = "records::a_panic_that_a_tool_returns_as_text_is_one_record_with_the_id";
    let mut child = Command::new(std::env::current_exe().unwrap());
    let out = child.args([name, "--exact"]).env(CHILD, "1").output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
fn the_record_is_of_the_result_that_is_sent_and_names_the_one_before() {
    let (view, record) = one("shadowed");
    assert_eq!(view, internal_error());
    assert_eq!(
        (&record["exception.type"], &record["exception.message"]),
        (&json!("ForeignResponse"), &json!(desk::DSN))
    );
    assert_eq!(fields_of(&record), json!({"earlier": "USER_NOT_FOUND"}));
}

#[test]
fn a_call_that_succeeds_in_the_end_has_no_record_and_no_event() {
    let (answers, log) = called(&["retried"]);
    assert_eq!(answers[0]["result"]["content"], json!(["the second way"]));
    assert_eq!((sink::records(&log), sink::events(&log)), (Vec::new(), Vec::new()));
}

#[test]
fn an_error_that_is_sent_again_is_issued_and_recorded_anew() {
    let (answers, log) = called(&["cached", "cached", "protocol", "protocol"]);
    let records = sink::records(&log);
    assert_eq!((records.len(), sink::events(&log).len()), (4, 4), "{log}");
    let mut ids = Vec::new();
    for (answer, record) in answers.iter().zip(&records) {
        let mut view = match &answer["error"] {
            Value::Null => view(answer),
            error => error["data"].clone(),
        };
        ids.push(view["request_id"].clone());
        take_id(&mut view, &record["fields"]);
        assert_eq!(view, json!({"code": "USER_NOT_FOUND", "status": 404}));
        assert_eq!(record["fields"]["exception.message"], "no such user");
    }
    for (first, second) in [(0, 1), (2, 3)] {
        assert_ne!(ids[first], ids[second]);
        assert_eq!(fields_of(&records[second]["fields"])["made_for"], ids[first]);
    }
}
