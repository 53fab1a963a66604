//! A server of any framework on a real socket, in the thread whose log is read.

use secure_error_tests::server::{Answer, ask};
use secure_error_tests::sink;
use serde_json::Value;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// What a server answers, one connection a request, and the fields of the records in the log.
pub fn spoken<S>(serve: impl FnOnce(TcpListener) -> S, requests: &[Vec<u8>]) -> (Vec<Option<Answer>>, Vec<Value>)
where
    S: Future + Send + 'static,
    S::Output: Send,
{
    with_server(serve, async |address| {
        let mut answers = Vec::new();
        for request in requests {
            answers.push(ask(address, request).await);
        }
        answers
    })
}

/// The same for a client that does something else.
pub fn with_server<S, T>(
    serve: impl FnOnce(TcpListener) -> S,
    talk: impl AsyncFnOnce(SocketAddr) -> T,
) -> (T, Vec<Value>)
where
    S: Future + Send + 'static,
    S::Output: Send,
{
    let (outcome, log) = with_log(serve, talk);
    let records = sink::records(&log)
        .into_iter()
        .map(|mut record| record["fields"].take())
        .collect();
    (outcome, records)
}

/// The same with the whole log.
pub fn with_log<S, T>(serve: impl FnOnce(TcpListener) -> S, talk: impl AsyncFnOnce(SocketAddr) -> T) -> (T, String)
where
    S: Future + Send + 'static,
    S::Output: Send,
{
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, outcome) = sink::json(|| {
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(serve(listener));
            talk(address).await
        })
    });
    (outcome, log)
}
