//! A server that runs as a program of its own.

use crate::frameworks::Framework;
use secure_error_tests::server::{self as wire, Answer};
use secure_error_tests_frameworks::process::LISTENING;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use tokio::runtime::Runtime;

pub struct Server {
    child: Child,
    address: SocketAddr,
    log: Receiver<String>,
    runtime: Runtime,
}

/// Nobody waits longer than that for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

impl Server {
    pub fn start(framework: &Framework, how: &str) -> Self {
        let mut child = Command::new(framework.program)
            .arg(how)
            .env_remove("RUST_BACKTRACE")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (lines, log) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if lines.send(line).is_err() {
                    break;
                }
            }
        });
        let first = log.recv_timeout(PATIENCE).unwrap();
        let address = first.strip_prefix(LISTENING).unwrap_or_else(|| panic!("{first}"));
        Self {
            child,
            address: address.parse().unwrap(),
            log,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
        }
    }

    /// Nothing if the server closes the connection without a word.
    pub fn ask(&self, request: &[u8]) -> Option<Answer> {
        let answer = async { tokio::time::timeout(PATIENCE, wire::ask(self.address, request)).await };
        self.runtime
            .block_on(answer)
            .expect("the server answers or closes the connection")
    }

    /// Ends the server, and returns what this crate has logged.
    pub fn end(mut self) -> Vec<Value> {
        let _ = self.child.kill();
        let lines: Vec<String> = self.log.iter().collect();
        let all = lines
            .iter()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}")));
        all.filter(|record: &Value| record["target"] == "secure_error")
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
