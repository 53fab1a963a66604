//! Where records go without `tracing`, or without a subscriber when the program ends: lines of JSON on standard error.

use crate::internal::Level;
use crate::internal::clock::Timestamp;
use crate::text::node::{Member, Node};
use std::io::Write;
use std::time::SystemTime;

/// One record on one line, with its line break.
pub(super) fn of<'a>(
    now: SystemTime,
    level: Level,
    target: &str,
    message: &str,
    members: impl IntoIterator<Item = Member<'a>>,
) -> Vec<u8> {
    let timestamp = Timestamp(now).to_string();
    let mut record = vec![
        ("timestamp", Node::Text(&timestamp)),
        ("level", Node::Text(level.as_str())),
        ("target", Node::Text(target)),
        ("message", Node::Text(message)),
    ];
    for member in members {
        record.push(member);
    }
    let mut line = Vec::new();
    Node::Map(record).write(&mut line);
    line.push(b'\n');
    line
}

/// Writes in one piece. The line is built first, because application code that runs meanwhile must not hold the lock.
pub(crate) fn print(line: &[u8]) {
    // If it fails, there is nowhere left to report it.
    let _ = std::io::stderr().lock().write_all(line);
}
