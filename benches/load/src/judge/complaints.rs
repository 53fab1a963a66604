//! What was wrong.

use std::collections::BTreeMap;
use std::fmt;

/// How many examples of one kind are kept.
const EXAMPLES: usize = 3;

/// How much of an example is shown, in characters.
const SHOWN: usize = 600;

/// Everything that was wrong: how often each thing, and a few examples.
#[derive(Debug, Default)]
pub struct Complaints(BTreeMap<&'static str, Complaint>);

#[derive(Debug, Default)]
struct Complaint {
    count: u64,
    examples: Vec<String>,
}

impl Complaints {
    /// Adds one.
    pub fn add(&mut self, what: &'static str, example: impl FnOnce() -> String) {
        let complaint = self.0.entry(what).or_default();
        complaint.count += 1;
        if complaint.examples.len() < EXAMPLES {
            complaint.examples.push(example());
        }
    }

    /// Adds those of another.
    pub fn extend(&mut self, other: Self) {
        for (what, more) in other.0 {
            let complaint = self.0.entry(what).or_default();
            complaint.count += more.count;
            let room = EXAMPLES.saturating_sub(complaint.examples.len());
            complaint.examples.extend(more.examples.into_iter().take(room));
        }
    }

    /// Whether everything was right.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How often this was wrong.
    #[must_use]
    pub fn count(&self, what: &str) -> u64 {
        self.0.get(what).map_or(0, |complaint| complaint.count)
    }
}

impl fmt::Display for Complaints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing was wrong");
        }
        for (what, complaint) in &self.0 {
            writeln!(f, "WRONG: {what} ({} times)", complaint.count)?;
            for example in &complaint.examples {
                writeln!(f, "    {}", Line(example))?;
            }
        }
        Ok(())
    }
}

/// The beginning of a text, on one line.
struct Line<'a>(&'a str);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().take(SHOWN).try_for_each(|c| {
            if c.is_control() {
                write!(f, "{}", c.escape_debug())
            } else {
                write!(f, "{c}")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_complaint_is_counted_and_a_few_are_shown() {
        let mut complaints = Complaints::default();
        assert!(complaints.is_empty());
        for number in 0..10 {
            let mut other = Complaints::default();
            other.add("leak", || format!("answer {number}\n"));
            complaints.extend(other);
        }
        let text = complaints.to_string();
        assert_eq!(complaints.count("leak"), 10);
        assert!(text.starts_with("WRONG: leak (10 times)\n    answer 0\\n\n"), "{text}");
        assert_eq!(text.lines().count(), 1 + EXAMPLES, "{text}");
    }
}
