//! `--demo`: makes each request over the network, then shows what the client got beside what was logged.

use crate::operators_log::Record;
use crate::terminal;
use crate::tour::{self, Request};
use indexmap::IndexMap;
use std::sync::mpsc::Receiver;
use ureq::Agent;
use ureq::http::{self, Response};

/// Blocks its thread. Says whether every answer was the expected one.
pub fn run(server: &str, log: &Receiver<Record>) -> Result<bool, ureq::Error> {
    let client = Agent::new_with_config(Agent::config_builder().http_status_as_error(false).proxy(None).build());
    let mut as_expected = true;
    for (number, request) in (1..).zip(tour::REQUESTS) {
        let answer = send(&client, server, request)?;
        let id = answer.headers().get("x-request-id").and_then(|id| id.to_str().ok());
        let record = id.and_then(|id| log.try_iter().find(|record| record.is_about(id)));
        as_expected &= answer.status() == request.status && record.is_some() == (request.status >= 400);

        terminal::say(&terminal::bold(&format!("{number}. {}", request.title)));
        terminal::say(&format!("{}\n", request.curl(server)));
        terminal::print_side_by_side(&client_view(&answer), &operator_view(record.as_ref()));
    }
    Ok(as_expected)
}

fn send(client: &Agent, server: &str, request: &Request) -> Result<Response<String>, ureq::Error> {
    let builder = http::Request::builder()
        .method(request.method)
        .uri(format!("{server}{}", request.path));
    let answer = match request.body {
        Some(body) => client.run(builder.header("content-type", "application/json").body(body)?)?,
        None => client.run(builder.body(())?)?,
    };
    let (head, mut body) = answer.into_parts();
    Ok(Response::from_parts(head, body.read_to_string()?))
}

fn client_view(answer: &Response<String>) -> Vec<String> {
    let mut lines = vec![
        "THE CLIENT".to_owned(),
        format!("{:?} {}", answer.version(), answer.status()),
    ];
    let headers = answer.headers().iter();
    lines.extend(headers.map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))));
    if !answer.body().is_empty() {
        lines.push(String::new());
    }
    lines.extend(indented(answer.body()).lines().map(str::to_owned));
    lines
}

fn operator_view(record: Option<&Record>) -> Vec<String> {
    let mut lines = vec!["THE OPERATOR".to_owned()];
    match record {
        Some(record) => lines.extend(record.lines()),
        None => lines.push("(no error, no record)".to_owned()),
    }
    lines
}

/// JSON over several lines, its members in their order.
fn indented(body: &str) -> String {
    serde_json::from_str::<IndexMap<String, serde_json::Value>>(body)
        .and_then(|members| serde_json::to_string_pretty(&members))
        .unwrap_or_else(|_| body.to_owned())
}
