//! Whether memory grows.

use std::fmt;

/// How much more the last quarter may have than the second, in percent of that.
const PERCENT: u64 = 5;
/// And at least this much, in KiB: allocators do not give everything back.
const SLACK: u64 = 4 * 1024;

/// The resident memory of a process over time, in KiB, at equal distances.
#[derive(Debug, Clone, Default)]
pub struct Memory(pub Vec<u64>);

impl Memory {
    /// The medians of the second and the last quarter: the first is for caches and threads to fill.
    #[must_use]
    pub fn quarters(&self) -> Option<(u64, u64)> {
        let quarter = self.0.len() / 4;
        let second = median(self.0.get(quarter..2 * quarter)?)?;
        let last = median(self.0.get(self.0.len() - quarter..)?)?;
        Some((second, last))
    }

    /// Whether the last quarter has no more than the second, but for a little. No samples prove nothing.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.quarters()
            .is_some_and(|(second, last)| last <= second + (second * PERCENT / 100).max(SLACK))
    }
}

fn median(samples: &[u64]) -> Option<u64> {
    let mut samples = samples.to_vec();
    samples.sort_unstable();
    samples.get(samples.len() / 2).copied()
}

/// A line of bars from nothing to the most, and the two medians.
impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let most = self.0.iter().max().copied().unwrap_or_default().max(1);
        for sample in &self.0 {
            let height = sample * (BARS.len() as u64 - 1) / most;
            write!(f, "{}", BARS[usize::try_from(height).unwrap_or_default()])?;
        }
        match self.quarters() {
            None => f.write_str(" too few samples"),
            Some((second, last)) => write!(
                f,
                "\n    second quarter {}, last quarter {}, most {}: {}",
                Mebibytes(second),
                Mebibytes(last),
                Mebibytes(most),
                if self.is_flat() { "flat" } else { "it grows" }
            ),
        }
    }
}

/// KiB for people.
struct Mebibytes(u64);

impl fmt::Display for Mebibytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} MiB", self.0 / 1024, self.0 % 1024 * 10 / 1024)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_fills_and_stays_is_flat() {
        let fills = (0..60).map(|second| (1_000 * second).min(14_000) + 8_000).collect();
        assert!(Memory(fills).is_flat());
    }

    #[test]
    fn memory_that_grows_is_not() {
        let grows = (0..60).map(|second| 8_000 + 200 * second).collect();
        assert!(!Memory(grows).is_flat());
    }

    #[test]
    fn no_samples_prove_nothing() {
        assert!(!Memory(vec![8_000; 3]).is_flat());
        assert!(!Memory::default().is_flat());
        assert!(Memory(vec![8_000; 4]).is_flat());
    }
}
