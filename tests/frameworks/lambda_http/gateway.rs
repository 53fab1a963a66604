//! The Runtime API of Lambda, as far as the runtime asks it: it hands out events, and keeps what comes back.
//!
//! The function is this program again, as the ignored test `functions::function`: its environment says where the API is.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

/// The id that AWS gives the first invocation; the others count on.
pub const FIRST_ID: &str = "8476a536-e9f4-11e8-9739-2dfe598c3fc0";

pub fn id_of(invocation: usize) -> String {
    let (id, _) = FIRST_ID.split_at(FIRST_ID.len() - 1);
    format!("{id}{invocation}")
}

/// What the runtime posted for one event.
#[derive(Debug)]
pub struct Posted {
    /// `response`, or `error`.
    pub to: String,
    /// Head and body.
    pub text: String,
    pub json: Value,
}

impl Posted {
    /// A header of the answer of HTTP.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.json["headers"][name].as_str()
    }

    /// All values of a header; the API has a place of its own for cookies.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let values = match name {
            "set-cookie" => &self.json["cookies"][0],
            _ => &self.json["headers"][name],
        };
        values.as_str().into_iter().collect()
    }

    /// The body of the answer of HTTP.
    #[track_caller]
    pub fn body(&self) -> &str {
        assert_eq!(self.json["isBase64Encoded"], false, "{self:?}");
        self.json["body"].as_str().unwrap()
    }

    #[track_caller]
    pub fn problem(&self) -> Value {
        serde_json::from_str(self.body()).unwrap()
    }
}

/// What became of the events, and everything that the function logged.
pub struct Invoked {
    pub posted: Vec<Posted>,
    pub log: String,
}

impl Invoked {
    /// Ours.
    pub fn records(&self) -> Vec<Value> {
        let lines = self.log.lines().filter(|line| line.starts_with('{'));
        let all = lines.map(|line| serde_json::from_str(line).unwrap());
        all.filter(|record: &Value| record["target"] == "secure_error")
            .collect()
    }

    /// One event, one record.
    #[track_caller]
    pub fn one(mut self) -> (Posted, Value) {
        let mut records = self.records();
        assert_eq!(records.len(), 1, "{}", self.log);
        assert_eq!(self.posted.len(), 1);
        (self.posted.remove(0), records.remove(0)["fields"].take())
    }
}

/// Starts the function, gives it the events, and ends it when the last one is answered.
pub fn invoke(function: &str, events: &[Value]) -> Invoked {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let api = listener.local_addr().unwrap().to_string();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["functions::function", "--exact", "--ignored", "--nocapture"])
        .env("FUNCTION", function)
        .env("AWS_LAMBDA_RUNTIME_API", api)
        .env("AWS_LAMBDA_FUNCTION_NAME", "function")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_LOG_STREAM_NAME", "log")
        .env("AWS_LAMBDA_LOG_GROUP_NAME", "log")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut log = String::new();
        let _ = stderr.read_to_string(&mut log);
        log
    });
    let mut posted = Vec::new();
    let mut next = events.iter().enumerate();
    loop {
        let (mut stream, _) = listener.accept().unwrap();
        let (line, body) = read(&mut stream);
        if line.starts_with("GET /2018-06-01/runtime/invocation/next ") {
            let Some((invocation, event)) = next.next() else {
                break;
            };
            let id = id_of(invocation);
            let headers = format!(
                "Lambda-Runtime-Aws-Request-Id: {id}\r\nLambda-Runtime-Deadline-Ms: 4102444800000\r\n\
                 Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:1:function:f\r\n"
            );
            answer(&mut stream, "200 OK", &headers, &event.to_string());
        } else {
            let place = line.split(' ').nth(1).unwrap();
            let (to, id) = (place.rsplit('/').next().unwrap(), place.rsplit('/').nth(1).unwrap());
            assert_eq!(id, id_of(posted.len()));
            answer(&mut stream, "202 Accepted", "", "{}");
            posted.push(Posted {
                to: to.to_owned(),
                text: format!("{line}\n{body}"),
                json: serde_json::from_str(&body).unwrap(),
            });
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(posted.len(), events.len());
    let log = log.join().unwrap();
    Invoked { posted, log }
}

fn answer(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all((head + body).as_bytes()).unwrap();
}

/// The head of a request as lines, and its body, whose length it says.
fn read(stream: &mut TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).unwrap(), 0, "{head}");
    }
    let length = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find_map(|(name, value)| {
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.parse::<usize>().unwrap())
        });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

/// An event of API Gateway for a request (payload format 2.0).
pub fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Value {
    let headers: serde_json::Map<_, _> = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
        .collect();
    serde_json::json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "accountId": "1",
            "apiId": "api",
            "domainName": "localhost",
            "domainPrefix": "localhost",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "test",
            },
            "requestId": "gateway-1",
            "routeKey": "$default",
            "stage": "$default",
            "time": "12/Mar/2026:19:03:58 +0000",
            "timeEpoch": 1_583_348_638_390_u64,
        },
        "isBase64Encoded": false,
    })
}

pub fn get(path: &str) -> Value {
    request("GET", path, &[])
}
