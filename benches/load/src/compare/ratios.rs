//! One number and its spread, from many.

use std::fmt;

/// The ratio in each round, sorted.
#[derive(Debug, Default)]
pub(super) struct Ratios(Vec<f64>);

impl FromIterator<f64> for Ratios {
    fn from_iter<T: IntoIterator<Item = f64>>(ratios: T) -> Self {
        let mut ratios: Vec<f64> = ratios.into_iter().collect();
        ratios.sort_by(f64::total_cmp);
        Self(ratios)
    }
}

impl Ratios {
    /// The one that this many quarters of all are below.
    fn quartile(&self, quarters: usize) -> f64 {
        let last = self.0.len().saturating_sub(1);
        self.0.get((last * quarters + 2) / 4).copied().unwrap_or(f64::NAN)
    }
}

/// The median, and between what the middle half of the rounds is.
impl fmt::Display for Ratios {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [low, median, high] = [1, 2, 3].map(|quarters| self.quartile(quarters));
        f.pad(&format!("{median:.3} ({low:.3} to {high:.3})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_stands_before_the_middle_half() {
        let ratios: Ratios = [1.5, 0.5, 1.25, 0.75, 1.0].into_iter().collect();
        assert_eq!(ratios.to_string(), "1.000 (0.750 to 1.250)");
        assert_eq!(Ratios::from_iter([2.0]).to_string(), "2.000 (2.000 to 2.000)");
    }
}
