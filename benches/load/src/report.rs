//! What people read at the end of a load test.

use crate::load::Found;
use std::collections::BTreeMap;
use std::fmt;

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let successes = self.tally.by_kind(false);
        let failures = self.tally.by_kind(true);
        let (succeeded, failed) = (sum(&successes), sum(&failures));
        let rude = sum(&self.tally.rude);
        writeln!(
            f,
            "{} seconds, {} connections, {} around the service\n",
            self.load.time.as_secs_f32(),
            self.load.connections,
            self.load.stack
        )?;
        line(f, "requests with a right answer", succeeded + failed)?;
        line(f, "  successes", succeeded)?;
        table(f, &successes)?;
        line(f, "  failures", failed)?;
        table(f, &failures)?;
        line(f, "connections without a whole request", rude)?;
        table(f, &self.tally.rude)?;
        writeln!(f)?;
        line(f, "records of those failures", self.records.answered)?;
        line(f, "  that name the very request in their text", self.records.with_text)?;
        line(f, "records of requests that nobody waited for", self.records.unanswered)?;
        line(f, "  of at most so many such requests", self.tally.gone)?;
        line(f, "other lines in the log", self.records.others)?;
        writeln!(f, "\nmemory {}\n\n{}", self.memory, self.complaints())
    }
}

fn sum(counts: &BTreeMap<&str, u64>) -> u64 {
    counts.values().sum()
}

fn table(f: &mut fmt::Formatter<'_>, counts: &BTreeMap<&str, u64>) -> fmt::Result {
    counts
        .iter()
        .try_for_each(|(name, count)| line(f, &format!("    {name}"), *count))
}

fn line(f: &mut fmt::Formatter<'_>, name: &str, count: u64) -> fmt::Result {
    writeln!(f, "{name:<45} {:>12}", thousands(count))
}

/// `1234567` as `1,234,567`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        let all = [0, 999, 1_000, 123_456, 1_234_567].map(thousands);
        assert_eq!(all, ["0", "999", "1,000", "123,456", "1,234,567"]);
    }
}
