//! A client that posts JSON to a server on a socket, and what GraphQL answers.

use axum::Router;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use secure_error_tests::sink;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};

/// What came back.
pub struct Told {
    pub status: u16,
    pub request_id: Option<String>,
    pub body: String,
    /// Their fields, and the level.
    pub records: Vec<Value>,
}

impl Told {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.body))
    }

    /// The only record, and what it says.
    #[track_caller]
    pub fn record(&self) -> &Value {
        assert_eq!(self.records.len(), 1, "{:#?}", self.records);
        &self.records[0]
    }

    /// The answer without its id, which is the same in all errors, in all records, and as this says in the header.
    #[track_caller]
    pub fn golden(&self) -> Value {
        let id = self.one_id();
        let body = self.body.replace(&format!(r#""{id}""#), r#""the id""#);
        serde_json::from_str(&body).unwrap()
    }

    #[track_caller]
    pub fn one_id(&self) -> String {
        let answers = match self.json() {
            Value::Array(answers) => answers,
            answer => vec![answer],
        };
        let errors = answers.iter().flat_map(|answer| answer["errors"].as_array().unwrap());
        let mut ids: Vec<_> = errors
            .map(|error| error["extensions"]["request_id"].as_str().unwrap_or_default())
            .chain(
                self.records
                    .iter()
                    .map(|record| record["request_id"].as_str().unwrap_or_default()),
            )
            .chain(self.request_id.as_deref())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 1, "{ids:?} {}", self.body);
        ids[0].to_owned()
    }
}

/// Nothing if the server closed the connection.
pub fn post(service: Router, path: &str, body: &str) -> Option<Told> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, answer) = sink::json(|| {
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(async { axum::serve(listener, service).await });
            let stream = TokioIo::new(TcpStream::connect(address).await.unwrap());
            let (mut client, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
            tokio::spawn(connection);
            let request = http::Request::post(path)
                .header("host", "localhost")
                .header("content-type", "application/json")
                .body(Full::<Bytes>::from(body.to_owned()))
                .unwrap();
            let (head, body) = client.send_request(request).await.ok()?.into_parts();
            let body = body.collect().await.expect("a whole body").to_bytes();
            Some((head, String::from_utf8(body.to_vec()).unwrap()))
        })
    });
    let (head, body) = answer?;
    let records = sink::records(&log)
        .iter_mut()
        .map(|record| {
            record["fields"]["level"] = record["level"].take();
            record["fields"].take()
        })
        .collect();
    Some(Told {
        status: head.status.as_u16(),
        request_id: head
            .headers
            .get("x-request-id")
            .map(|id| id.to_str().unwrap().to_owned()),
        body,
        records,
    })
}
