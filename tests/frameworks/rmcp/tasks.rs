//! Tasks: their outcome is asked for later, and several times.

use super::*;
use rmcp::model::{
    ClientCapabilities, ClientConfig, ContentBlock, GetTaskParams, GetTaskResult, Implementation, ServerCapabilities,
    ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::task_manager::{TaskManager, TaskOptions};
use rmcp::{ErrorData, RoleServer};
use secure_error::frameworks::rmcp::tool_result;
use secure_error::{Fault, problem};

/// Tasks that have failed, each in its way.
struct Tasks {
    manager: TaskManager,
    ids: Vec<String>,
}

impl Tasks {
    fn spawn() -> Self {
        let manager = TaskManager::new();
        let fault = || Fault::problem(&problem::CONFLICT);
        let ids = vec![
            manager.spawn(TaskOptions::new(), move |_| {
                Box::pin(async move { Ok(tool_result(&fault())) })
            }),
            manager.spawn(TaskOptions::new(), move |_| {
                Box::pin(async move { Err(ErrorData::from(fault()).into()) })
            }),
            manager.spawn(TaskOptions::new(), |_| {
                Box::pin(async { Ok(CallToolResult::error(vec![ContentBlock::text(desk::DSN)])) })
            }),
            manager.spawn(TaskOptions::new(), |_| {
                Box::pin(async { Err(ErrorData::internal_error(desk::DSN, None).into()) })
            }),
        ];
        let ids = ids.into_iter().map(|task| task.task_id).collect();
        Self { manager, ids }
    }
}

impl ServerHandler for Tasks {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().enable_tasks().build())
    }

    async fn get_task(
        &self,
        request: GetTaskParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetTaskResult, ErrorData> {
        let index: usize = request.task_id.parse().unwrap();
        Ok(GetTaskResult::new(self.manager.get_task(&self.ids[index])?))
    }
}

/// What each task says, asked for twice.
fn outcomes<H: ServerHandler>(make: fn() -> H) -> (Vec<String>, Vec<Value>) {
    logged(async || {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            make().serve(stream).await.unwrap().waiting().await.unwrap();
        });
        let capabilities = ClientCapabilities::builder().enable_tasks().build();
        let config = ClientConfig::new(capabilities, Implementation::new("test", "1"));
        let client = config.serve(TcpStream::connect(address).await.unwrap()).await.unwrap();
        let mut outcomes = Vec::new();
        for index in [0, 0, 1, 1, 2, 3] {
            let task = client.get_task(GetTaskParams::new(index.to_string())).await.unwrap();
            outcomes.push(serde_json::to_string(&task).unwrap());
        }
        outcomes
    })
}

#[test]
fn without_us_a_task_that_failed_tells_secrets() {
    let (outcomes, _) = outcomes(Tasks::spawn);
    assert!(outcomes[4].contains("hunter2") && outcomes[5].contains("hunter2"));
}

#[test]
fn a_task_that_failed_says_its_public_face_each_time_and_nothing_else() {
    let (outcomes, records) = outcomes(|| SecureServerHandler::new(Tasks::spawn()));
    for outcome in &outcomes[..4] {
        assert!(outcome.contains(r#"CONFLICT"#), "{outcome}");
    }
    for outcome in &outcomes[4..] {
        assert!(outcome.contains(INTERNAL), "{outcome}");
        assert_no_secret(outcome);
    }
    // One for each outcome that is sent. Those that no call has made are written first, when they are made.
    assert_eq!(records.len(), 6, "{records:#?}");
    let mut ids = Vec::new();
    for outcome in &outcomes {
        let of_outcome = |record: &&Value| outcome.contains(record["fields"]["request_id"].as_str().unwrap());
        let known: Vec<_> = records.iter().filter(of_outcome).collect();
        assert_eq!(known.len(), 1, "{outcome} {records:#?}");
        ids.push(known[0]["fields"]["request_id"].to_string());
    }
    let without_id = |index: usize| outcomes[index].replace(ids[index].trim_matches('"'), "");
    assert_eq!((without_id(0), without_id(2)), (without_id(1), without_id(3)));
}
