//! A client that makes requests, and looks at the log after each.

use secure_error_examples::operators_log::Record;
use secure_error_examples::terminal;
use secure_error_examples::two_sides::{client_view, operator_view};
use serde_json::Value;
use std::sync::mpsc::Receiver;
use std::time::Duration;
use ureq::Agent;
use ureq::http::{self, Response};

/// How long to wait for what a job logs after the response was sent.
const LATER: Duration = Duration::from_secs(10);

/// How much of a request is shown.
const SHOWN: usize = 200;

pub struct Visitor {
    client: Agent,
    server: String,
    log: Receiver<Record>,
    token: Option<String>,
    accept: Option<&'static str>,
    number: u32,
    /// Responses and records that were not as expected.
    pub surprises: u32,
}

impl Visitor {
    pub fn new(server: String, log: Receiver<Record>) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).proxy(None).build();
        Self {
            client: Agent::new_with_config(config),
            server,
            log,
            token: None,
            accept: None,
            number: 0,
            surprises: 0,
        }
    }

    pub fn headline(text: &str) {
        terminal::say(&terminal::bold(&format!("== {text} ==\n")));
    }

    /// A request whose response and records are shown.
    pub fn show(
        &mut self,
        title: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
        status: u16,
    ) -> Result<Response<String>, ureq::Error> {
        let answer = self.send(method, path, body.as_ref())?;
        let records = self.log.try_iter().collect();
        self.print(title, (method, path, body), &answer, records, status);
        Ok(answer)
    }

    /// A request for a job that fails, and what the operators learn of that, some time after the response.
    pub fn show_job(&mut self, title: &str, path: &str, body: Value) -> Result<(), ureq::Error> {
        let answer = self.send("POST", path, Some(&body))?;
        let first = self.log.recv_timeout(LATER).ok();
        let records: Vec<Record> = first.into_iter().chain(self.log.try_iter()).collect();
        if records.is_empty() {
            terminal::say("!! nothing was logged\n");
            self.surprises += 1;
        }
        self.print(title, ("POST", path, Some(body)), &answer, records, 202);
        Ok(())
    }

    fn print(
        &mut self,
        title: &str,
        (method, path, body): (&str, &str, Option<Value>),
        answer: &Response<String>,
        records: Vec<Record>,
        status: u16,
    ) {
        self.number += 1;
        terminal::say(&terminal::bold(&format!("{}. {title}", self.number)));
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let shown: String = body.chars().take(SHOWN).collect();
        terminal::say(&format!("{method} {path} {shown}\n"));
        terminal::print_side_by_side(&client_view(answer), &operator_view(&records));
        let id = answer.headers().get("x-request-id").and_then(|id| id.to_str().ok());
        let told = id.is_some_and(|id| records.iter().any(|record| record.is_about(id)));
        if answer.status() != status || (status >= 400 && !told) {
            terminal::say(&format!("!! expected {status}, and a record of every failure\n"));
            self.surprises += 1;
        }
    }

    /// Asks until the body says something, or for a while.
    pub fn wait_until(&mut self, path: &str, text: &str) -> Result<(), ureq::Error> {
        for _ in 0..100 {
            if self.send("GET", path, None)?.body().contains(text) {
                break;
            }
            std::thread::sleep(LATER / 100);
        }
        Ok(())
    }

    /// Requests that are not shown.
    pub fn repeat(&mut self, times: u32, method: &str, path: &str, body: &Value) -> Result<(), ureq::Error> {
        for _ in 0..times {
            self.send(method, path, Some(body))?;
        }
        self.log.try_iter().for_each(drop);
        Ok(())
    }

    pub fn use_token(&mut self, answer: &Response<String>) {
        self.token = serde_json::from_str::<Value>(answer.body())
            .ok()
            .and_then(|body| body.get("token")?.as_str().map(str::to_owned));
    }

    pub fn accept(&mut self, accept: Option<&'static str>) {
        self.accept = accept;
    }

    fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Response<String>, ureq::Error> {
        let mut request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.server));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(accept) = self.accept {
            request = request.header("accept", accept);
        }
        let answer = match body {
            Some(body) => {
                let request = request.header("content-type", "application/json");
                self.client.run(request.body(body.to_string())?)?
            }
            None => self.client.run(request.body(())?)?,
        };
        let (head, mut body) = answer.into_parts();
        Ok(Response::from_parts(head, body.read_to_string()?))
    }
}
