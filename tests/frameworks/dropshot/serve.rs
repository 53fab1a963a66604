//! A dropshot server on a socket, and both its logs: ours, and dropshot's own.

use dropshot::{ApiDescription, ConfigDropshot, HandlerTaskMode, ServerBuilder};
use secure_error_tests::server::{Answer, ask};
use secure_error_tests::sink;
use serde_json::Value;
use slog::{Drain, KV, OwnedKVList, Record, o};
use std::fmt;
use std::sync::{Arc, Mutex};

/// What a server said to whom.
pub struct Said {
    pub answers: Vec<Option<Answer>>,
    /// Ours.
    pub records: Vec<Value>,
    /// Dropshot's: each a line of all that is in it.
    pub lines: Vec<String>,
}

impl Said {
    /// One request, one answer, one record.
    #[track_caller]
    pub fn one(mut self) -> (Answer, Value) {
        assert_eq!(self.records.len(), 1, "{:?}", self.records);
        assert_eq!(self.answers.len(), 1);
        let answer = self.answers.remove(0).expect("an answer");
        (answer, self.records.remove(0)["fields"].take())
    }
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Drain for Lines {
    type Ok = ();
    type Err = slog::Never;

    fn log(&self, record: &Record<'_>, values: &OwnedKVList) -> Result<(), slog::Never> {
        struct Text(String);

        impl slog::Serializer for Text {
            fn emit_arguments(&mut self, key: slog::Key, value: &fmt::Arguments<'_>) -> slog::Result {
                self.0 += &format!(" {key}={value}");
                Ok(())
            }
        }

        let mut text = Text(format!("{}", record.msg()));
        let _ = record.kv().serialize(record, &mut text);
        let _ = values.serialize(record, &mut text);
        self.0.lock().unwrap().push(text.0);
        Ok(())
    }
}

pub fn serve(api: ApiDescription<()>, requests: &[Vec<u8>]) -> Said {
    serve_as(api, HandlerTaskMode::CancelOnDisconnect, requests)
}

pub fn serve_as(api: ApiDescription<()>, mode: HandlerTaskMode, requests: &[Vec<u8>]) -> Said {
    let lines = Lines::default();
    let (log, answers) = sink::json(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async {
            let config = ConfigDropshot {
                bind_address: "127.0.0.1:0".parse().unwrap(),
                default_request_body_max_bytes: 100,
                default_handler_task_mode: mode,
                ..ConfigDropshot::default()
            };
            let log = slog::Logger::root(lines.clone().fuse(), o!());
            let server = ServerBuilder::new(api, (), log).config(config).start().unwrap();
            let mut answers = Vec::new();
            for request in requests {
                answers.push(ask(server.local_addr(), request).await);
            }
            server.close().await.unwrap();
            answers
        })
    });
    Said {
        answers,
        records: sink::records(&log),
        lines: std::mem::take(&mut *lines.0.lock().unwrap()),
    }
}
