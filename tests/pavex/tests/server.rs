//! The server of pavex on a real socket, its extractors, its fallback and its middleware. What `pavex generate` would write,
//! which calls them in turn, is written by hand here: that program needs a nightly compiler of its own.

use hyper::body::Incoming;
use pavex::connection::ConnectionInfo;
use pavex::middleware::Next;
use pavex::request::RequestHead;
use pavex::request::body::{BodySizeLimit, BufferedBody, JsonBody, RawIncomingBody};
use pavex::router::{AllowedMethods, default_fallback};
use pavex::server::{IncomingStream, Server, ServerConfiguration, ShutdownMode};
use pavex::{Error, Response};
use secure_error_tests_pavex::shop::{self, AccountError, DSN};
use secure_error_tests_pavex::{boundary, unexpected};
use serde_json::Value;
use std::future::Future;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const SECRETS: [&str; 4] = ["hunter2", "accounts_v2", "hidden_super_admin", "the deserialiser"];

/// As the generated code calls a fallible component: its error handler, then the observers.
fn handled<T, E>(outcome: Result<T, E>, handler: impl FnOnce(&E) -> Response) -> Result<T, Response> {
    outcome.map_err(|error| handler(&error))
}

async fn orders(head: &RequestHead, body: RawIncomingBody) -> Result<Response, Response> {
    let body = BufferedBody::extract(head, body, BodySizeLimit::new()).await;
    let body = handled(body, |error| error.into_response())?;
    let order = JsonBody::extract(head, &body);
    let order = handled(order, |error| error.into_response())?;
    Ok(shop::orders(&order))
}

async fn route(head: &RequestHead, body: RawIncomingBody) -> Response {
    let answer = match (head.method.as_str(), head.target.path()) {
        ("GET", "/ok") => Ok(shop::ok()),
        ("GET", "/id") => Ok(shop::id()),
        ("GET" | "HEAD", "/account") => handled(shop::account(), AccountError::into_response),
        ("GET", "/pool") => handled(shop::pool().map_err(Error::new), unexpected),
        ("GET", "/forgotten") => handled(shop::pool().map_err(Error::new), Error::to_response),
        ("GET", "/idiom") => Ok(shop::idiom()),
        ("GET", "/panic") => Ok(shop::panic()),
        ("POST", "/orders") => orders(head, body).await,
        (_, "/orders") => {
            let methods = [http::Method::POST].into_iter().collect();
            Ok(default_fallback(&AllowedMethods::Some(methods)).await)
        }
        _ => {
            let methods = AllowedMethods::Some([].into_iter().collect());
            Ok(default_fallback(&methods).await)
        }
    };
    answer.unwrap_or_else(|answer| answer)
}

type Pipeline<'a> = Pin<Box<dyn Future<Output = Response> + 'a>>;

async fn serve(request: http::Request<Incoming>, _: Option<ConnectionInfo>, sealed: bool) -> Response {
    let (head, body) = request.into_parts();
    let head: RequestHead = head.into();
    let pipeline: Pipeline<'_> = Box::pin(route(&head, body.into()));
    let next = Next::new(pipeline);
    if sealed {
        boundary(&head, next).await
    } else {
        next.await
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// The workers of pavex are threads of their own, so the log is that of the process.
    fn of_the_process() -> &'static Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            let writer = log.clone();
            let subscriber = tracing_subscriber::fmt().json().with_writer(move || writer.clone());
            subscriber.init();
            log
        })
    }

    /// The fields of the records of one request.
    fn of(&self, id: &str) -> Vec<Value> {
        let log = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let records = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let fields = records.map(|mut record| record["fields"].take());
        fields.filter(|fields| fields["request_id"] == id).collect()
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    fn text(&self) -> String {
        format!("{}\n\n{}", self.head, self.body)
    }

    fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()));
        assert_eq!(body["request_id"], self.header("x-request-id").unwrap());
        body["code"].as_str().unwrap().to_owned()
    }
}

