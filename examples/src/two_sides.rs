//! An exchange from both sides: what the client got, and what the operators did.

use crate::operators_log::Record;
use indexmap::IndexMap;
use ureq::http::Response;

pub fn client_view(answer: &Response<String>) -> Vec<String> {
    let mut lines = vec![
        "THE CLIENT".to_owned(),
        format!("{:?} {}", answer.version(), answer.status()),
    ];
    let headers = answer.headers().iter();
    lines.extend(headers.map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))));
    if !answer.body().is_empty() {
        lines.push(String::new());
    }
    lines.extend(indented(answer.body()).lines().map(str::to_owned));
    lines
}

pub fn operator_view<'a>(records: impl IntoIterator<Item = &'a Record>) -> Vec<String> {
    let mut lines = vec!["THE OPERATOR".to_owned()];
    for record in records {
        lines.extend(record.lines());
    }
    if lines.len() == 1 {
        lines.push("(no error, no record)".to_owned());
    }
    lines
}

/// JSON over several lines, its members in their order.
fn indented(body: &str) -> String {
    serde_json::from_str::<IndexMap<String, serde_json::Value>>(body)
        .and_then(|members| serde_json::to_string_pretty(&members))
        .unwrap_or_else(|_| body.to_owned())
}
