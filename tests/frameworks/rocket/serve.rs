//! A rocket on a socket, and what it logs.

use crate::own_log;
use rocket::config::LogLevel;
use rocket::fairing::AdHoc;
use rocket::tokio::sync::oneshot;
use rocket::{Build, Config, Rocket};
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_tests::server::{Answer, ask};
use secure_error_tests::sink;
use serde_json::Value;
use std::future::Future;
use std::net::SocketAddr;

pub const SECRET: &str = "hunter2";

#[derive(SecureError)]
#[secure_error(rocket)]
pub enum DoorError {
    #[public(status = 403, code = "NOT_YOURS", message = "This account is not yours")]
    #[internal("hunter2 of {tenant}")]
    NotYours { tenant: &'static str },

    #[public(status = 401, code = "NO_KEY", challenge = "Bearer realm=\"api\"")]
    #[internal("no key for {tenant}", event = "authn_login_fail")]
    NoKey { tenant: &'static str },

    #[public(status = 404, code = "NO_DOOR", message = "No such door")]
    #[internal("hunter2 has no door")]
    NoDoor,
}

pub const NOT_YOURS: DoorError = DoorError::NotYours { tenant: "tenant-42" };
pub const NO_KEY: DoorError = DoorError::NoKey { tenant: "tenant-42" };

/// Without a boundary.
pub fn bare() -> Rocket<Build> {
    own_log::listen();
    rocket::custom(Config {
        port: 0,
        log_level: LogLevel::Off,
        ..Config::debug_default()
    })
}

pub fn sealed() -> Rocket<Build> {
    bare().attach(SecureErrorLayer::new())
}

/// What happens while a service runs, and the fields of the records of this crate.
pub fn speak<F: Future>(service: Rocket<Build>, client: impl FnOnce(SocketAddr) -> F) -> (F::Output, Vec<Value>) {
    let (log, output) = log_of(service, client);
    let mut records = sink::records(&log);
    (
        output,
        records.iter_mut().map(|record| record["fields"].take()).collect(),
    )
}

/// The same with the whole log.
pub fn log_of<F: Future>(service: Rocket<Build>, client: impl FnOnce(SocketAddr) -> F) -> (String, F::Output) {
    let runtime = rocket::tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let run = || {
        runtime.block_on(async {
            let (tell, told) = oneshot::channel();
            let service = service.attach(AdHoc::on_liftoff("told", |rocket| {
                Box::pin(async {
                    let config = rocket.config();
                    tell.send(SocketAddr::from((config.address, config.port))).unwrap();
                })
            }));
            let service = rocket::tokio::spawn(service.launch());
            let Ok(address) = told.await else {
                panic!("no launch: {}", service.await.unwrap().unwrap_err());
            };
            client(address).await
        })
    };
    sink::json(run)
}

/// Nothing where the connection was closed without an answer.
pub fn exchange(service: Rocket<Build>, requests: &[Vec<u8>]) -> (Vec<Option<Answer>>, Vec<Value>) {
    speak(service, async |address| {
        let mut answers = Vec::new();
        for request in requests {
            answers.push(ask(address, request).await);
        }
        answers
    })
}

pub fn one(service: Rocket<Build>, request: Vec<u8>) -> (Answer, Vec<Value>) {
    let (mut answers, records) = exchange(service, &[request]);
    (answers.remove(0).expect("an answer"), records)
}

/// One answer with a code, and one record with the same id.
#[track_caller]
pub fn told_once(told: &(Answer, Vec<Value>), status: u16, code: &str) {
    let (answer, records) = told;
    assert_eq!(
        (answer.status(), &answer.json()["code"]),
        (status, &code.into()),
        "{records:?}"
    );
    assert_eq!(answer.json()["request_id"], answer.id());
    assert!(
        !answer.text().contains(SECRET) && !answer.text().contains("tenant-42"),
        "{answer:?}"
    );
    assert!(!answer.head.contains("x-secure-error"), "{answer:?}");
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["request_id"], answer.id());
    assert_eq!(records[0]["error.type"], code);
}
