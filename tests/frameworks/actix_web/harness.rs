//! A server of actix-web on a real socket, and what it logs. Its worker is a thread of its own, which gets the subscriber.

use secure_error::testing::log_in_full;
use secure_error_tests::server::Answer;
use secure_error_tests::sink::Written;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Once;
use tracing::Level;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What came back, and what was logged meanwhile.
pub struct Told {
    pub answers: Vec<Option<Answer>>,
    /// Everything.
    pub log: String,
    /// The fields of the records of failures.
    pub records: Vec<Value>,
}

impl Told {
    pub fn new(answers: Vec<Option<Answer>>, log: String) -> Self {
        let mut records = secure_error_tests::sink::records(&log);
        let records = records.iter_mut().map(|record| record["fields"].take()).collect();
        Self { answers, log, records }
    }

    /// One request, one answer, one record under the id of the answer.
    #[track_caller]
    pub fn one(mut self) -> (Answer, Value) {
        assert_eq!((self.answers.len(), self.records.len()), (1, 1), "{}", self.log);
        let answer = self.answers.remove(0).expect("an answer");
        let record = self.records.remove(0);
        assert_eq!(record["request_id"], answer.id(), "{record}");
        (answer, record)
    }

    /// One request, one answer, and nothing to log.
    #[track_caller]
    pub fn success(mut self) -> Answer {
        assert_eq!((self.answers.len(), self.records.len()), (1, 0), "{}", self.log);
        self.answers.remove(0).expect("an answer")
    }
}

/// For the thread of a worker, as long as it lives.
pub fn log_to(written: &Written) {
    static CRATE_LOG: Once = Once::new();
    // actix-web logs through `log`: this hands its records on to the subscriber of the thread.
    CRATE_LOG.call_once(|| tracing_subscriber::registry().init());
    let subscriber = tracing_subscriber::fmt()
        .json()
        .without_time()
        .with_max_level(Level::DEBUG)
        .with_writer(written.clone())
        .finish();
    std::mem::forget((tracing::subscriber::set_default(subscriber), log_in_full()));
}

pub async fn talk(address: SocketAddr, requests: &[Vec<u8>]) -> Vec<Option<Answer>> {
    let mut answers = Vec::new();
    for request in requests {
        answers.push(secure_error_tests::server::ask(address, request).await);
    }
    answers
}

/// What an application answers: `ask!(App::new()…, requests)`.
macro_rules! ask {
    ($app:expr, $requests:expr) => {{
        let written = ::secure_error_tests::sink::Written::default();
        let log = written.clone();
        let app = move || {
            $crate::harness::log_to(&log);
            $app
        };
        let answers = ::actix_web::rt::System::new().block_on(async {
            let server = ::actix_web::HttpServer::new(app).workers(1).disable_signals();
            let server = server.bind(("127.0.0.1", 0)).unwrap();
            let address = server.addrs()[0];
            let server = server.run();
            let handle = server.handle();
            ::actix_web::rt::spawn(server);
            let answers = $crate::harness::talk(address, &$requests).await;
            handle.stop(false).await;
            answers
        });
        $crate::harness::Told::new(answers, written.take())
    }};
}

pub(crate) use ask;
