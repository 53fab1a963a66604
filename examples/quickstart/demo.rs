//! `--demo`: makes each request over the network, then shows what the client got beside what was logged.

use crate::tour::{self, Request};
use secure_error_examples::operators_log::Record;
use secure_error_examples::terminal;
use secure_error_examples::two_sides::{client_view, operator_view};
use std::sync::mpsc::Receiver;
use ureq::Agent;
use ureq::http::{self, Response};

/// Blocks its thread. Returns whether every response was the expected one.
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
        terminal::print_side_by_side(&client_view(&answer), &operator_view(&record));
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
