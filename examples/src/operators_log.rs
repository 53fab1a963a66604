//! The log that operators read, as a `tracing` layer: each record goes to a function, to be shown or kept.
//!
//! A service would rather write JSON: `tracing_subscriber::fmt().json().init()`.

use std::fmt;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

pub struct OperatorsLog<F>(pub F);

impl<S: Subscriber, F: Fn(Record) + 'static> Layer<S> for OperatorsLog<F> {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut record = Record {
            level: *event.metadata().level(),
            message: String::new(),
            fields: Vec::new(),
        };
        event.record(&mut record);
        (self.0)(record);
    }
}

/// One event: its level, its message, and its fields in their order.
pub struct Record {
    level: Level,
    message: String,
    fields: Vec<(&'static str, String)>,
}

impl Record {
    /// Whether it is about the request whose response had this id.
    pub fn is_about(&self, request_id: &str) -> bool {
        self.fields
            .iter()
            .any(|(name, value)| *name == "request_id" && value == request_id)
    }

    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{} {}", self.level, self.message)];
        for (name, value) in &self.fields {
            let value = value.replace("; caused by: ", "\n  caused by: ");
            let field = format!("{name}: {value}");
            lines.extend(field.lines().map(|line| format!("  {line}")));
        }
        lines
    }
}

impl Visit for Record {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            name => self.fields.push((name, format!("{value:?}"))),
        }
    }
}
