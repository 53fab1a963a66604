//! A service with secrets in all of its failures, and a server that says who its clients are.

use crate::server::{self, Answer};
use crate::sink;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::{Extensions, StatusCode};
use axum::routing::get;
use secure_error::layers::DevDetails;
use secure_error::{SecureError, SecureErrorLayer};
use std::io;
use std::net::{IpAddr, SocketAddr};

/// In the chain of causes, in a text that a handler sends, in a panic.
pub const DSN: &str = "postgres://admin:hunter2@10.0.0.5/prod";
/// In a field that is sealed: nobody sees it, not even operators.
pub const SEALED: &str = "correct horse battery staple";

#[derive(SecureError)]
#[secure_error(axum)]
pub enum AccountError {
    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be transferred"
    )]
    #[internal("ledger {ledger} is short <&>")]
    InsufficientFunds {
        #[public]
        available: u64,
        ledger: &'static str,
        password: &'static str,
        #[source]
        source: io::Error,
    },
}

pub fn short() -> AccountError {
    AccountError::InsufficientFunds {
        available: 5,
        ledger: "eu-west",
        password: SEALED,
        source: io::Error::other(format!("pool timed out: {DSN}")),
    }
}

/// One path for every kind of error answer, and its status.
pub const KINDS: [(&str, u16); 4] = [("/own", 409), ("/text", 502), ("/panic", 500), ("/over", 410)];

pub fn router() -> Router {
    Router::new()
        .route("/own", get(|| async { short() }))
        .route("/text", get(|| async { (StatusCode::BAD_GATEWAY, DSN) }))
        .route("/panic", get(|| async { panic!("cannot reach {DSN}") as () }))
        .route("/over", get(|| async { (StatusCode::GONE, short()) }))
        .route("/fine", get(|| async { "fine" }))
        .route("/logs", get(|| async { short().report().log() }))
}

/// What an application on axum says.
pub fn details() -> DevDetails {
    DevDetails::for_local_development().peer(peer_of_axum)
}

pub fn peer_of_axum(extensions: &Extensions) -> Option<IpAddr> {
    Some(extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip())
}

pub fn open() -> SecureErrorLayer {
    SecureErrorLayer::new().dev_details(details())
}

/// What a router answers whose requests know their clients, and everything in the log.
pub fn ask_all(router: Router, requests: &[Vec<u8>]) -> (Vec<Answer>, String) {
    let (log, answers) = sink::json(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            tokio::spawn(async { axum::serve(listener, service).await });
            let mut answers = Vec::new();
            for request in requests {
                answers.push(server::ask(address, request).await.expect("every request is answered"));
            }
            answers
        })
    });
    (answers, log)
}

pub fn ask(layer: SecureErrorLayer, request: Vec<u8>) -> Answer {
    ask_all(router().layer(layer), &[request]).0.remove(0)
}

/// Nothing of the report is in an answer, nor a hint that there could be.
#[track_caller]
pub fn assert_closed(answer: &Answer) {
    assert!(answer.status() >= 400, "{answer:?}");
    for text in [DSN, SEALED, "ledger", "development", "AccountError"] {
        assert!(!answer.text().contains(text), "{text} in {}", answer.text());
    }
}

/// The report is in an answer, but for what is sealed.
#[track_caller]
pub fn assert_open(answer: &Answer) {
    assert!(answer.text().contains(DSN), "{}", answer.text());
    assert!(!answer.text().contains(SEALED), "{}", answer.text());
    assert_eq!(answer.all("x-secure-error-development"), ["1"], "{answer:?}");
}