/// Nothing if the server closes the connection without a word.
fn ask(sealed: bool, method: &str, path: &str, body: &str) -> Option<Answer> {
    Log::of_the_process();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let stream = IncomingStream::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = stream.local_addr().unwrap();
        let server = Server::new().set_config(ServerConfiguration::new().set_n_workers(1));
        let server = server.listen(stream).serve(serve, sealed);
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Request-Id: client-1\r\n\
            Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = String::new();
        stream.read_to_string(&mut bytes).await.unwrap();
        // One whose handle is only dropped goes on, busily.
        server.shutdown(ShutdownMode::Forced).await;
        let (head, body) = bytes.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let (head, body) = (head.to_owned(), body.to_owned());
        Some(Answer { status, head, body })
    })
}

const WRONG: &str = r#"{"kind":"root"}"#;

#[test]
fn without_the_boundary_pavex_tells_what_it_knows_or_says_nothing() {
    let order = ask(false, "POST", "/orders", WRONG).unwrap();
    assert!(
        order.status == 400 && order.body.contains("hidden_super_admin"),
        "{}",
        order.text()
    );
    let idiom = ask(false, "GET", "/idiom", "").unwrap();
    assert!(idiom.body.contains("hunter2"), "{}", idiom.text());
    let forgotten = ask(false, "GET", "/forgotten", "").unwrap();
    assert_eq!((forgotten.status, forgotten.body.as_str()), (500, ""));
    assert!(ask(false, "GET", "/panic", "").is_none());
}

#[test]
fn without_the_boundary_error_handlers_answer_and_log() {
    for (path, code, text) in [
        ("/account", "ACCOUNT_NOT_FOUND", "no row in accounts_v2"),
        ("/pool", "INTERNAL_ERROR", DSN),
    ] {
        let answer = ask(false, "GET", path, "").unwrap();
        assert_eq!(answer.code(), code);
        let records = Log::of_the_process().of(answer.header("x-request-id").unwrap());
        assert_eq!(records.len(), 1, "{records:?}");
        assert!(records[0].to_string().contains(text), "{records:?}");
    }
}

#[test]
fn behind_the_boundary_every_failure_is_uniform_and_logged_once() {
    for (method, path, body, status, code, text) in [
        ("GET", "/account", "", 404, "ACCOUNT_NOT_FOUND", "no row in accounts_v2"),
        ("GET", "/pool", "", 500, "INTERNAL_ERROR", DSN),
        ("GET", "/idiom", "", 500, "INTERNAL_ERROR", DSN),
        ("GET", "/forgotten", "", 500, "INTERNAL_ERROR", "<no body>"),
        ("GET", "/panic", "", 500, "INTERNAL_ERROR", DSN),
        ("POST", "/orders", WRONG, 400, "BAD_REQUEST", "hidden_super_admin"),
        ("GET", "/orders", "", 405, "METHOD_NOT_ALLOWED", ""),
        ("GET", "/nowhere", "", 404, "NOT_FOUND", ""),
    ] {
        let answer = ask(true, method, path, body).unwrap();
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{path}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        for secret in SECRETS {
            assert!(!answer.text().contains(secret), "{}", answer.text());
        }
        let id = answer.header("x-request-id").unwrap();
        let records = Log::of_the_process().of(id);
        assert_eq!(records.len(), 1, "{path}: {records:?}");
        assert!(records[0].to_string().contains(text), "{path}: {records:?}");
        assert_eq!(records[0]["client_request_id"], "client-1", "{path}: {records:?}");
    }
    let method = ask(true, "GET", "/orders", "").unwrap();
    assert_eq!(method.header("allow"), Some("POST"));
}

#[test]
fn head_has_the_length_of_get_and_no_body() {
    let get = ask(true, "GET", "/account", "").unwrap();
    let head = ask(true, "HEAD", "/account", "").unwrap();
    assert_eq!((head.status, head.body.as_str()), (404, ""));
    assert_eq!(head.header("content-length"), Some(get.body.len().to_string().as_str()));
}

#[test]
fn what_succeeds_is_untouched_and_knows_its_id() {
    let fine = ask(true, "GET", "/ok", "").unwrap();
    assert_eq!((fine.status, fine.body.as_str()), (200, "fine"));
    let ordered = ask(true, "POST", "/orders", r#"{"kind":"customer"}"#).unwrap();
    assert_eq!((ordered.status, ordered.body.as_str()), (200, "ordered"));
    let id = ask(true, "GET", "/id", "").unwrap();
    assert_eq!(Some(id.body.as_str()), id.header("x-request-id"));
    assert_ne!(id.body, "client-1");
}
